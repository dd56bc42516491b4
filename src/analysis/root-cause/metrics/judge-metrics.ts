/** From a question's metrics to what is wrong with each component. */
import { detectAnomaly, type Anomaly } from '../../anomaly.js';
import { smallestSpread } from '../../baseline.js';
import type { MetricObservation, RootCauseQuestion } from '../question.js';
import { describeState, isSilent, type JudgedSignal, type State } from '../symptoms/symptoms.js';
import { createUsualDescriber, type UsualDescriber } from '../usual.js';

/** As for every anomaly: a departure of fewer smallest spreads cannot be one, so it need not be looked at closely. */
const LEAST_SPREADS = 4;
/** Between samples of which only one is known. */
const USUAL_STEP_SECONDS = 60;

/** Every component of the question, in its order; those without a metric are not measured. */
export function judgeMetrics({
  components,
  metrics = [],
  edges = [],
  edgesAreSampled = false,
}: RootCauseQuestion): ReadonlyMap<string, State> {
  const describer = createUsualDescriber();
  // Edges tell more about latency than averages of components do; a few traces tell less than all requests.
  const complete = edgesAreSampled ? [] : edges;
  const covered = new Set(complete.flatMap(({ caller, callee }) => [caller, callee]));
  const judged = new Map<string, JudgedSignal[]>();
  for (const metric of metrics) {
    if (metric.signal === 'latency' && covered.has(metric.component)) continue;
    const anomaly = metric.signal === 'generic' ? undefined : (metric.judged ?? judge(metric, describer));
    if (!anomaly) continue;
    const { component, name, signal } = metric;
    const known = judged.get(component);
    if (known) known.push({ name, signal, anomaly });
    else judged.set(component, [{ name, signal, anomaly }]);
  }
  const seen = ignoreBlackout(judged);
  return new Map(components.map(({ id }) => [id, describeState(id, seen.get(id) ?? [])]));
}

/** Undefined without samples on both sides. */
function judge(metric: MetricObservation, describer: UsualDescriber): Anomaly | undefined {
  const { usual, times, values, signal } = metric;
  const described = describer.describe(usual);
  if (!described || values.length === 0) return undefined;
  const first = times[0] ?? 0;
  const least = LEAST_SPREADS * smallestSpread(signal, described.center);
  // Thousands of quiet series are not worth a closer look each.
  if (!hasDeparted(values, described.center, least)) return quiet(described.center, values);
  const last = times[times.length - 1] ?? first;
  const step = times.length > 1 ? (last - first) / (times.length - 1) : USUAL_STEP_SECONDS;
  const before = Array.from(usual, (_, index) => first - (usual.length - index) * step);
  return detectAnomaly(
    { times: [...before, ...Array.from(times)], values: [...Array.from(usual), ...Array.from(values)] },
    { signal, incidentStart: first },
  );
}

function hasDeparted(values: ArrayLike<number>, center: number, least: number): boolean {
  for (let index = 0; index < values.length; index += 1) {
    if (Math.abs((values[index] ?? Number.NaN) - center) >= least) return true;
  }
  return false;
}

function quiet(baseline: number, values: ArrayLike<number>): Anomaly {
  return {
    isAnomalous: false,
    score: 0,
    direction: null,
    baseline,
    current: values[values.length - 1] ?? null,
    peak: null,
    onset: null,
    isOngoing: false,
    hasStopped: false,
    reason: 'is as usual',
  };
}

/** Several components falling silent together is the monitoring going blind, not all of them breaking at once. */
function ignoreBlackout(
  judged: ReadonlyMap<string, readonly JudgedSignal[]>,
): ReadonlyMap<string, readonly JudgedSignal[]> {
  const withTraffic = [...judged.values()].filter((signals) =>
    signals.some(({ signal }) => signal === 'requests'),
  );
  if (withTraffic.length < 2 || !withTraffic.every((signals) => signals.some(isSilent))) return judged;
  return new Map(
    [...judged].map(([component, signals]) => [component, signals.filter((entry) => !isSilent(entry))]),
  );
}
