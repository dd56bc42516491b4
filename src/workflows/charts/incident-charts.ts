/**
 * Which pictures help to understand an incident: the service where it began, then the service that users feel, each with
 * the services that moved the same way, the changes lined up, and the incident's window. What to draw comes from evidence
 * alone, so a picture never shows more than people can ask about. Pure.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { formatList, formatTime, formatValue, type Unit } from '../../analysis/format-value.js';
import type { Chart, ChartPoint, ChartUnit } from '../../incidents/chart.js';
import type { Evidence } from '../../incidents/evidence.js';
import type { Incident } from '../../incidents/incident.js';
import { canonicalJson } from '../../shared/canonical-json.js';
import { cut } from '../../shared/text.js';
import { citedIds, type IncidentView } from '../reading/incident-view.js';

export interface IncidentChart {
  readonly chart: Chart;
  /** The same for the same picture, so that each is made and posted once. SHA-256, hex. */
  readonly key: string;
  /** One line to post with it, with its evidence ids. Plain text that quotes names from outside: escape it. */
  readonly caption: string;
}

const MAX_CHARTS = 3;
/** Compared with the main one in one picture. */
const MAX_OTHERS = 2;
/** Another series this many times larger or smaller flattens one of the two. */
const COMPARABLE = 10;
const MIN_USUAL_POINTS = 8;
const MAX_LABEL = 60;
const MAX_ALT = 1000;

/** What people ask for first. */
const SIGNALS = ['errors', 'latency', 'saturation', 'requests'] as const;
type SignalName = (typeof SIGNALS)[number];

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

/** What the evidence pass stores with an unusual signal; other rows about signals hold no points. */
const SignalRow = z.object({
  signal: z.enum(SIGNALS),
  unit: z.enum(['per_second', 'ratio', 'seconds', 'number']),
  baseline: z.number().nullable(),
  current: z.number().nullable(),
  peak: z.number().nullable(),
  onset: z.number().nullable(),
  points: z.array(z.tuple([z.number(), z.number()])).min(2),
});
type SignalRow = z.infer<typeof SignalRow>;

const ChangeRow = z.object({ kind: z.string(), at: z.iso.datetime(), version: z.string().nullable() });

interface Measured extends SignalRow {
  readonly id: string;
  readonly service: string;
  readonly statement: string;
}

/** At most three, the most telling first; empty when no unusual signal was measured. */
export function chooseCharts(view: IncidentView): readonly IncidentChart[] {
  const measured = readSignals(view.evidence);
  const origin = view.analysis?.report.cause?.service ?? measured[0]?.service;
  const felt = view.incident.service;
  const cited = new Set(citedIds(view.analysis));
  const ranked = measured.toSorted(
    (a, b) => Number(cited.has(b.id)) - Number(cited.has(a.id)) || signalRank(a) - signalRank(b),
  );
  const ofOrigin = ranked.filter(({ service }) => service === origin);

  const chosen: (readonly Measured[])[] = [];
  const choose = (rows: readonly Measured[]): void => {
    const isShown = (row: Measured) => chosen.flat().includes(row);
    const main = rows.find((row) => !isShown(row));
    if (main) chosen.push([main, ...othersFor(main, measured).filter((row) => !isShown(row))]);
  };
  choose(ofOrigin);
  // Where it began at the very service that alerted, users feel it through those that call it.
  choose(ranked.filter(({ service }) => (felt === origin ? service !== origin : service === felt)));
  choose(ofOrigin);
  // When the analysis names a service that was not measured, what is most unusual still helps.
  if (chosen.length === 0) choose(measured);
  return chosen.slice(0, MAX_CHARTS).map((rows) => buildSignalChart(view, rows));
}

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
    subtitle: cut(verdict, 120),
    unit,
    series: [{ name: title, points, isEmphasised: true }],
    incident: windowOf(incident, points),
    onset: null,
    changes: [{ at: fix.at, label: cut(fix.label, MAX_LABEL) }],
    usual: null,
    threshold: { value: wanted.value, label: `wanted ${wanted.text}` },
    alt: cut(
      `Chart of ${title} around ${fix.label} at ${formatTime(fix.at)}, wanted ${wanted.text}: ${verdict}`,
      MAX_ALT,
    ),
  };
  return { chart, key: keyOf(chart), caption: `${title}: ${verdict}` };
}

/** Of a service's signal that was measured again, the newest. */
function readSignals(evidence: readonly Evidence[]): readonly Measured[] {
  const newest = new Map<string, Measured>();
  for (const { id, kind, service, statement, data, isAnomalous } of evidence) {
    if (kind !== 'signal' || service === null || !isAnomalous) continue;
    const row = SignalRow.safeParse(data);
    if (row.success) newest.set(`${row.data.signal} ${service}`, { ...row.data, id, service, statement });
  }
  return [...newest.values()];
}

const signalRank = ({ signal }: Measured) => SIGNALS.indexOf(signal);

/** The same signal of other services, where one picture can show both. */
function othersFor(main: Measured, measured: readonly Measured[]): readonly Measured[] {
  const size = highest(main.points);
  return measured
    .filter((row) => row.signal === main.signal && row.unit === main.unit && row.service !== main.service)
    .filter(({ points }) => highest(points) <= size * COMPARABLE && highest(points) * COMPARABLE >= size)
    .slice(0, MAX_OTHERS);
}

function highest(points: readonly ChartPoint[]): number {
  return points.reduce((most, [, value]) => Math.max(most, Math.abs(value ?? 0)), 0);
}

function buildSignalChart(view: IncidentView, rows: readonly Measured[]): IncidentChart {
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

/** Open at its end unless the points show the end: what was drawn before stays true afterwards. */
function windowOf(
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

/** Nine in ten of the values before the trouble; null when there are too few to tell. */
function usualRange({ points, onset }: SignalRow, { startedAt }: Incident): Chart['usual'] {
  const until = Math.min(onset ?? Infinity, startedAt.getTime() / 1000);
  const before = points.flatMap(([time, value]) => (time < until ? [value] : [])).sort((a, b) => a - b);
  const low = before[Math.floor(before.length * 0.05)];
  const high = before[Math.ceil(before.length * 0.95) - 1];
  if (before.length < MIN_USUAL_POINTS || low === undefined || high === undefined) return null;
  return { from: low, to: high };
}

function spanOf(points: readonly ChartPoint[]): readonly [number, number] {
  return points.reduce<readonly [number, number]>(
    ([first, last], [time]) => [Math.min(first, time), Math.max(last, time)],
    [Infinity, -Infinity],
  );
}

/** Of everything that is drawn or said. */
function keyOf(chart: Chart): string {
  const points = (list: readonly ChartPoint[]) =>
    list.map(([time, value]) => [time, value !== null && Number.isFinite(value) ? value : null]);
  const shown = { ...chart, series: chart.series.map((one) => ({ ...one, points: points(one.points) })) };
  return createHash('sha256').update(canonicalJson(shown)).digest('hex');
}
