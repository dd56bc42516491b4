/**
 * Turns the text of a query into a checked tree: Prometheus' grammar (lezer-promql) does the reading, this file the typing.
 * What Prometheus would refuse, and what the embedded store leaves out, is refused here with its place.
 */
import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import { describeType, valueTypeOf, type Expr, type ValueType } from './ast.js';
import { parseNumber } from './literals.js';
import { readAggregate } from './parse-aggregate.js';
import { buildOperation, isOperation, type Operand } from './operator-precedence.js';
import { buildBinary } from './parse-binary.js';
import { readSelector, readString } from './parse-selector.js';
import { signatureOf } from './signatures.js';
import { childrenOf, createQueryText, findSyntaxError, type QueryText } from './syntax-node.js';

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
  if (isOperation(node)) {
    return buildOperation<Expr>(node, query, {
      operand: (operand) => readOperand(operand, query),
      sign: (sign, value) => applySign(sign, query, value),
      binary: (binary, left, right) => buildBinary(binary, query, left, right),
    });
  }
  switch (node.name) {
    case 'StringLiteral':
      return { kind: 'string', value: readString(node, query) };
    case 'ParenExpr':
      return { kind: 'paren', expr: readExpr(onlyChild(node, query), query) };
    case 'VectorSelector':
      return readSelector(node, query);
    case 'AggregateExpr':
      return readAggregate(node, query, readTyped);
    case 'FunctionCall':
      return readCall(node, query);
    default:
      return query.refuse(node, `"${query.textOf(node)}"`);
  }
}

function readOperand({ node, postfixes }: Operand, query: QueryText): Expr {
  const expr: Expr = node.name === 'NumberDurationLiteral' ? readNumber(node, query) : readExpr(node, query);
  return postfixes.reduce((inner, postfix) => applyPostfix(postfix, query, inner), expr);
}

function readNumber(node: SyntaxNode, query: QueryText): Expr {
  const value = parseNumber(query.textOf(node).replace(/^[+-]\s*/, ''));
  return { kind: 'number', value: value ?? query.fail(node, 'bad number or duration syntax') };
}

function applyPostfix(node: SyntaxNode, query: QueryText, expr: Expr): Expr {
  const [, second, third] = childrenOf(node);
  if (second === undefined) return query.fail(node, 'a range or an offset needs a duration');
  switch (node.name) {
    case 'MatrixSelector':
      if (expr.kind !== 'selector' || expr.rangeMs !== undefined) {
        return query.fail(node, 'ranges only allowed for vector selectors');
      }
      if (expr.offsetMs !== 0) return query.fail(node, 'no offset modifiers allowed before range');
      return { ...expr, rangeMs: readPositiveDuration(second, query) };
    case 'SubqueryExpr': {
      const type = valueTypeOf(expr);
      if (type !== 'vector') {
        return query.fail(node, `subquery is only allowed on instant vector, got ${describeType(type)}`);
      }
      const stepMs = third === undefined ? undefined : readPositiveDuration(third, query);
      return { kind: 'subquery', expr, rangeMs: readPositiveDuration(second, query), stepMs, offsetMs: 0 };
    }
    case 'OffsetExpr':
      if (expr.kind !== 'selector' && expr.kind !== 'subquery') {
        return query.fail(
          node,
          'offset modifier must be preceded by a vector selector, a range vector selector or a subquery',
        );
      }
      if (expr.offsetMs !== 0) return query.fail(node, 'offset may not be set multiple times');
      return { ...expr, offsetMs: readDuration(third ?? node, query) };
    default:
      return query.refuse(second, 'the @ modifier');
  }
}

function applySign(node: SyntaxNode, query: QueryText, expr: Expr): Expr {
  const type = valueTypeOf(expr);
  if (type !== 'scalar' && type !== 'vector') {
    const allowed = 'unary expression only allowed on expressions of type scalar or instant vector';
    return query.fail(node, `${allowed}, got "${describeType(type)}"`);
  }
  if (!query.textOf(node).startsWith('-')) return expr;
  return expr.kind === 'number' ? { kind: 'number', value: -expr.value } : { kind: 'negation', expr };
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
