/** Sentences about signals: each abnormal one by itself, the quiet ones together. */
import { formatList, formatValue } from '../../../analysis/format-value.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { Service, SignalName } from '../../../incidents/service.js';
import type { TimeRange } from '../../../shared/series.js';
import { capitalize } from '../../../shared/text.js';
import { SIGNAL_NAMES, type SignalReading } from '../measure/signals.js';

const MAX_QUIET = 3;

const WHY: Readonly<Record<SignalName, { readonly up: string; readonly down: string }>> = {
  requests: {
    up: 'More traffic than usual can overload a service and what it calls.',
    down: 'Less traffic than usual means that callers no longer get through, or that it is down.',
  },
  errors: { up: 'Its callers get errors instead of answers.', down: '' },
  latency: { up: 'Whoever calls it waits, and may give up.', down: '' },
  saturation: { up: 'A full resource makes requests queue or fail.', down: '' },
};

/** One abnormal signal. */
export function describeReading(
  { service, signal, anomaly, points, season }: SignalReading,
  range: TimeRange,
): Observation {
  const { baseline, current, peak, onset, score } = anomaly;
  const stopped =
    anomaly.hasStopped && signal.name === 'requests' ? ' It no longer reports any metrics.' : '';
  const again = season === undefined ? '' : `, as it did ${season}`;
  return {
    kind: 'signal',
    service,
    statement: `${capitalize(SIGNAL_NAMES[signal.name])} of ${service} ${anomaly.reason}${again}.${stopped}`,
    why: WHY[signal.name][anomaly.direction ?? 'up'],
    source: 'prometheus',
    query: signal.query,
    range,
    data: { signal: signal.name, unit: signal.unit, baseline, current, peak, onset, score, points },
    isAnomalous: true,
  };
}

interface QuietInput {
  readonly services: readonly Service[];
  readonly readings: readonly SignalReading[];
  readonly range: TimeRange;
}

/** What is as usual, one sentence per service, because it rules causes out. The closest services get their own. */
export function describeQuiet(
  { services, readings, range }: QuietInput,
  place: ReadonlyMap<string, number>,
): Observation[] {
  const quiet = services
    .map(({ name }) => ({
      name,
      usual: readings.filter(
        ({ service, anomaly }) => service === name && !anomaly.isAnomalous && anomaly.baseline !== null,
      ),
      all: readings.filter(({ service }) => service === name).length,
    }))
    .filter(({ usual }) => usual.length > 0)
    .sort((a, b) => (place.get(a.name) ?? place.size) - (place.get(b.name) ?? place.size));
  const own = quiet.slice(0, quiet.length > MAX_QUIET ? MAX_QUIET - 1 : MAX_QUIET);
  const rest = quiet.slice(own.length);
  const observations = own.map(({ name, usual }) =>
    quietObservation(
      name,
      `${capitalize(formatList(usual.map(describeUsual)))} of ${name} ${usual.length === 1 ? 'is' : 'are'} as usual.`,
      usual,
      range,
    ),
  );
  if (rest.length > 0) {
    const parts = rest.map(
      ({ name, usual, all }) =>
        `${name} (${usual.length === all ? 'everything measured' : formatList(usual.map(({ signal }) => SIGNAL_NAMES[signal.name]))})`,
    );
    const statement = `As usual: ${formatList(parts, 12)}.`;
    observations.push(
      quietObservation(
        null,
        statement,
        rest.flatMap(({ usual }) => usual),
        range,
      ),
    );
  }
  return observations;
}

function describeUsual({ signal, anomaly, season }: SignalReading): string {
  const level = formatValue(anomaly.current, signal.unit);
  const again = season === undefined ? '' : `, as ${season}`;
  return `${SIGNAL_NAMES[signal.name]} (${level}${again})`;
}

function quietObservation(
  service: string | null,
  statement: string,
  readings: readonly SignalReading[],
  range: TimeRange,
): Observation {
  return {
    kind: 'signal',
    service,
    statement,
    why: 'What has not changed is unlikely to be the cause.',
    source: 'prometheus',
    query: readings.length === 1 ? (readings[0]?.signal.query ?? null) : null,
    range,
    data: readings.map(({ service: name, signal, anomaly }) => ({
      service: name,
      signal: signal.name,
      unit: signal.unit,
      baseline: anomaly.baseline,
      current: anomaly.current,
      query: signal.query,
    })),
    isAnomalous: false,
  };
}
