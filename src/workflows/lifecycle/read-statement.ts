import { UserInputError } from '../../shared/errors.js';

/** As much as a message in the thread shows. */
const MAX_STATEMENT = 1000;

/** What somebody says for the record, trimmed. @throws UserInputError when it is empty or too long. */
export function readStatement(raw: string, what: 'status update' | 'note'): string {
  const text = raw.trim();
  if (text === '') throw new UserInputError(`The ${what} is empty. Write what you want to say.`);
  if (text.length > MAX_STATEMENT)
    throw new UserInputError(
      `The ${what} is ${text.length} characters long; ${MAX_STATEMENT} fit. Put the details into the thread.`,
    );
  return text;
}
