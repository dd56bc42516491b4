/** Reads aggregations and their `by` or `without` clause. */
import type { SyntaxNode } from '@lezer/common';
import type { AggregateOperator, Expr, ValueType } from './ast.js';
import { readString } from './parse-selector.js';
import { childrenOf, type QueryText } from './syntax-node.js';

/** Type of the parameter that some operators take before the vector. */
const PARAMETER: Readonly<Record<AggregateOperator, ValueType | undefined>> = {
  sum: undefined,
  avg: undefined,
  min: undefined,
  max: undefined,
  count: undefined,
  group: undefined,
  stddev: undefined,
  stdvar: undefined,
  quantile: 'scalar',
  topk: 'scalar',
  bottomk: 'scalar',
  count_values: 'string',
};

type ReadTyped = (node: SyntaxNode, query: QueryText, type: ValueType, where: string) => Expr;

/** Reads an `AggregateExpr`. */
export function readAggregate(node: SyntaxNode, query: QueryText, readTyped: ReadTyped): Expr {
  const parts = childrenOf(node);
  const body = parts.find(({ name }) => name === 'FunctionCallBody') ?? query.fail(node, 'missing arguments');
  const modifier = parts.find(({ name }) => name === 'AggregateModifier');
  const [operatorNode = node] = parts;
  const operator = query.textOf(operatorNode).toLowerCase();
  if (!isAggregateOperator(operator)) return query.refuse(node, `aggregation "${operator}"`);

  const args = childrenOf(body);
  const paramType = PARAMETER[operator];
  const wanted = paramType === undefined ? 1 : 2;
  if (args.length !== wanted) {
    return query.fail(
      node,
      `wrong number of arguments for aggregate expression provided, expected ${wanted}, got ${args.length}`,
    );
  }
  const [first = node, last = first] = args;
  return {
    kind: 'aggregate',
    operator,
    param: paramType === undefined ? undefined : readTyped(first, query, paramType, 'aggregation parameter'),
    expr: readTyped(last, query, 'vector', 'aggregation expression'),
    isWithout: modifier !== undefined && modifier.getChild('Without') !== null,
    labels: new Set(
      modifier === undefined ? [] : readGroupingLabels(modifier.getChild('GroupingLabels'), query),
    ),
  };
}

/** Reads the names in a parenthesised label list. */
export function readGroupingLabels(node: SyntaxNode | null, query: QueryText): string[] {
  if (node === null) return [];
  return childrenOf(node).map((label) =>
    label.name === 'QuotedLabelName' ? readString(label, query) : query.textOf(label),
  );
}

function isAggregateOperator(name: string): name is AggregateOperator {
  return Object.hasOwn(PARAMETER, name);
}
