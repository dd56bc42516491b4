/** What the operators do to two numbers, and to a vector and a number. */
import { isComparison, type ArithmeticOperator, type Binary, type ComparisonOperator } from './ast.js';
import type { Memos } from './memo.js';
import { power } from './numbers.js';
import { assertUnique, dropName, type Sample, type Vector } from './sample.js';

/** Value of an arithmetic operation; for a comparison the left value, with `keeps` saying whether it holds. */
export function applyOperator(
  operator: ArithmeticOperator | ComparisonOperator,
  left: number,
  right: number,
): { value: number; keeps: boolean } {
  return isComparison(operator)
    ? { value: left, keeps: COMPARE[operator](left, right) }
    : { value: CALCULATE[operator](left, right), keeps: true };
}

/** Combines a vector with a number; `isScalarLeft` tells on which side the number stands. */
export function combineWithScalar(
  expr: Binary & { operator: ArithmeticOperator | ComparisonOperator },
  memos: Memos,
  operands: { vector: Vector; scalar: number; isScalarLeft: boolean },
): Vector {
  const { operator, returnsBool } = expr;
  const dropsName = returnsBool || !isComparison(operator);
  const result: Sample[] = [];
  for (const { labels, value } of operands.vector) {
    const [left, right] = operands.isScalarLeft ? [operands.scalar, value] : [value, operands.scalar];
    const outcome = applyOperator(operator, left, right);
    if (!outcome.keeps && !returnsBool) continue;
    result.push({
      labels: dropsName ? memos.labels(expr, labels, () => dropName(labels)) : labels,
      // A comparison that filters keeps the vector's value, wherever it stands.
      value: returnsBool ? Number(outcome.keeps) : isComparison(operator) ? value : outcome.value,
    });
  }
  return dropsName ? assertUnique(result) : result;
}

type Calculation = (left: number, right: number) => number;

const CALCULATE: Readonly<Record<ArithmeticOperator, Calculation>> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '%': (left, right) => left % right,
  '^': power,
};

const COMPARE: Readonly<Record<ComparisonOperator, (left: number, right: number) => boolean>> = {
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
};
