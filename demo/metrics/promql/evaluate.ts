/**
 * Evaluates a checked expression at one instant. A query evaluates it at every step; what does not depend on the step
 * (which series a selector means, the samples of a subquery) is worked out once per query and kept in the context.
 */
import { labelSetOf, type LabelSet } from '../label-set.js';
import { createSeries, type SampleWindow, type Series } from '../series.js';
import { absentLabels } from './absent.js';
import { aggregate } from './aggregate.js';
import {
  isSetOperator,
  valueTypeOf,
  type Aggregate,
  type Binary,
  type Call,
  type Expr,
  type Selector,
  type Subquery,
} from './ast.js';
import { histogramQuantile } from './histogram-quantile.js';
import { labelReplace } from './label-replace.js';
import type { Memos } from './memo.js';
import { compareNanLast } from './numbers.js';
import { applyOperator, combineWithScalar } from './operators.js';
import { PromqlError } from './promql-error.js';
import { rangeFunction } from './range-functions.js';
import { assertUnique, dropName, type Sample, type Vector } from './sample.js';
import { valueFunction } from './vector-functions.js';
import { combineSets, combineVectors } from './vector-matching.js';

/** One query over [startMs, endMs]; an instant query starts and ends at the same time. */
export interface EvalContext {
  readonly startMs: number;
  readonly endMs: number;
  readonly stepMs: number;
  readonly lookbackMs: number;
  readonly defaultSubqueryStepMs: number;
  readonly memos: Memos;
  readonly select: (selector: Selector) => readonly Series[];
  readonly subqueries: Map<Subquery, readonly Series[]>;
  /** Which series each range function call wrote each output from; two for one output are an error. */
  readonly outputs: Map<Call, Map<string, LabelSet>>;
}

/** Evaluates an instant vector expression. */
export function evaluateVector(expr: Expr, context: EvalContext, atMs: number): Vector {
  switch (expr.kind) {
    case 'paren':
      return evaluateVector(expr.expr, context, atMs);
    case 'selector':
      return selectInstant(expr, context, atMs).map(({ labels, value }) => ({ labels, value }));
    case 'negation':
      return renamed(expr, context, evaluateVector(expr.expr, context, atMs), (value) => -value);
    case 'aggregate':
      return evaluateAggregate(expr, context, atMs);
    case 'binary':
      return evaluateBinary(expr, context, atMs);
    case 'call':
      return evaluateCall(expr, context, atMs);
    default:
      throw new Error(`A ${expr.kind} is not an instant vector.`);
  }
}

/** Evaluates a scalar expression. */
export function evaluateScalar(expr: Expr, context: EvalContext, atMs: number): number {
  switch (expr.kind) {
    case 'number':
      return expr.value;
    case 'paren':
      return evaluateScalar(expr.expr, context, atMs);
    case 'negation':
      return -evaluateScalar(expr.expr, context, atMs);
    case 'binary': {
      const { operator } = expr;
      if (isSetOperator(operator)) break;
      const [left, right] = [
        evaluateScalar(expr.left, context, atMs),
        evaluateScalar(expr.right, context, atMs),
      ];
      const { value, keeps } = applyOperator(operator, left, right);
      return expr.returnsBool ? Number(keeps) : value;
    }
    case 'call': {
      if (expr.name === 'time') return atMs / 1000;
      const [arg] = expr.args;
      const vector = arg === undefined ? [] : evaluateVector(arg, context, atMs);
      return vector.length === 1 ? (vector[0]?.value ?? Number.NaN) : Number.NaN;
    }
  }
  throw new Error(`A ${expr.kind} is not a scalar.`);
}

