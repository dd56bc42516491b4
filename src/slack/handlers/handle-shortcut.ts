import { UserInputError } from '../../shared/errors.js';
import type { ShortcutInput } from '../../workflows/slack-input.js';
import type { MessageContent } from '../blocks/kit/block-kit.js';
import { sayMrkdwn, sayPlainly } from '../commands/say.js';
import { OTHER_VERSION } from '../ids.js';
import { fillForm } from '../modals/fill-form.js';
import { findShortcut } from '../shortcuts/index.js';
import type { ShortcutResult } from '../shortcuts/shortcut.js';
import type { HandlerDeps } from './handler-deps.js';

/** Null when the form that was opened says everything. */
export async function handleShortcut(
  deps: Pick<HandlerDeps, 'useCases' | 'client' | 'log'>,
  input: ShortcutInput,
): Promise<MessageContent | null> {
  const { modalId } = input;
  const known = findShortcut(input.callbackId);
  if (!known || modalId === null) throw new UserInputError(OTHER_VERSION);
  const { shortcut, modal } = known;
  let result: ShortcutResult | undefined;
  const isFilled = await fillForm(deps, { modal, modalId }, async () => {
    result = await shortcut.run(input, { useCases: deps.useCases });
    return result;
  });
  if (isFilled) return null;
  return result && 'sentence' in result
    ? sayPlainly(result.sentence)
    : sayMrkdwn(`Slack did not open the form in time. Try again; in words, ${shortcut.instead}`);
}
