/**
 * Metrics of no particular meaning that left their usual range. Weak evidence, because consequences depart as well as
 * causes: it orders components that nothing else speaks for.
 */
import { formatValue } from '../../format-value.js';
import type { Evidence } from '../evidence.js';
import type { MetricObservation, Reason, RootCauseQuestion } from '../question.js';
import { createUsualDescriber, type UsualDescriber } from '../usual.js';

/** Nats that a departure beyond all bounds counts. */
const WEIGHT = 1;
/** Spreads; normal samples exceed four once in 30,000. Half of the weight is reached six further on. */
const THRESHOLD = 4;
const HALF_WEIGHT = 6;
/** Smallest spread: an eighth of the usual value. */
const RELATIVE_FLOOR = 0.125;
const MIN_USUAL = 4;

export function weighDepartures({ metrics = [] }: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const describer = createUsualDescriber();
  const evidence = new Map<string, Evidence>();
  for (const metric of metrics) {
    if (metric.signal !== 'generic') continue;
    const reason = judge(metric, describer);
    if (!reason || reason.weight <= (evidence.get(metric.component)?.score ?? 0)) continue;
    evidence.set(metric.component, { score: reason.weight, reasons: [reason] });
  }
  return evidence;
}

function judge(metric: MetricObservation, describer: UsualDescriber): Reason | undefined {
  const { direction = 'both', values } = metric;
  const usual = describer.describe(metric.usual);
  if (!usual || usual.count < MIN_USUAL) return undefined;
  const floor = Math.max(RELATIVE_FLOOR * Math.abs(usual.center), 1e-9);
  // Two neighbours must agree: a single odd sample is a blip.
  let [best, reached] = [0, usual.center];
  let before = Number.NaN;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index] ?? Number.NaN;
    if (!Number.isFinite(value)) continue;
    const high = Math.min(value, before);
    const low = Math.max(value, before);
    before = value;
    const up = direction === 'down' ? 0 : (high - usual.center) / Math.max(usual.spreadUp, floor);
    const down = direction === 'up' ? 0 : (usual.center - low) / Math.max(usual.spreadDown, floor);
    if (up > best) [best, reached] = [up, high];
    if (down > best) [best, reached] = [down, low];
  }
  if (best < THRESHOLD) return undefined;
  const weight = (WEIGHT * (best - THRESHOLD)) / (best - THRESHOLD + HALF_WEIGHT);
  const verb = reached > usual.center ? 'rose' : 'fell';
  const [from, to] = [formatValue(usual.center, 'number'), formatValue(reached, 'number')];
  return {
    kind: 'metric',
    name: metric.name,
    text: `its ${metric.name} ${verb} from ${from} to ${to}`,
    weight,
  };
}
