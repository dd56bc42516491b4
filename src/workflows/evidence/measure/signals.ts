/** Measures the golden signals of several services and judges each. */
import { judgeSignal } from '../../../analysis/judge-signal.js';
import type { JudgedReading } from '../../../analysis/season.js';
import type { Service, ServiceCatalog, Signal, SignalName } from '../../../incidents/service.js';
import type { Measurement } from './measurement.js';
import type { EvidenceQueries } from './queries.js';
import { byImportance } from './scope.js';

const MAX_POINTS = 60;

/** As sentences about a service call them: "its latency". */
export const SIGNAL_NAMES: Readonly<Record<SignalName, string>> = {
  requests: 'traffic',
  errors: 'failing share',
  latency: 'latency',
  saturation: 'saturation',
};

export interface SignalReading extends JudgedReading {
  readonly service: string;
  readonly signal: Signal;
  /** [Unix seconds, value], at most 60: enough for a chart. */
  readonly points: readonly (readonly [number, number])[];
}

export interface Measured {
  /** One per signal that has samples. */
  readonly readings: readonly SignalReading[];
  /** Services all of whose queries were answered, with nothing: a wrong label in the catalogue looks like this. */
  readonly empty: readonly string[];
}

/** Signals without an answer are missing; `queries.gaps()` says why. */
export async function measureSignals(
  queries: EvidenceQueries,
  services: readonly Service[],
  measurement: Measurement,
): Promise<Measured> {
  const measured = await Promise.all(
    services.map(async ({ name, signals }) => ({
      name,
      outcomes: await Promise.all(
        signals.map(async (signal) => measureSignal(queries, name, signal, measurement)),
      ),
    })),
  );
  return {
    readings: measured.flatMap(({ outcomes }) =>
      outcomes.filter((outcome) => outcome !== 'no_answer' && outcome !== 'no_samples'),
    ),
    empty: measured
      .filter(({ outcomes }) => outcomes.length > 0 && outcomes.every((outcome) => outcome === 'no_samples'))
      .map(({ name }) => name),
  };
}

async function measureSignal(
  queries: EvidenceQueries,
  service: string,
  signal: Signal,
  { range, stepSeconds, incidentStart, windowSeconds, deadlineMs }: Measurement,
): Promise<SignalReading | 'no_answer' | 'no_samples'> {
  const subject = `${signal.name} of ${service}`;
  const outcome = await queries.range({ subject, query: signal.query }, range, stepSeconds, deadlineMs);
  if (!outcome.isAnswered) return 'no_answer';
  const asked = { start: range.start.getTime() / 1000, end: range.end.getTime() / 1000, stepSeconds };
  const worst = judgeSignal(outcome.series, {
    signal: signal.name,
    incidentStart,
    asked,
    ...(windowSeconds !== undefined && { windowSeconds }),
  });
  if (!worst) return 'no_samples';
  return {
    service,
    signal,
    anomaly: worst.anomaly,
    series: worst.series,
    points: downsample(worst.series.times, worst.series.values),
  };
}

/**
 * Whose users' requests fail, and the share 0–1 of them now: the errors of the most important service that misbehaves; of the one the incident
 * names when none does. Null when that was not measured.
 */
export function findFailingShare(
  catalog: ServiceCatalog,
  services: readonly Service[],
  readings: readonly SignalReading[],
  incidentService: string | null,
): { readonly service: string; readonly share: number } | null {
  const shareOf = (name: string): number | null => {
    const own = readings.filter((reading) => reading.service === name);
    const errors = own.find((reading) => reading.signal.name === 'errors');
    return errors?.anomaly.current ?? null;
  };
  const affected = services.filter((service) =>
    readings.some(
      ({ service: name, signal, anomaly }) =>
        name === service.name && signal.name !== 'saturation' && anomaly.isAnomalous,
    ),
  );
  for (const service of byImportance(catalog, affected)) {
    const share = shareOf(service.name);
    if (share !== null) return { service: service.name, share: Math.min(1, Math.max(0, share)) };
  }
  if (incidentService === null) return null;
  const share = shareOf(incidentService);
  return share === null ? null : { service: incidentService, share: Math.min(1, Math.max(0, share)) };
}

/** At most 60 points. Of each stretch the value farthest from the middle is kept, so that spikes stay visible. */
function downsample(
  times: readonly number[],
  values: readonly number[],
): readonly (readonly [number, number])[] {
  const points = times.flatMap((time, index): (readonly [number, number])[] => {
    const value = values[index];
    return value !== undefined && Number.isFinite(value) ? [[time, value]] : [];
  });
  if (points.length <= MAX_POINTS) return points;
  const middle = points.reduce((sum, [, value]) => sum + value, 0) / points.length;
  const stretch = points.length / MAX_POINTS;
  return Array.from({ length: MAX_POINTS }, (_, index) => {
    const part = points.slice(
      Math.floor(index * stretch),
      Math.max(Math.floor((index + 1) * stretch), Math.floor(index * stretch) + 1),
    );
    return part.reduce((far, point) =>
      Math.abs(point[1] - middle) > Math.abs(far[1] - middle) ? point : far,
    );
  });
}
