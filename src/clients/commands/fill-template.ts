/** Puts arguments into a command template. Values come from a runbook; each replaces a whole element, never a part of one. */
import { UserInputError } from '../../shared/errors.js';
import { matchFully } from './full-match.js';
import type { ArgumentRule, NamedCommandConfig } from './settings.js';

/** What no rule allows: nothing, an option in disguise, and characters that people cannot see. */
const FORBIDDEN = /^$|^-|[\p{C}\p{Zl}\p{Zp}]/u;
const PLACEHOLDER = /^\{([a-z]\w{0,31})\}$/;

/**
 * The elements of `template` with the arguments in their places.
 * @throws UserInputError when an argument is missing, unknown or against its rule.
 */
export function fillTemplate(
  { name, rules }: Pick<NamedCommandConfig, 'name' | 'rules'>,
  template: readonly string[],
  given: Readonly<Record<string, string>>,
): readonly string[] {
  const extra = Object.keys(given).find((key) => !Object.hasOwn(rules, key));
  if (extra !== undefined) throw new UserInputError(`${name} takes no argument ${JSON.stringify(extra)}.`);
  const allowed = new Map(
    Object.entries(rules).map(([key, rule]) => {
      const value = Object.hasOwn(given, key) ? given[key] : undefined;
      if (value === undefined) throw new UserInputError(`${name} needs the argument ${key}.`);
      const why = findFault(rule, value);
      if (why === undefined) return [key, value];
      throw new UserInputError(`${name} refuses its argument ${key}: ${why}.`);
    }),
  );
  return template.map((element) => {
    const key = PLACEHOLDER.exec(element)?.[1];
    return key === undefined ? element : (allowed.get(key) ?? element);
  });
}

function findFault(rule: ArgumentRule, value: string): string | undefined {
  if (FORBIDDEN.test(value))
    return 'it is empty, begins with a dash or holds a character that cannot be seen';
  if ('values' in rule) {
    return rule.values.includes(value) ? undefined : `it must be one of ${rule.values.join(', ')}`;
  }
  if (value.length > rule.maxLength) return `it is longer than ${rule.maxLength} characters`;
  switch (matchFully(rule.pattern, value)) {
    case 'yes':
      return undefined;
    case 'no':
      return `it is not wholly of the form ${rule.pattern}`;
    case 'timeout':
      return `its pattern ${rule.pattern} takes too long to match; the operator has to write a simpler one`;
  }
}
