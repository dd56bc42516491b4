/** Reads vector selectors and their label matchers. */
import type { SyntaxNode } from '@lezer/common';
import { errorMessage } from '../../../src/shared/errors.js';
import { METRIC_NAME } from '../label-set.js';
import { createMatcher, type Matcher, type MatchOperator } from '../matcher.js';
import type { Selector } from './ast.js';
import { parseString } from './literals.js';
import { childrenOf, type QueryText } from './syntax-node.js';

/** Reads a `VectorSelector`. Like Prometheus, it refuses selectors that could match every series. */
export function readSelector(node: SyntaxNode, query: QueryText): Selector {
  const matchers: Matcher[] = [];
  for (const child of childrenOf(node)) {
    if (child.name === 'Identifier') matchers.push(createMatcher(METRIC_NAME, '=', query.textOf(child)));
    else matchers.push(...childrenOf(child).map((matcher) => readMatcher(matcher, query)));
  }
  if (matchers.filter(({ name, operator }) => name === METRIC_NAME && operator === '=').length > 1) {
    query.fail(node, 'metric name must not be set twice');
  }
  if (matchers.every((matcher) => matcher.matches(''))) {
    query.fail(node, 'vector selector must contain at least one non-empty matcher');
  }
  return { kind: 'selector', matchers, rangeMs: undefined, offsetMs: 0 };
}

function readMatcher(node: SyntaxNode, query: QueryText): Matcher {
  if (node.name === 'QuotedLabelName') {
    return createMatcher(METRIC_NAME, '=', readString(node, query));
  }
  const [name, operator, value] = childrenOf(node);
  if (name === undefined || operator === undefined || value === undefined) {
    return query.fail(node, 'a label matcher needs a name, an operator and a quoted value');
  }
  const labelName = name.name === 'QuotedLabelName' ? readString(name, query) : query.textOf(name);
  try {
    return createMatcher(labelName, readOperator(operator, query), readString(value, query));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return query.fail(value, `error parsing regular expression: ${errorMessage(error)}`);
  }
}

function readOperator(node: SyntaxNode, query: QueryText): MatchOperator {
  const text = query.textOf(node);
  if (text === '=' || text === '!=' || text === '=~' || text === '!~') return text;
  return query.fail(node, `unexpected operator ${text} in label matching`);
}

/** Reads a quoted literal. */
export function readString(node: SyntaxNode, query: QueryText): string {
  return parseString(query.textOf(node)) ?? query.fail(node, 'unterminated or wrongly escaped quoted string');
}
