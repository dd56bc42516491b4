/**
 * The PromQL engine of the embedded metrics store: instant and range queries over a store, with Prometheus 2's semantics.
 * Parsed queries are cached, because alert rules and pages ask the same thing again and again.
 */
import type { LabelSet } from '../label-set.js';
import type { Series } from '../series.js';
import type { MetricsStore } from '../store.js';
import { valueTypeOf, type Expr, type Selector } from './ast.js';
import { evaluateScalar, evaluateVector, selectRange, type EvalContext } from './evaluate.js';
import { createMemos } from './memo.js';
import { parsePromql } from './parse.js';
import { PromqlError } from './promql-error.js';
import type { Vector } from './sample.js';

const LOOKBACK_MS = 5 * 60 * 1000; // Prometheus' default.
const DEFAULT_SUBQUERY_STEP_MS = 60 * 1000; // Prometheus' default evaluation interval.
const MAX_CACHED_QUERIES = 500;
const MAX_POINTS = 11_000; // Prometheus refuses more per series.

/** A time in ms and a value. */
export type Point = readonly [timeMs: number, value: number];
export interface RangeSeries {
  readonly labels: LabelSet;
  readonly points: readonly Point[];
}
export type QueryResult =
  | { readonly type: 'vector'; readonly timeMs: number; readonly samples: Vector }
  | { readonly type: 'matrix'; readonly series: readonly RangeSeries[] }
  | { readonly type: 'scalar'; readonly timeMs: number; readonly value: number }
  | { readonly type: 'string'; readonly timeMs: number; readonly value: string };

export interface PromqlEngine {
  /** Evaluates at one instant; throws PromqlError. */
  instant(query: string, timeMs: number): QueryResult;
  /** Evaluates at every step from start to end; throws PromqlError, also for more than 11,000 steps. */
  range(query: string, startMs: number, endMs: number, stepMs: number): readonly RangeSeries[];
  /** Parses and checks a query without evaluating it; throws PromqlError. */
  check(query: string): Expr;
}

/** Creates an engine; `defaultSubqueryStepMs` is the resolution of `[5m:]` (Prometheus: the evaluation interval). */
export function createPromqlEngine(
  store: MetricsStore,
  options: { lookbackMs?: number; defaultSubqueryStepMs?: number } = {},
): PromqlEngine {
  const cache = new Map<string, Expr>();
  const memos = createMemos();

  function check(query: string): Expr {
    const known = cache.get(query);
    if (known !== undefined) return known;
    const expr = parsePromql(query);
    const [oldest] = cache.keys();
    if (cache.size >= MAX_CACHED_QUERIES && oldest !== undefined) cache.delete(oldest);
    cache.set(query, expr);
    return expr;
  }

  function contextFor(startMs: number, endMs: number, stepMs: number): EvalContext {
    const selected = new Map<Selector, readonly Series[]>();
    return {
      startMs,
      endMs,
      stepMs,
      lookbackMs: options.lookbackMs ?? LOOKBACK_MS,
      defaultSubqueryStepMs: options.defaultSubqueryStepMs ?? DEFAULT_SUBQUERY_STEP_MS,
      memos,
      select(selector) {
        let series = selected.get(selector);
        if (series === undefined) selected.set(selector, (series = store.select(selector.matchers)));
        return series;
      },
      subqueries: new Map(),
      outputs: new Map(),
    };
  }

  function instant(query: string, timeMs: number): QueryResult {
    const expr = check(query);
    const context = contextFor(timeMs, timeMs, 1);
    switch (valueTypeOf(expr)) {
      case 'scalar':
        return { type: 'scalar', timeMs, value: evaluateScalar(expr, context, timeMs) };
      case 'string':
        return { type: 'string', timeMs, value: expr.kind === 'string' ? expr.value : '' };
      case 'vector':
        return { type: 'vector', timeMs, samples: evaluateVector(expr, context, timeMs) };
      case 'matrix': {
        const series = selectRange(expr, context, timeMs).map(({ labels, window }) => {
          const points: Point[] = [];
          for (let index = window.from; index < window.to; index += 1) {
            points.push([window.times[index] ?? 0, window.values[index] ?? 0]);
          }
          return { labels, points };
        });
        return { type: 'matrix', series: sortSeries(series) };
      }
    }
  }

  function range(query: string, startMs: number, endMs: number, stepMs: number): readonly RangeSeries[] {
    const expr = check(query);
    const type = valueTypeOf(expr);
    if (type !== 'scalar' && type !== 'vector') {
      const message = `invalid expression type "${type === 'matrix' ? 'range vector' : type}" for range query, must be Scalar or instant Vector`;
      throw new PromqlError('bad_data', message);
    }
    if ((endMs - startMs) / stepMs > MAX_POINTS) {
      throw new PromqlError(
        'bad_data',
        'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)',
      );
    }
    const context = contextFor(startMs, endMs, stepMs);
    const byKey = new Map<string, { labels: LabelSet; points: Point[] }>();
    for (let time = startMs; time <= endMs; time += stepMs) {
      const vector =
        type === 'vector'
          ? evaluateVector(expr, context, time)
          : scalarVector(evaluateScalar(expr, context, time));
      for (const { labels, value } of vector) {
        const series = byKey.get(labels.key);
        if (series === undefined) byKey.set(labels.key, { labels, points: [[time, value]] });
        else series.points.push([time, value]);
      }
    }
    return sortSeries([...byKey.values()]);
  }

  return { instant, range, check };
}

function scalarVector(value: number): Vector {
  return [{ labels: { values: new Map(), key: '' }, value }];
}

function sortSeries(series: RangeSeries[]): readonly RangeSeries[] {
  return series.toSorted((a, b) => (a.labels.key < b.labels.key ? -1 : 1));
}
