/** What every picture of an incident has: a key, a caption, and the incident's window. Pure. */
import type { Chart, ChartPoint } from '../../incidents/chart.js';
import type { Incident } from '../../incidents/incident.js';
import { canonicalHash } from '../../shared/canonical-hash.js';

export interface IncidentChart {
  readonly chart: Chart;
  /** The same for the same picture, so that each is made and posted once. SHA-256, hex. */
  readonly key: string;
  /** One line to post with it, with its evidence ids. Plain text that quotes names from outside: escape it. */
  readonly caption: string;
}

export const MAX_LABEL = 60;
export const MAX_ALT = 1000;

/** Open at its end unless the points show the end: what was drawn before stays true afterwards. */
export function windowOf(
  { startedAt, mitigatedAt, resolvedAt }: Pick<Incident, 'startedAt' | 'mitigatedAt' | 'resolvedAt'>,
  points: readonly ChartPoint[],
  onset: number | null = null,
): Chart['incident'] {
  const ended = mitigatedAt ?? resolvedAt;
  const end = ended === null ? null : ended.getTime() / 1000;
  // Alerts notice later than it began.
  const start = Math.min(startedAt.getTime() / 1000, onset ?? Infinity);
  return { start, end: end !== null && end <= spanOf(points)[1] ? end : null };
}

export function spanOf(points: readonly ChartPoint[]): readonly [number, number] {
  return points.reduce<readonly [number, number]>(
    ([first, last], [time]) => [Math.min(first, time), Math.max(last, time)],
    [Infinity, -Infinity],
  );
}

/** Of everything that is drawn or said. */
export function keyOf(chart: Chart): string {
  const points = (list: readonly ChartPoint[]) =>
    list.map(([time, value]) => [time, value !== null && Number.isFinite(value) ? value : null]);
  const shown = { ...chart, series: chart.series.map((one) => ({ ...one, points: points(one.points) })) };
  return canonicalHash(shown);
}
