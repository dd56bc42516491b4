/** The picture of something that runs out: what was measured, where that goes, and the limit. Pure. */
import { z } from 'zod';
import { formatTime } from '../../analysis/format-value.js';
import { describer } from '../../analysis/forecast/words.js';
import type { ChartUnit } from '../../incidents/chart.js';
import type { Evidence } from '../../incidents/evidence.js';
import { capitalize, cut } from '../../shared/text.js';
import type { IncidentView } from '../reading/incident-view.js';
import { keyOf, MAX_ALT, spanOf, windowOf, type IncidentChart } from './incident-chart.js';

/** What the evidence pass stores with a forecast of something that runs out. */
const ForecastRow = z.object({
  name: z.string(),
  unit: z.enum(['ratio', 'seconds', 'bytes', 'per_second', 'number']),
  limit: z.number(),
  outcome: z.literal('exhausts'),
  current: z.number(),
  at: z.number(),
  earliest: z.number(),
  latest: z.number().nullable(),
  since: z.number().nullable(),
  points: z.array(z.tuple([z.number(), z.number()])).min(2),
});
type ForecastRow = z.infer<typeof ForecastRow>;

const UNITS: Readonly<Record<ForecastRow['unit'], ChartUnit>> = {
  ratio: 'percent',
  seconds: 'seconds',
  bytes: 'bytes',
  per_second: 'per_second',
  number: 'plain',
};

interface MeasuredForecast extends ForecastRow {
  readonly id: string;
  readonly service: string;
  readonly statement: string;
}

/** Of what was forecast again, the newest; the most urgent first. */
export function readForecasts(evidence: readonly Evidence[]): readonly MeasuredForecast[] {
  const newest = new Map<string, MeasuredForecast>();
  for (const { id, kind, service, statement, data, isAnomalous } of evidence) {
    if (kind !== 'forecast' || service === null || !isAnomalous) continue;
    const row = ForecastRow.safeParse(data);
    if (row.success) newest.set(`${row.data.name} ${service}`, { ...row.data, id, service, statement });
  }
  return [...newest.values()].sort((a, b) => a.at - b.at);
}

export function buildForecastChart(view: IncidentView, row: MeasuredForecast): IncidentChart {
  const { name, service, unit, limit, current, at, earliest, latest, since, points } = row;
  const text = describer(unit);
  const [from, to] = spanOf(points);
  const pace = since === null ? '' : ` since ${formatTime(since)}`;
  const news = `${text(current)}, ${text(limit)} at about ${formatTime(at).replace(/:\d\d UTC/, ' UTC')} if it goes on like this`;
  const chart = {
    title: `${capitalize(name)} of ${service}`,
    subtitle: news,
    unit: UNITS[unit],
    series: [{ name: service, points, isEmphasised: true }],
    incident: windowOf(view.incident, points),
    onset: since !== null && since > from ? since : null,
    changes: [],
    usual: null,
    threshold: { value: limit, label: `limit ${text(limit)}` },
    projection: { from: to, value: limit, at, earliest, latest },
    alt: cut(
      `Chart from ${formatTime(from)} to ${formatTime(to)}, with what follows if it goes on like this${pace}: ${row.statement}`,
      MAX_ALT,
    ),
  };
  return { chart, key: keyOf(chart), caption: `${row.id} ${row.statement}` };
}
