/** What a surge or a lack of requests says: who floods whom, who is overloaded, where it enters. */
import type { Anomaly } from '../../anomaly.js';
import { formatList, formatTime, formatValue } from '../../format-value.js';
import { floodingCallers, isOverloaded, type Context } from './propagation.js';
import type { Reason } from '../question.js';
import { saturate, type Candidate, type State } from './symptoms.js';

/** What is left to a flooded component, and what goes to the caller that floods it. */
const FLOODED_SHARE = 0.35;
const FLOODING_SHARE = 0.8;
/** Traffic alone breaks nothing; it is only suspected when nothing else is. */
const TRAFFIC_ONLY_WEIGHT = 0.12;

/** Moves what flooded components suffer to the callers that flood them. */
export function blameTraffic(candidates: Map<string, Candidate>, context: Context): void {
  for (const candidate of Array.from(candidates.values())) {
    const { state } = candidate;
    if (!isOverloaded(state, context.toleranceSeconds) || state.traffic === null) continue;
    const traffic = describeTraffic(state.traffic);
    const flooding = floodingCallers(state, context);
    if (flooding.length === 0) {
      const text = `its traffic ${traffic}, so it is overloaded rather than broken`;
      candidate.reasons.push(trafficReason(state, text, 0.95));
      continue;
    }
    for (const caller of flooding) {
      const text = `it floods ${state.component}, whose traffic ${traffic} while its own did not`;
      const reason = trafficReason(state, text, 0.95);
      const existing = candidates.get(caller.component);
      const score = FLOODING_SHARE * state.strength;
      if (existing) {
        existing.reasons.push(reason);
        existing.score = Math.max(existing.score, score);
      } else candidates.set(caller.component, { state: caller, score, reasons: [reason] });
    }
    const names = formatList(flooding.map(({ component }) => component));
    const verb = flooding.length === 1 ? 'sends' : 'send';
    candidate.reasons.push(trafficReason(state, `but ${names} ${verb} it far more than usual`, 0.9));
    candidate.score *= FLOODED_SHARE;
  }
}

/** With traffic alone abnormal: where it enters, because what is further in only gets less or more of the same. */
export function weighTrafficAlone(states: readonly State[], { graph }: Context): readonly Candidate[] {
  const abnormal = states.flatMap((state) => (state.traffic ? [{ state, traffic: state.traffic }] : []));
  const names = new Set(abnormal.map(({ state }) => state.component));
  return abnormal
    .filter(({ state }) => ![...graph.callersWithin(state.component).keys()].some((name) => names.has(name)))
    .map(({ state, traffic }) => {
      const text = `its traffic ${describeTraffic(traffic)}; nothing else is abnormal`;
      const score = TRAFFIC_ONLY_WEIGHT * saturate(traffic.score);
      return { state, score, reasons: [trafficReason(state, text, 1)] };
    });
}

function trafficReason({ component }: State, text: string, weight: number): Reason {
  return { kind: 'metric', name: `traffic of ${component}`, text, weight };
}

function describeTraffic(traffic: Anomaly): string {
  const verb = traffic.direction === 'up' ? 'rose' : 'fell';
  const since = traffic.onset === null ? '' : ` at ${formatTime(traffic.onset)}`;
  const usual = formatValue(traffic.baseline, 'per_second');
  const peak = formatValue(traffic.peak, 'per_second');
  return `${verb} from ${usual} to ${peak}${since}`;
}
