/** LogQL, as far as this store speaks it: lines by stream and content, and numbers made of them. */
import type { Matcher } from '../metrics/matcher.js';

/** `{app="shop"} |= "failed" !~ "(?i)retry"`. */
export interface LineQuery {
  readonly kind: 'lines';
  readonly matchers: readonly Matcher[];
  /** All have to accept the line. */
  readonly filters: readonly ((line: string) => boolean)[];
}

export const RANGE_FUNCTIONS = ['count_over_time', 'rate', 'bytes_over_time', 'bytes_rate'] as const;
export const AGGREGATIONS = ['sum', 'avg', 'min', 'max', 'count'] as const;

/** `rate({app="shop"} [1m])`. */
export interface RangeQuery {
  readonly kind: 'range';
  readonly function: (typeof RANGE_FUNCTIONS)[number];
  readonly lines: LineQuery;
  readonly rangeMs: number;
}

/** `sum by (service_name) (…)`. */
export interface AggregationQuery {
  readonly kind: 'aggregation';
  readonly operator: (typeof AGGREGATIONS)[number];
  readonly grouping: { readonly isWithout: boolean; readonly labels: readonly string[] };
  readonly of: NumberQuery;
}

export type NumberQuery = RangeQuery | AggregationQuery;
export type LogqlQuery = LineQuery | NumberQuery;
