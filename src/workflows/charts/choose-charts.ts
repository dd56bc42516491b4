/**
 * Which pictures help to understand an incident: the service where it began, then the service that users feel, each with
 * the services that moved the same way, the changes lined up, and the incident's window. What to draw comes from evidence
 * alone, so a picture never shows more than people can ask about. Pure.
 */
import type { ChartPoint } from '../../incidents/chart.js';
import { citedIds, type IncidentView } from '../reading/incident-view.js';
import { buildForecastChart, readForecasts } from './forecast-chart.js';
import type { IncidentChart } from './incident-chart.js';
import { readSignals, SIGNALS, type Measured } from './measured-signal.js';
import { buildSignalChart } from './signal-chart.js';

const MAX_CHARTS = 3;
/** Compared with the main one in one picture. */
const MAX_OTHERS = 2;
/** Another series this many times larger or smaller flattens one of the two. */
const COMPARABLE = 10;

/** At most three, the most telling first; empty when nothing unusual was measured. What runs out first has one of them. */
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
  const [soonest] = readForecasts(view.evidence);
  // The forecast shows the same line, and where it goes.
  const others = chosen.filter(
    ([row]) => !(soonest && row?.signal === soonest.name && row.service === soonest.service),
  );
  return [
    ...others.slice(0, soonest ? MAX_CHARTS - 1 : MAX_CHARTS).map((rows) => buildSignalChart(view, rows)),
    ...(soonest ? [buildForecastChart(view, soonest)] : []),
  ];
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
