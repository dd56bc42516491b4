/** Flags of a suite that are whole numbers. */
import { parseArgs } from 'node:util';
import { errorMessage, UserInputError } from '../src/shared/errors.js';

/** What is not given has its default. Throws UserInputError. */
export function readNumbers<T extends Readonly<Record<string, number>>>(
  flags: readonly string[],
  defaults: T,
): T {
  const options = Object.fromEntries(
    Object.keys(defaults).map((name) => [name, { type: 'string' as const }]),
  );
  let values: Readonly<Record<string, string | boolean | undefined>>;
  try {
    ({ values } = parseArgs({ args: [...flags], options }));
  } catch (error) {
    throw new UserInputError(errorMessage(error), { cause: error });
  }
  const read = Object.entries(defaults).map(([name, usual]): [string, number] => {
    const value = values[name] === undefined ? usual : Number(values[name]);
    if (!Number.isInteger(value) || value < 0) {
      throw new UserInputError(`--${name} must be a whole number from 0.`);
    }
    return [name, value];
  });
  return Object.fromEntries(read) as T;
}
