/** Reads binary operations with their `bool`, `on`, `ignoring` and `group_` modifiers. */
import type { SyntaxNode } from '@lezer/common';
import {
  describeType,
  isComparison,
  isSetOperator,
  valueTypeOf,
  type Binary,
  type BinaryOperator,
  type Expr,
  type VectorMatching,
} from './ast.js';
import { readGroupingLabels } from './parse-aggregate.js';
import { childrenOf, type QueryText } from './syntax-node.js';

const OPERATORS: ReadonlySet<string> = new Set<BinaryOperator>([
  '+',
  '-',
  '*',
  '/',
  '%',
  '^',
  '==',
  '!=',
  '<',
  '<=',
  '>',
  '>=',
  'and',
  'or',
  'unless',
]);

/** Builds the operation of a `BinaryExpr` from its operands, which are read elsewhere. */
export function buildBinary(node: SyntaxNode, query: QueryText, left: Expr, right: Expr): Expr {
  const parts = childrenOf(node);
  const operatorNode = parts[1] ?? query.fail(node, 'a binary operation needs an operator');
  const operator = query.textOf(operatorNode).toLowerCase();
  if (!isOperator(operator)) return query.refuse(operatorNode, `operator "${operator}"`);
  const fill = parts.find(({ name }) => name.startsWith('Fill'));
  if (fill !== undefined) return query.refuse(fill, 'the fill modifier');

  const clause = parts.find(({ name }) => name === 'MatchingModifierClause');
  const returnsBool = parts.some(({ name }) => name === 'BoolModifier');
  const binary: Binary = {
    kind: 'binary',
    operator,
    left,
    right,
    returnsBool,
    matching: readMatching(clause, query),
  };
  checkOperands(node, query, binary, clause !== undefined);
  return binary;
}

function readMatching(clause: SyntaxNode | undefined, query: QueryText): VectorMatching {
  if (clause === undefined) return { isOn: false, labels: new Set(), group: undefined, include: [] };
  const [labels = null, include = null] = clause.getChildren('GroupingLabels');
  const group =
    clause.getChild('GroupLeft') !== null
      ? 'left'
      : clause.getChild('GroupRight') !== null
        ? 'right'
        : undefined;
  const matching: VectorMatching = {
    isOn: clause.getChild('On') !== null,
    labels: new Set(readGroupingLabels(labels, query)),
    group,
    include: readGroupingLabels(include, query),
  };
  const both = matching.isOn ? matching.include.find((name) => matching.labels.has(name)) : undefined;
  return both === undefined
    ? matching
    : query.fail(clause, `label ${JSON.stringify(both)} must not occur in ON and GROUP clause at once`);
}

function checkOperands(node: SyntaxNode, query: QueryText, binary: Binary, hasClause: boolean): void {
  const { operator } = binary;
  const types = [valueTypeOf(binary.left), valueTypeOf(binary.right)];
  const wrong = types.find((type) => type !== 'scalar' && type !== 'vector');
  if (wrong !== undefined) {
    query.fail(
      node,
      `binary expression must contain only scalar and instant vector types, got ${describeType(wrong)}`,
    );
  }
  if (binary.returnsBool && !isComparison(operator)) {
    query.fail(node, 'bool modifier can only be used on comparison operators');
  }
  const isScalarOnly = types.every((type) => type === 'scalar');
  if (isComparison(operator) && isScalarOnly && !binary.returnsBool) {
    query.fail(node, 'comparisons between scalars must use BOOL modifier');
  }
  if (types.includes('scalar')) {
    if (isSetOperator(operator)) {
      query.fail(node, `set operator ${JSON.stringify(operator)} not allowed in binary scalar expression`);
    }
    if (hasClause) query.fail(node, 'vector matching only allowed between instant vectors');
  }
  if (isSetOperator(operator) && binary.matching.group !== undefined) {
    query.fail(node, `no grouping allowed for ${JSON.stringify(operator)} operation`);
  }
}

function isOperator(text: string): text is BinaryOperator {
  return OPERATORS.has(text);
}
