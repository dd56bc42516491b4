/** The picture of whether a fix worked. Pure. */
import { formatTime } from '../../analysis/format-value.js';
import type { Chart, ChartPoint, ChartUnit } from '../../incidents/chart.js';
import type { Incident } from '../../incidents/incident.js';
import { cut } from '../../shared/text.js';
import { keyOf, MAX_ALT, MAX_LABEL, windowOf, type IncidentChart } from './incident-chart.js';

/** The values of a proposal's verification query, before and after its run. */
export interface VerificationSeries {
  /** What the query measures, in a few words. */
  readonly title: string;
  readonly unit: ChartUnit;
  readonly points: readonly ChartPoint[];
  /** What was wanted, and in words: `< 2 %`. */
  readonly wanted: { readonly value: number; readonly text: string };
  /** When the fix ran, Unix seconds, and what it was in a few words. */
  readonly fix: { readonly at: number; readonly label: string };
  /** The verdict in words. */
  readonly verdict: string;
}

/** Whether a fix worked, as a picture: the measured values against what was wanted. */
export function buildVerificationChart(
  incident: Pick<Incident, 'startedAt' | 'mitigatedAt' | 'resolvedAt'>,
  { title, unit, points, wanted, fix, verdict }: VerificationSeries,
): IncidentChart {
  const chart: Chart = {
    title,
    // What was wanted is a line in the picture.
    subtitle: cut(verdict.split(', wanted')[0] ?? verdict, 120),
    unit,
    series: [{ name: title, points, isEmphasised: true }],
    incident: windowOf(incident, points),
    onset: null,
    changes: [{ at: fix.at, label: cut(fix.label, MAX_LABEL) }],
    usual: null,
    threshold: { value: wanted.value, label: `wanted ${wanted.text}` },
    projection: null,
    alt: cut(
      `Chart of ${title} around ${fix.label} at ${formatTime(fix.at)}, wanted ${wanted.text}: ${verdict}`,
      MAX_ALT,
    ),
  };
  return { chart, key: keyOf(chart), caption: `${title}: ${verdict}` };
}
