/** Whether a measurement meets what was promised before the approval. Pure; missing data never meets anything. */
import { compare, formatComparison, type Expectation } from '../incidents/runbook.js';
import type { Series } from '../shared/series.js';

export interface Reading {
  readonly isMet: boolean;
  /** The value furthest from the expectation; null when there was none. */
  readonly value: number | null;
}

/** Every returned series must satisfy the comparison. */
export function readExpectation(expectation: Expectation, series: readonly Series[]): Reading {
  const values = series.flatMap((one) => one.values.slice(-1)).filter(Number.isFinite);
  if (values.length === 0) return { isMet: false, value: null };
  const failing = values.filter((value) => !compare(value, expectation.is));
  const wantsLess = expectation.is.operator.startsWith('<');
  const worst = (list: readonly number[]) => (wantsLess ? Math.max(...list) : Math.min(...list));
  return { isMet: failing.length === 0, value: worst(failing.length === 0 ? values : failing) };
}

/** `< 0.02 for 5 s within 60 s`: the expectation in words. */
export function formatExpectation(expectation: Expectation): string {
  const hold = expectation.forSeconds > 0 ? ` for ${expectation.forSeconds} s` : '';
  return `${formatComparison(expectation.is)}${hold} within ${expectation.withinSeconds} s`;
}

/** Three significant digits, no exponent for everyday numbers. */
export function formatMeasured(value: number | null): string {
  if (value === null) return 'no data';
  return Math.abs(value) >= 1e6 || (value !== 0 && Math.abs(value) < 1e-4)
    ? value.toExponential(2)
    : String(Number(value.toPrecision(3)));
}
