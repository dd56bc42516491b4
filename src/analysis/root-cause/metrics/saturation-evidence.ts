/** Which components run out of a limited resource: how much of the headroom they usually have is gone. */
import { formatValue } from '../../format-value.js';
import type { Evidence } from '../evidence.js';
import { explainedByCallees, type Context } from '../symptoms/propagation.js';
import { describeSymptom } from '../symptoms/symptoms.js';
import type { MetricObservation, Reason, RootCauseQuestion } from '../question.js';
import { createUsualDescriber, type UsualDescriber } from '../usual.js';

/**
 * Nats for a resource that is used up entirely: an exhausted resource is a cause and hardly a symptom. Half of the headroom
 * counts a quarter, because queues grow only near the end (M/M/1: with ρ/(1 − ρ)).
 */
const WEIGHT = 20;
/** Three spreads, of which the smallest is three percentage points: the headroom that is gone says how bad it is. */
const THRESHOLD = 3;
const FLOOR = 0.03;
const MIN_USUAL = 3;

/** What a slow callee does to the pools and queues of its callers is the callee's. */
export function weighSaturation(
  { metrics = [] }: RootCauseQuestion,
  context: Context,
): ReadonlyMap<string, Evidence> {
  const describer = createUsualDescriber();
  const evidence = new Map<string, Evidence>();
  for (const metric of metrics) {
    if (metric.signal !== 'saturation') continue;
    const found = judge(metric, describer);
    if (!found) continue;
    const state = context.states.get(metric.component);
    // What is used more because more is asked of it does not run out.
    if (state?.load.includes(metric.name)) continue;
    const explained = state ? explainedByCallees(state, context).share : 0;
    const symptom = state?.symptoms.find(
      ({ name, signal }) => signal === 'saturation' && name === metric.name,
    );
    const reason = {
      ...found,
      // In the same words as the symptom, so that it is said once.
      ...(symptom && { text: describeSymptom(symptom) }),
      weight: found.weight * (1 - explained),
    };
    const known = evidence.get(metric.component);
    // CPU and memory of one component are one trouble: the worse counts, the other is said too.
    evidence.set(metric.component, {
      score: Math.max(known?.score ?? 0, reason.weight),
      reasons: [...(known?.reasons ?? []), reason].sort((a, b) => b.weight - a.weight),
    });
  }
  return evidence;
}

function judge(metric: MetricObservation, describer: UsualDescriber): Reason | undefined {
  const usual = describer.describe(metric.usual);
  if (!usual || usual.count < MIN_USUAL || metric.values.length === 0) return undefined;
  // The mean of the two highest: a single odd sample is a blip.
  let [highest, second] = [-Infinity, -Infinity];
  for (let index = 0; index < metric.values.length; index += 1) {
    const value = metric.values[index] ?? Number.NaN;
    if (value > highest) [highest, second] = [value, highest];
    else if (value > second) second = value;
  }
  const reached = Number.isFinite(second) ? (highest + second) / 2 : highest;
  const spread = Math.max(usual.spreadUp, FLOOR);
  if (!((reached - usual.center) / spread >= THRESHOLD)) return undefined;
  const used = Math.min(1, (reached - usual.center) / Math.max(0.01, 1 - usual.center));
  const [before, now] = [formatValue(usual.center, 'ratio'), formatValue(reached, 'ratio')];
  return {
    kind: 'metric',
    name: metric.name,
    text: `its ${metric.name} rose from ${before} to ${now}`,
    weight: WEIGHT * used ** 2,
  };
}
