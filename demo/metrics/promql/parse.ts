/**
 * Turns the text of a query into a checked tree: Prometheus' grammar (lezer-promql) does the reading, this file the typing.
 * What Prometheus would refuse, and what the embedded store leaves out, is refused here with its place.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { describeType, valueTypeOf, type Expr, type ValueType } from './ast.js';
import { parseNumber } from './literals.js';
import { readAggregate } from './parse-aggregate.js';
import { readBinary } from './parse-binary.js';
import { readSelector, readString } from './parse-selector.js';
import { signatureOf } from './signatures.js';
import { childrenOf, createQueryText, findSyntaxError, type QueryText } from './syntax-node.js';

/** Reads one sub-expression; handed to the readers of composite expressions. */
export type ReadExpr = (node: SyntaxNode, query: QueryText) => Expr;

/** Parses and checks a query; throws a `bad_data` PromqlError. */
export function parsePromql(text: string): Expr {
  const root = parser.parse(text).topNode;
  const error = findSyntaxError(root, text);
  if (error !== undefined) throw error;
  const query = createQueryText(text);
  const [expression] = childrenOf(root);
  return readExpr(expression ?? root, query);
}

/** Reads an expression and insists on its type; `where` completes the message. */
export function readTyped(node: SyntaxNode, query: QueryText, type: ValueType, where: string): Expr {
  const expr = readExpr(node, query);
  const actual = valueTypeOf(expr);
  if (actual === type) return expr;
  return query.fail(node, `expected type ${describeType(type)} in ${where}, got ${describeType(actual)}`);
}

function readExpr(node: SyntaxNode, query: QueryText): Expr {
  switch (node.name) {
    case 'NumberDurationLiteral':
      return { kind: 'number', value: parseNumber(query.textOf(node)) ?? query.fail(node, 'bad number') };
    case 'StringLiteral':
      return { kind: 'string', value: readString(node, query) };
    case 'ParenExpr':
      return { kind: 'paren', expr: readExpr(onlyChild(node, query), query) };
    case 'VectorSelector':
      return readSelector(node, query);
    case 'MatrixSelector':
      return readMatrix(node, query);
    case 'SubqueryExpr':
      return readSubquery(node, query);
    case 'OffsetExpr':
      return readOffset(node, query);
    case 'UnaryExpr':
      return readUnary(node, query);
    case 'BinaryExpr':
      return readBinary(node, query, readExpr);
    case 'AggregateExpr':
      return readAggregate(node, query, readTyped);
    case 'FunctionCall':
      return readCall(node, query);
    case 'StepInvariantExpr':
      return query.refuse(childrenOf(node)[1] ?? node, 'the @ modifier');
    default:
      return query.refuse(node, `"${query.textOf(node)}"`);
  }
}

function readMatrix(node: SyntaxNode, query: QueryText): Expr {
  const [inner, range] = childrenOf(node);
  if (inner === undefined || range === undefined)
    return query.fail(node, 'a range needs a selector and a duration');
  const expr = readExpr(inner, query);
  if (expr.kind !== 'selector' || expr.rangeMs !== undefined) {
    return query.fail(node, 'ranges only allowed for vector selectors');
  }
  if (expr.offsetMs !== 0) return query.fail(node, 'no offset modifiers allowed before range');
  return { ...expr, rangeMs: readPositiveDuration(range, query) };
}

function readSubquery(node: SyntaxNode, query: QueryText): Expr {
  const [inner, range, step] = childrenOf(node);
  if (inner === undefined || range === undefined)
    return query.fail(node, 'a subquery needs an expression and a range');
  const expr = readTyped(inner, query, 'vector', 'a subquery');
  const rangeMs = readPositiveDuration(range, query);
  const stepMs = step === undefined ? undefined : readPositiveDuration(step, query);
  return { kind: 'subquery', expr, rangeMs, stepMs, offsetMs: 0 };
}

function readOffset(node: SyntaxNode, query: QueryText): Expr {
  const [inner, , duration] = childrenOf(node);
  if (inner === undefined || duration === undefined) return query.fail(node, 'offset needs a duration');
  const expr = readExpr(inner, query);
  if (expr.kind !== 'selector' && expr.kind !== 'subquery') {
    return query.fail(
      node,
      'offset modifier must be preceded by a vector selector, a range vector selector or a subquery',
    );
  }
  if (inner.name === 'OffsetExpr') return query.fail(node, 'offset may not be set multiple times');
  return { ...expr, offsetMs: readDuration(duration, query) };
}

function readUnary(node: SyntaxNode, query: QueryText): Expr {
  const [operator, operand] = childrenOf(node);
  if (operator === undefined || operand === undefined) return query.fail(node, 'a sign needs an operand');
  const expr = readExpr(operand, query);
  const type = valueTypeOf(expr);
  if (type !== 'scalar' && type !== 'vector') {
    return query.fail(
      node,
      `unary expression only allowed on expressions of type scalar or instant vector, got "${describeType(type)}"`,
    );
  }
  return query.textOf(operator) === '-' ? { kind: 'negation', expr } : { kind: 'paren', expr };
}

function readCall(node: SyntaxNode, query: QueryText): Expr {
  const [identifier, body] = childrenOf(node);
  if (identifier === undefined || body === undefined)
    return query.fail(node, 'a call needs a name and arguments');
  const name = query.textOf(identifier);
  const signature = signatureOf(name);
  if (signature === undefined) return query.refuse(node, `function "${name}"`);
  const given = childrenOf(body);
  const most = signature.args.length;
  if (given.length > most || given.length < most - signature.optional) {
    const bound = signature.optional === 0 ? '' : given.length > most ? 'at most ' : 'at least ';
    const wanted = given.length > most ? most : most - signature.optional;
    return query.fail(
      node,
      `expected ${bound}${wanted} argument(s) in call to "${name}", got ${given.length}`,
    );
  }
  const args = given.map((arg, index) =>
    readTyped(arg, query, signature.args[index] ?? 'vector', `call to function "${name}"`),
  );
  return { kind: 'call', name, args };
}

function onlyChild(node: SyntaxNode, query: QueryText): SyntaxNode {
  return childrenOf(node)[0] ?? query.fail(node, 'empty expression');
}

function readPositiveDuration(node: SyntaxNode, query: QueryText): number {
  const duration = readDuration(node, query);
  return duration > 0 ? duration : query.fail(node, 'duration must be greater than 0');
}

function readDuration(node: SyntaxNode, query: QueryText): number {
  const seconds = parseNumber(query.textOf(node));
  if (seconds === undefined || !Number.isFinite(seconds)) return query.refuse(node, 'a computed duration');
  return Math.round(seconds * 1000);
}
