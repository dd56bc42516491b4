/** What is sent with a call of the operator's: all that he fixed, and of each choice that he left one of his values. */
import { UserInputError } from '../../../src/shared/errors.js';

/** @throws UserInputError for a choice that is missing, unknown or none of the values. */
export function fillChoices<Fixed, Value extends string | number | boolean>(
  name: string,
  {
    fixed,
    choices,
  }: {
    fixed: Readonly<Record<string, Fixed>>;
    choices: Readonly<Record<string, readonly Value[]>>;
  },
  chosen: Readonly<Record<string, unknown>>,
): Record<string, Fixed | Value> {
  const extra = Object.keys(chosen).find((key) => !Object.hasOwn(choices, key));
  if (extra !== undefined) throw new UserInputError(`${name} leaves no choice of ${extra}.`);
  const picked = Object.entries(choices).map(([key, values]) => {
    const value = values.find((one) => one === chosen[key]);
    if (value !== undefined) return [key, value] as const;
    throw new UserInputError(`${name} needs ${key}, one of ${values.map(String).join(', ')}.`);
  });
  return { ...fixed, ...Object.fromEntries(picked) };
}