/** A range vector's samples around one instant. */
export function selectRange(
  expr: Expr,
  context: EvalContext,
  atMs: number,
): { labels: LabelSet; window: SampleWindow; startMs: number; endMs: number }[] {
  if (expr.kind === 'paren') return selectRange(expr.expr, context, atMs);
  if ((expr.kind !== 'selector' && expr.kind !== 'subquery') || expr.rangeMs === undefined) {
    throw new Error(`A ${expr.kind} is not a range vector.`);
  }
  const endMs = atMs - expr.offsetMs;
  const startMs = endMs - expr.rangeMs;
  const series = expr.kind === 'selector' ? context.select(expr) : subquerySeries(expr, context);
  return series.flatMap((one) => {
    const window = one.window(startMs, endMs);
    return window === undefined ? [] : [{ labels: one.labels, window, startMs, endMs }];
  });
}

function selectInstant(expr: Selector, context: EvalContext, atMs: number) {
  const time = atMs - expr.offsetMs;
  return context.select(expr).flatMap((series) => {
    const found = series.sampleAt(time, time - context.lookbackMs);
    return found === undefined ? [] : [{ labels: series.labels, ...found }];
  });
}

function subquerySeries(expr: Subquery, context: EvalContext): readonly Series[] {
  const known = context.subqueries.get(expr);
  if (known !== undefined) return known;
  const stepMs = expr.stepMs ?? context.defaultSubqueryStepMs;
  const earliest = context.startMs - expr.offsetMs - expr.rangeMs;
  const endMs = context.endMs - expr.offsetMs;
  // Subqueries are evaluated at multiples of their step, independent of the query's own times.
  const startMs = Math.ceil(earliest / stepMs) * stepMs;
  const inner: EvalContext = {
    ...context,
    startMs,
    endMs,
    stepMs,
    subqueries: new Map(),
    outputs: new Map(),
  };
  const byKey = new Map<string, Series>();
  for (let time = startMs; time <= endMs; time += stepMs) {
    for (const { labels, value } of evaluateVector(expr.expr, inner, time)) {
      let series = byKey.get(labels.key);
      if (series === undefined) byKey.set(labels.key, (series = createSeries(labels)));
      series.append(time, value);
    }
  }
  const result = [...byKey.values()];
  context.subqueries.set(expr, result);
  return result;
}

function evaluateAggregate(expr: Aggregate, context: EvalContext, atMs: number): Vector {
  const vector = evaluateVector(expr.expr, context, atMs);
  const { param } = expr;
  const evaluated =
    param === undefined
      ? undefined
      : param.kind === 'string'
        ? param.value
        : evaluateScalar(param, context, atMs);
  return aggregate(expr, context.memos, vector, evaluated);
}

function evaluateBinary(expr: Binary, context: EvalContext, atMs: number): Vector {
  const { operator, left, right } = expr;
  const isScalarLeft = valueTypeOf(left) === 'scalar';
  const isScalarRight = valueTypeOf(right) === 'scalar';
  if (isSetOperator(operator)) {
    return combineSets(
      expr,
      context.memos,
      evaluateVector(left, context, atMs),
      evaluateVector(right, context, atMs),
    );
  }
  const typed = { ...expr, operator };
  if (!isScalarLeft && !isScalarRight) {
    return combineVectors(
      typed,
      context.memos,
      evaluateVector(left, context, atMs),
      evaluateVector(right, context, atMs),
    );
  }
  return combineWithScalar(typed, context.memos, {
    vector: evaluateVector(isScalarLeft ? right : left, context, atMs),
    scalar: evaluateScalar(isScalarLeft ? left : right, context, atMs),
    isScalarLeft,
  });
}

/** The same samples with other values and without the metric's name. */
function renamed(
  expr: object,
  context: EvalContext,
  vector: Vector,
  change: (value: number) => number,
): Vector {
  return assertUnique(
    vector.map(({ labels, value }) => ({
      labels: context.memos.labels(expr, labels, () => dropName(labels)),
      value: change(value),
    })),
  );
}

