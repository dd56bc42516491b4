/**
 * What the golden signals say about where the trouble began. Symptoms flow from callee to caller, so the deepest component
 * that misbehaves explains its callers – unless its own trouble is only a consequence, as when a caller floods it.
 */
import { formatDuration, formatList } from '../../format-value.js';
import { blameOrigins } from './blame-origins.js';
import { blameTraffic, weighTrafficAlone } from './blame-traffic.js';
import type { Evidence } from '../evidence.js';
import { accountsForComponent, explainedByCallees, type Context } from './propagation.js';
import type { Reason } from '../question.js';
import { describeSymptom, type Candidate, type State } from './symptoms.js';

/** Nats for a component that misbehaves beyond all bounds and accounts for all else: half of an exhausted resource. */
const WEIGHT = 10;
/**
 * What being ill alone counts, what accounting for everything else wrong adds, and what being the first adds: clocks and
 * scrapes blur the order, the call graph does not.
 */
const ILL = 0.4;
const COVERAGE = 0.45;
const EARLINESS = 0.15;

/**
 * @param shares Part 0–1 of a violated objective that begins at a component, where that could be attributed.
 */
export function weighSymptoms(
  context: Context,
  shares: ReadonlyMap<string, Evidence>,
): ReadonlyMap<string, Evidence> {
  const states = [...context.states.values()];
  const misbehaving = states.filter(({ strength }) => strength > 0);
  const candidates =
    misbehaving.length > 0 ? weighIll(misbehaving, context, shares) : weighTrafficAlone(states, context);
  return new Map(
    candidates.map(({ state, score, reasons }) => [
      state.component,
      {
        score: WEIGHT * score,
        reasons: reasons
          .map((reason) => ({ ...reason, weight: WEIGHT * score * reason.weight }))
          .sort((a, b) => b.weight - a.weight),
      },
    ]),
  );
}

function weighIll(
  misbehaving: readonly State[],
  context: Context,
  shares: ReadonlyMap<string, Evidence>,
): readonly Candidate[] {
  const { toleranceSeconds, graph } = context;
  const first = Math.min(...misbehaving.map(({ onset }) => onset ?? Infinity));
  const candidates = new Map<string, Candidate>();
  for (const state of misbehaving) {
    const explained = explainedByCallees(state, context);
    const affected = misbehaving.filter(
      (other) => other !== state && graph.calleesWithin(other.component).has(state.component),
    );
    const objective = shares.get(state.component);
    const coverage = Math.max(
      coveredBy(state, affected, misbehaving, toleranceSeconds),
      objective?.score ?? 0,
    );
    const lag = Math.max(0, (state.onset ?? first) - first);
    const earliness = 1 / (1 + lag / (2 * toleranceSeconds + 1));
    const own = state.strength * (1 - explained.share);
    candidates.set(state.component, {
      state,
      score: own * (ILL + COVERAGE * coverage + EARLINESS * earliness),
      reasons: [
        ...state.symptoms.map((symptom, index): Reason => ({
          kind: 'metric',
          name: symptom.name,
          text: describeSymptom(symptom),
          weight: index === 0 ? 1 : 0.5,
        })),
        ...describeExplained(explained),
        ...describeAffected(affected),
        ...(objective?.reasons ?? []).filter(({ kind }) => kind === 'position'),
        ...describeDelay(state.onset, first, toleranceSeconds),
      ],
    });
  }
  blameTraffic(candidates, context);
  blameOrigins(candidates, misbehaving, context);
  return [...candidates.values()];
}

/** Share 0–1 of everything wrong elsewhere that this component's symptoms account for; 1 when nothing is. */
function coveredBy(
  state: State,
  affected: readonly State[],
  misbehaving: readonly State[],
  toleranceSeconds: number,
): number {
  const sum = (states: readonly State[], weigh: (other: State) => number) =>
    states.reduce((total, other) => total + other.strength * weigh(other), 0);
  const elsewhere = sum(misbehaving, (other) => (other === state ? 0 : 1));
  if (elsewhere === 0) return 1;
  return sum(affected, (other) => accountsForComponent([state], other, toleranceSeconds)) / elsewhere;
}

function describeExplained({ share, by }: ReturnType<typeof explainedByCallees>): readonly Reason[] {
  if (share <= 0.4 || by.length === 0) return [];
  const verb = by.length === 1 ? 'explains' : 'explain';
  const text = `but ${formatList(by)}, which it calls, ${verb} most of that`;
  return [{ kind: 'position', name: by[0] ?? '', text, weight: 0.9 }];
}

function describeAffected(affected: readonly State[]): readonly Reason[] {
  if (affected.length === 0) return [];
  const names = formatList(affected.map(({ component }) => component));
  const verbs = affected.length === 1 ? 'depends on it and suffers' : 'depend on it and suffer';
  return [{ kind: 'position', name: 'callers', text: `${names} ${verbs} too`, weight: 0.7 }];
}

function describeDelay(onset: number | null, first: number, toleranceSeconds: number): readonly Reason[] {
  if (onset === null || onset - first <= toleranceSeconds) return [];
  const text = `but it began ${formatDuration(Math.round(onset - first))} after the first`;
  return [{ kind: 'position', name: 'onset', text, weight: 0.6 }];
}
