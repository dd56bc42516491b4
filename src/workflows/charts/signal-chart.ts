/** One picture of a signal: the service it is about, those that moved the same way, and what was changed. Pure. */
import { z } from 'zod';
import { formatList, formatTime, formatValue, type Unit } from '../../analysis/format-value.js';
import type { Chart, ChartUnit } from '../../incidents/chart.js';
import type { Evidence } from '../../incidents/evidence.js';
import type { Incident } from '../../incidents/incident.js';
import { cut } from '../../shared/text.js';
import type { IncidentView } from '../reading/incident-view.js';
import { keyOf, MAX_ALT, MAX_LABEL, spanOf, windowOf, type IncidentChart } from './incident-chart.js';
import type { Measured, SignalName, SignalRow } from './measured-signal.js';

const TITLES: Readonly<Record<SignalName, string>> = {
  errors: 'Failing share',
  latency: 'Latency',
  saturation: 'Saturation',
  requests: 'Traffic',
};
const UNITS: Readonly<Record<Unit, ChartUnit>> = {
  ratio: 'percent',
  seconds: 'seconds',
  per_second: 'per_second',
  number: 'plain',
};

const MIN_USUAL_POINTS = 8;

const ChangeRow = z.object({ kind: z.string(), at: z.iso.datetime(), version: z.string().nullable() });

export function buildSignalChart(view: IncidentView, rows: readonly Measured[]): IncidentChart {
  const [main, ...others] = rows;
  if (!main) throw new Error('A chart of no signal was asked for.');
  const [from, to] = spanOf(rows.flatMap(({ points }) => points));
  const changes = [...readChanges(view.evidence, main.service), ...readFixes(view)]
    .filter(({ at }) => at >= from && at <= to)
    .sort((a, b) => a.at - b.at);
  const news = describe(main);
  const chart: Chart = {
    title: `${TITLES[main.signal]} of ${main.service}${others.length > 1 ? ` and ${others.length} others` : others.map(({ service }) => ` and ${service}`).join('')}`,
    subtitle: news,
    unit: UNITS[main.unit],
    series: rows.map((row) => ({ name: row.service, points: row.points, isEmphasised: row === main })),
    incident: windowOf(view.incident, main.points, main.onset),
    onset: main.onset,
    changes,
    usual: others.length === 0 ? usualRange(main, view.incident) : null,
    threshold: null,
    projection: null,
    alt: cut(
      [
        `Chart from ${formatTime(from)} to ${formatTime(to)}: ${TITLES[main.signal].toLowerCase()} of ${main.service} ${news}, ${formatValue(main.current, main.unit)} at the end`,
        ...others.map((row) => `of ${row.service} ${describe(row)}`),
        ...changes.map(({ at, label }) => `${label} at ${formatTime(at)}`),
      ].join('; ') + '.',
      MAX_ALT,
    ),
  };
  const also =
    others.length === 0 ? '' : ` Also ${formatList(others.map((row) => `${row.service} (${row.id})`))}.`;
  return { chart, key: keyOf(chart), caption: `${main.id} ${main.statement}${also}` };
}

/** `usually 0.1 %, up to 41 % since 03:12:04 UTC`. */
function describe({ baseline, current, peak, onset, unit }: SignalRow): string {
  const extreme = peak ?? current;
  const isLower = baseline !== null && extreme !== null && extreme < baseline;
  const usually = baseline === null ? '' : `usually ${formatValue(baseline, unit)}, `;
  const since = onset === null ? '' : ` since ${formatTime(onset)}`;
  return `${usually}${isLower ? 'down' : 'up'} to ${formatValue(extreme, unit)}${since}`;
}

function readChanges(evidence: readonly Evidence[], chartedService: string): Chart['changes'] {
  return evidence.flatMap(({ kind, service, data }) => {
    const row = kind === 'change' ? ChangeRow.safeParse(data) : undefined;
    if (!row?.success) return [];
    const what = row.data.kind === 'other' ? 'change' : row.data.kind;
    const where = service === null || service === chartedService ? '' : ` ${service}`;
    const version = row.data.version === null ? '' : ` ${row.data.version}`;
    return [{ at: Date.parse(row.data.at) / 1000, label: cut(`${what}${where}${version}`, MAX_LABEL) }];
  });
}

function readFixes({ proposals }: IncidentView): Chart['changes'] {
  return proposals.flatMap(({ proposal, execution }) =>
    execution === null
      ? []
      : [{ at: execution.startedAt.getTime() / 1000, label: cut(proposal.title, MAX_LABEL) }],
  );
}

/** Nine in ten of the values before the trouble; null when there are too few to tell. */
function usualRange({ points, onset }: SignalRow, { startedAt }: Incident): Chart['usual'] {
  const until = Math.min(onset ?? Infinity, startedAt.getTime() / 1000);
  const before = points.flatMap(([time, value]) => (time < until ? [value] : [])).sort((a, b) => a - b);
  const low = before[Math.floor(before.length * 0.05)];
  const high = before[Math.ceil(before.length * 0.95) - 1];
  if (before.length < MIN_USUAL_POINTS || low === undefined || high === undefined) return null;
  return { from: low, to: high };
}
