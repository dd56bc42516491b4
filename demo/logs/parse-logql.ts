/** LogQL → what to look for. Refuses what this store does not know rather than guess. */
import { errorMessage } from '../../src/shared/errors.js';
import { compileRe2, createMatcher, type Matcher, type MatchOperator } from '../metrics/matcher.js';
import { parseDuration } from '../metrics/promql/literals.js';
import {
  AGGREGATIONS,
  RANGE_FUNCTIONS,
  type AggregationQuery,
  type LineQuery,
  type LogqlQuery,
  type NumberQuery,
  type RangeQuery,
} from './ast.js';
import { LogqlError } from './logql-error.js';
import { createTokens, type Tokens } from './tokens.js';

/** Throws LogqlError. */
export function parseLogql(text: string): LogqlQuery {
  const tokens = createTokens(text);
  const query = tokens.peek() === '{' ? readLines(tokens) : readNumbers(tokens);
  if (!tokens.isAtEnd()) tokens.refuse();
  return query;
}

function readNumbers(tokens: Tokens): NumberQuery {
  const name = tokens.peek();
  const operator = AGGREGATIONS.find((known) => known === name);
  if (operator !== undefined) return readAggregation(tokens, operator);
  const fn = RANGE_FUNCTIONS.find((known) => known === name);
  if (fn === undefined) return tokens.refuse('{');
  tokens.identifier();
  return readRange(tokens, fn);
}

function readAggregation(tokens: Tokens, operator: AggregationQuery['operator']): AggregationQuery {
  tokens.identifier();
  const before = readGrouping(tokens);
  tokens.expect('(');
  const of = readNumbers(tokens);
  tokens.expect(')');
  const grouping = before ?? readGrouping(tokens) ?? { isWithout: false, labels: [] };
  return { kind: 'aggregation', operator, grouping, of };
}

function readGrouping(tokens: Tokens): AggregationQuery['grouping'] | undefined {
  const isBy = tokens.takes('by');
  if (!isBy && !tokens.takes('without')) return undefined;
  const labels: string[] = [];
  tokens.expect('(');
  while (!tokens.takes(')')) {
    labels.push(tokens.identifier());
    if (!tokens.takes(',') && tokens.peek() !== ')') tokens.refuse(')');
  }
  return { isWithout: !isBy, labels };
}

/** The range stands behind the selector or behind its filters. */
function readRange(tokens: Tokens, fn: RangeQuery['function']): RangeQuery {
  tokens.expect('(');
  const matchers = readSelector(tokens);
  const early = readWindow(tokens);
  const filters = readFilters(tokens);
  const rangeMs = early ?? readWindow(tokens) ?? tokens.refuse('RANGE');
  tokens.expect(')');
  return { kind: 'range', function: fn, lines: { kind: 'lines', matchers, filters }, rangeMs };
}

function readWindow(tokens: Tokens): number | undefined {
  if (!tokens.takes('[')) return undefined;
  const rangeMs = parseDuration(tokens.duration()) ?? 0;
  if (rangeMs <= 0) tokens.refuse('RANGE');
  tokens.expect(']');
  return rangeMs;
}

function readLines(tokens: Tokens): LineQuery {
  return { kind: 'lines', matchers: readSelector(tokens), filters: readFilters(tokens) };
}

function readSelector(tokens: Tokens): readonly Matcher[] {
  const matchers: Matcher[] = [];
  tokens.expect('{');
  while (!tokens.takes('}')) {
    const name = tokens.identifier();
    const operator = (['=~', '!~', '!=', '='] as const).find((known) => tokens.takes(known));
    matchers.push(matcherOf(name, operator ?? tokens.refuse('= or != or =~ or !~'), tokens.string()));
    if (!tokens.takes(',') && tokens.peek() !== '}') tokens.refuse('} or ,');
  }
  if (matchers.every((matcher) => matcher.matches(''))) {
    throw new LogqlError(
      'parse error : queries require at least one regexp or equality matcher that does not have an empty-compatible value. For instance, app=~".*" does not meet this requirement, but app=~".+" will',
    );
  }
  return matchers;
}

function readFilters(tokens: Tokens): LineQuery['filters'] {
  const filters: ((line: string) => boolean)[] = [];
  for (;;) {
    if (tokens.takes('|=')) filters.push(contains(tokens.string()));
    else if (tokens.takes('!=')) filters.push(not(contains(tokens.string())));
    else if (tokens.takes('|~')) filters.push(matches(tokens.string()));
    else if (tokens.takes('!~')) filters.push(not(matches(tokens.string())));
    else return filters;
  }
}

const contains = (wanted: string) => (line: string) => line.includes(wanted);
const not = (filter: (line: string) => boolean) => (line: string) => !filter(line);

function matches(pattern: string): (line: string) => boolean {
  const expression = explaining(pattern, () => compileRe2(pattern));
  return (line) => expression.test(line);
}

const matcherOf = (name: string, operator: MatchOperator, value: string): Matcher =>
  explaining(value, () => createMatcher(name, operator, value));

function explaining<T>(pattern: string, compile: () => T): T {
  try {
    return compile();
  } catch (error) {
    throw new LogqlError(`error parsing regexp: ${errorMessage(error)}: \`${pattern}\``, { cause: error });
  }
}
