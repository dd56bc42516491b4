/** Robust z scores over pod metrics, as the data's description defines them. */
import { median, quantile } from 'simple-statistics';
import { byScore } from '../evidence/scores.js';
import type { Day, Fault } from './read-day.js';
import { cut, type BaselineUse } from './to-question.js';

/** CPU and memory rate, syscalls, network bytes. */
export const RESOURCES = /^(?:CpuUsageRate|MemoryUsageRate|Syscall|Network)/;
export const ALL_METRICS = /^/;

/** Services by their largest departure from the median in interquartile ranges; always answers. */
export function robustZ(day: Day, fault: Fault, metrics: RegExp, baseline: BaselineUse): readonly string[] {
  const scores = new Map<string, number>();
  for (const [service, table] of day.pods) {
    for (const column of table.columns.keys()) {
      if (!metrics.test(column)) continue;
      const { usual, values } = cut(day, table, column, fault, baseline);
      const [before, now] = [usual.filter(Number.isFinite), values.filter(Number.isFinite)];
      if (before.length === 0 || now.length === 0) continue;
      const center = median(before);
      const range = (quantile(before, 0.75) - quantile(before, 0.25)) / 1.349;
      const spread = Math.max(range, 0.05 * Math.abs(center), 1e-3);
      const score = Math.max(...now.map((value) => Math.abs(value - center))) / spread;
      scores.set(service, Math.max(scores.get(service) ?? 0, score));
    }
  }
  return byScore(scores);
}
