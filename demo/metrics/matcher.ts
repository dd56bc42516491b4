/** Label matchers with Prometheus' meaning: regular expressions are anchored, and an absent label counts as empty. */
import { METRIC_NAME, type LabelSet } from './label-set.js';

export type MatchOperator = '=' | '!=' | '=~' | '!~';

export interface Matcher {
  readonly name: string;
  readonly operator: MatchOperator;
  readonly value: string;
  matches(value: string): boolean;
}

/** Builds a matcher; throws a SyntaxError when the regular expression is not one that RE2 and JavaScript share. */
export function createMatcher(name: string, operator: MatchOperator, value: string): Matcher {
  const base = { name, operator, value };
  if (operator === '=') return { ...base, matches: (candidate) => candidate === value };
  if (operator === '!=') return { ...base, matches: (candidate) => candidate !== value };
  const expression = compileAnchored(value);
  const expected = operator === '=~';
  return { ...base, matches: (candidate) => expression.test(candidate) === expected };
}

/** Whether every matcher accepts the labels. */
export function matchesAll(labels: LabelSet, matchers: readonly Matcher[]): boolean {
  return matchers.every((matcher) => matcher.matches(labels.values.get(matcher.name) ?? ''));
}

/** The metric name that the matchers demand, when they demand exactly one. */
export function demandedName(matchers: readonly Matcher[]): string | undefined {
  return matchers.find((matcher) => matcher.name === METRIC_NAME && matcher.operator === '=')?.value;
}

/** Compiles an RE2 pattern that has to match the whole text; throws a SyntaxError for what JavaScript reads differently. */
export function compileAnchored(pattern: string): RegExp {
  const { source, flags } = compileRe2(pattern);
  return new RegExp(`^(?:${source})$`, flags);
}

/** The same for a pattern that may match anywhere. */
export function compileRe2(pattern: string): RegExp {
  if (/\(\?<?[=!]|\\[1-9]|\[\[:|\\[pPQECAzGkZ]/.test(pattern.replaceAll('\\\\', ''))) {
    throw new SyntaxError('look-around, back-references and POSIX or Unicode classes are not supported');
  }
  const flagged = /^\(\?([is]+)\)/.exec(pattern);
  const body = pattern.slice(flagged?.[0].length ?? 0).replaceAll('(?P<', '(?<');
  return new RegExp(body, flagged?.[1] ?? '');
}
