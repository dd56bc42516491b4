/** Turns what was measured into numbered sentences, in the order people should read them, without flooding them. */
import type { CorrelatedChange } from '../../analysis/correlate-changes.js';
import type { Suspect } from '../../analysis/findings.js';
import type { Alert } from '../../incidents/alert.js';
import type { Change } from '../../incidents/change.js';
import type { Observation } from '../../incidents/evidence.js';
import type { Service } from '../../incidents/service.js';
import type { TimeRange } from '../../shared/series.js';
import { fileChecks } from './runbook-observations.js';
import { describeAlerts } from './sentences/alert-sentences.js';
import { describeChanges } from './sentences/change-sentences.js';
import { describeForecasts } from './sentences/forecast-sentences.js';
import { describeRanking } from './sentences/ranking-sentence.js';
import type { ForecastReading } from './measure/forecasts.js';
import type { RunbookFit } from './measure/runbooks.js';
import { describeNearest } from './sentences/runbook-sentences.js';
import { describeQuiet, describeReading } from './sentences/signal-sentences.js';
import type { SignalReading } from './measure/signals.js';

const MAX_ANOMALIES = 9;

interface ObservationInput {
  readonly alerts: readonly Alert[];
  readonly services: readonly Service[];
  readonly readings: readonly SignalReading[];
  readonly forecasts: readonly ForecastReading[];
  /** Rows about logs and traces, the most telling first. */
  readonly telemetry: readonly Observation[];
  /** Most likely first. */
  readonly suspects: readonly Suspect[];
  /** About past incidents like this one. */
  readonly similar: readonly Observation[];
  readonly changes: readonly CorrelatedChange<Change>[];
  /** How many are known at all, shown or not. */
  readonly changesOnRecord: number;
  readonly runbooks: readonly RunbookFit[];
  readonly range: TimeRange;
}

interface ObservedFindings {
  readonly observations: readonly Observation[];
  readonly suspects: readonly Suspect[];
  /** The input's runbooks with each check's place among the observations. */
  readonly runbooks: readonly RunbookFit[];
}

export function buildObservations(input: ObservationInput): ObservedFindings {
  const observations: Observation[] = describeAlerts(input.alerts);
  const speakFor = new Map<string, number[]>();
  const add = (observation: Observation): number => {
    const index = observations.push(observation) - 1;
    if (observation.service !== null && observation.isAnomalous) {
      speakFor.set(observation.service, [...(speakFor.get(observation.service) ?? []), index]);
    }
    return index;
  };
  const place = new Map(input.suspects.map(({ service }, index) => [service, index]));
  const abnormal = input.readings
    .filter(({ anomaly }) => anomaly.isAnomalous)
    .sort((a, b) => placeOf(place, a) - placeOf(place, b) || b.anomaly.score - a.anomaly.score);
  for (const reading of abnormal.slice(0, MAX_ANOMALIES)) add(describeReading(reading, input.range));
  for (const row of input.telemetry.toSorted((a, b) => placeOf(place, a) - placeOf(place, b))) add(row);
  const forecasts = describeForecasts(input.forecasts, input.range.end.getTime() / 1000);
  for (const forecast of forecasts) if (forecast.isAnomalous) add(forecast);
  const isCalm = input.readings.length > 0 && input.telemetry.length === 0 && abnormal.length === 0;
  for (const change of describeChanges({ ...input, isQuiet: isCalm })) add(change);

  const suspects = input.suspects.map((suspect) => ({
    ...suspect,
    observations: speakFor.get(suspect.service) ?? [],
  }));
  // Where nobody is suspected, new lines and slow calls must not stand beside the words that nothing is abnormal.
  if (suspects.length > 0 || isCalm) add(describeRanking(suspects, input.services, input.range));

  const runbooks = fileChecks(input.runbooks, observations);
  observations.push(
    ...describeNearest(input.runbooks),
    ...input.similar,
    ...describeQuiet(input, place),
    ...forecasts.filter(({ isAnomalous }) => !isAnomalous),
  );
  return { observations, suspects, runbooks };
}

function placeOf(
  place: ReadonlyMap<string, number>,
  { service }: { readonly service: string | null },
): number {
  return place.get(service ?? '') ?? place.size;
}
