/**
 * Puts operators, signs and postfixes (`[5m]`, `offset 1m`) in Prometheus' order of precedence. The grammar was made for
 * an editor and lets a postfix take in the whole operation before it: in `a + b offset 5m * c` it reads `(a + b) offset 5m`.
 * So its tree is laid out flat again and climbed by precedence.
 */
import type { SyntaxNode } from '@lezer/common';
import { childrenOf, type QueryText } from './syntax-node.js';

/** An operand with the signs before it and the postfixes after it, both from the inside out. */
export interface Operand {
  readonly node: SyntaxNode;
  readonly signs: SyntaxNode[];
  readonly postfixes: SyntaxNode[];
}

/** How to build the parts of the result. */
export interface Builder<T> {
  operand(operand: Operand): T;
  sign(node: SyntaxNode, value: T): T;
  binary(node: SyntaxNode, left: T, right: T): T;
}

const POSTFIXES: ReadonlySet<string> = new Set([
  'OffsetExpr',
  'MatrixSelector',
  'SubqueryExpr',
  'StepInvariantExpr',
]);
const POWER = 6;
const PRECEDENCE: ReadonlyMap<string, number> = new Map([
  ['or', 1],
  ...['and', 'unless'].map((name): [string, number] => [name, 2]),
  ...['==', '!=', '<', '<=', '>', '>='].map((name): [string, number] => [name, 3]),
  ...['+', '-'].map((name): [string, number] => [name, 4]),
  ...['*', '/', '%', 'atan2'].map((name): [string, number] => [name, 5]),
  ['^', POWER],
]);

/** Whether the node needs this treatment. */
export function isOperation(node: SyntaxNode): boolean {
  return (
    node.name === 'BinaryExpr' ||
    node.name === 'UnaryExpr' ||
    node.name === 'NumberDurationLiteral' ||
    POSTFIXES.has(node.name)
  );
}

/** Rebuilds an operation with the right precedence. */
export function buildOperation<T>(root: SyntaxNode, query: QueryText, builder: Builder<T>): T {
  const operands: Operand[] = [];
  const operators: SyntaxNode[] = [];
  flatten(root);
  let next = 0;

  function flatten(node: SyntaxNode): void {
    const children = childrenOf(node);
    const [first, second] = children;
    if (node.name === 'BinaryExpr') {
      const right = children.at(-1);
      if (first === undefined || right === undefined)
        return query.fail(node, 'a binary operation needs two operands');
      flatten(first);
      operators.push(node);
      flatten(right);
    } else if (node.name === 'UnaryExpr') {
      if (first === undefined || second === undefined) return query.fail(node, 'a sign needs an operand');
      const index = operands.length;
      flatten(second);
      operands[index]?.signs.push(first);
    } else if (POSTFIXES.has(node.name)) {
      if (first === undefined) return query.fail(node, 'a range or an offset needs an operand');
      flatten(first);
      operands.at(-1)?.postfixes.push(node);
    } else {
      // The grammar reads the sign of a number as part of it, where ^ binds more tightly.
      const isSigned = node.name === 'NumberDurationLiteral' && /^[+-]/.test(query.textOf(node));
      operands.push({ node, signs: isSigned ? [node] : [], postfixes: [] });
    }
  }

  function climb(least: number): T {
    let left = takeOperand();
    for (;;) {
      const operator = operators[next - 1];
      const precedence = operator === undefined ? 0 : precedenceOf(operator, query);
      if (operator === undefined || precedence < least) return left;
      const right = climb(precedence === POWER ? precedence : precedence + 1);
      left = builder.binary(operator, left, right);
    }
  }

  function takeOperand(): T {
    const operand = operands[next];
    if (operand === undefined) return query.fail(root, 'missing operand');
    next += 1;
    let value = builder.operand(operand);
    if (operand.signs.length === 0) return value;
    // A sign applies to a whole power: -x ^ 2 is -(x ^ 2).
    const operator = operators[next - 1];
    if (operator !== undefined && precedenceOf(operator, query) === POWER) {
      value = builder.binary(operator, value, climb(POWER));
    }
    return operand.signs.reduce((inner, sign) => builder.sign(sign, inner), value);
  }

  return climb(1);
}

function precedenceOf(binary: SyntaxNode, query: QueryText): number {
  const operator = childrenOf(binary)[1];
  return PRECEDENCE.get(operator === undefined ? '' : query.textOf(operator).toLowerCase()) ?? 1;
}