function evaluateCall(expr: Call, context: EvalContext, atMs: number): Vector {
  const { name, args } = expr;
  const onRange = rangeFunction(name);
  if (onRange !== undefined) return evaluateRangeCall(expr, context, atMs);
  const [first] = args;
  if (first === undefined) throw new Error(`${name} has no argument.`);
  const vector = () => evaluateVector(first, context, atMs);
  const scalars = () => args.slice(1).map((arg) => evaluateScalar(arg, context, atMs));
  const onValue = valueFunction(name);
  if (onValue !== undefined) {
    const params = scalars();
    const [min = 0, max = 0] = params;
    if (name === 'clamp' && max < min) return [];
    return renamed(expr, context, vector(), (value) => onValue(value, params));
  }
  switch (name) {
    case 'vector':
      return [{ labels: EMPTY, value: evaluateScalar(first, context, atMs) }];
    case 'absent':
      return vector().length === 0 ? [{ labels: absentLabels(first), value: 1 }] : [];
    case 'absent_over_time':
      return selectRange(first, context, atMs).length === 0
        ? [{ labels: absentLabels(first), value: 1 }]
        : [];
    case 'sort':
      return vector().toSorted((a, b) => compareNanLast(a.value, b.value));
    case 'sort_desc':
      return vector().toSorted((a, b) => compareNanLast(a.value, b.value, -1));
    case 'timestamp':
      return evaluateTimestamp(expr, first, context, atMs);
    case 'histogram_quantile': {
      const [, buckets = first] = args;
      const q = evaluateScalar(first, context, atMs);
      return histogramQuantile(expr, context.memos, q, evaluateVector(buckets, context, atMs));
    }
    case 'label_replace': {
      const [destination = '', replacement = '', source = '', pattern = ''] = args.slice(1).map(stringValue);
      return labelReplace(expr, context.memos, vector(), [destination, replacement, source, pattern]);
    }
    default:
      throw new Error(`${name} has a signature but no evaluation.`);
  }
}

const EMPTY = labelSetOf([]);

function evaluateRangeCall(expr: Call, context: EvalContext, atMs: number): Vector {
  const compute = rangeFunction(expr.name);
  const range = expr.args.find((arg) => valueTypeOf(arg) === 'matrix');
  const scalar = expr.args.find((arg) => valueTypeOf(arg) === 'scalar');
  if (compute === undefined || range === undefined) throw new Error(`${expr.name} needs a range vector.`);
  const param = scalar === undefined ? Number.NaN : evaluateScalar(scalar, context, atMs);
  const keepsName = expr.name === 'last_over_time';
  const result: Sample[] = [];
  for (const { labels: source, window, startMs, endMs } of selectRange(range, context, atMs)) {
    const value = compute(window, { startMs, endMs, atMs }, param);
    if (value === undefined) continue;
    const labels = keepsName ? source : context.memos.labels(expr, source, () => dropName(source));
    claimOutput(expr, context, labels, source);
    result.push({ labels, value });
  }
  return result;
}

/** Prometheus refuses two inputs for one output even when they never have samples at the same step. */
function claimOutput(expr: Call, context: EvalContext, output: LabelSet, source: LabelSet): void {
  let writers = context.outputs.get(expr);
  if (writers === undefined) context.outputs.set(expr, (writers = new Map()));
  const writer = writers.get(output.key);
  if (writer === undefined) writers.set(output.key, source);
  else if (writer.key !== source.key) {
    throw new PromqlError('execution', 'vector cannot contain metrics with the same labelset');
  }
}

/** The samples' own times when the argument is a plain selector, else the time of evaluation. */
function evaluateTimestamp(expr: Call, arg: Expr, context: EvalContext, atMs: number): Vector {
  if (arg.kind === 'paren') return evaluateTimestamp(expr, arg.expr, context, atMs);
  if (arg.kind !== 'selector')
    return renamed(expr, context, evaluateVector(arg, context, atMs), () => atMs / 1000);
  return assertUnique(
    selectInstant(arg, context, atMs).map(({ labels, time }) => ({
      labels: context.memos.labels(expr, labels, () => dropName(labels)),
      value: time / 1000,
    })),
  );
}

function stringValue(expr: Expr): string {
  return expr.kind === 'string' ? expr.value : expr.kind === 'paren' ? stringValue(expr.expr) : '';
}
