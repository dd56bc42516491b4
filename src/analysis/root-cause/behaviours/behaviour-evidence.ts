/**
 * Which components behave otherwise than usual: lines that appear or are missing, calls that are no longer made, per run of
 * the same operation. The surprise is the log-likelihood ratio of two shares (the G-test: Wilks, 1938; for words in texts:
 * Dunning, 1993), which stays honest for few runs where ratios and z scores do not.
 */
import { quote } from '../../../shared/text.js';
import type { Evidence } from '../evidence.js';
import { explainedByCallees, type Context } from '../symptoms/propagation.js';
import type { BehaviourObservation, Reason, RootCauseQuestion, RunCount } from '../question.js';

/** Nats that chance exceeds once in about 70 comparisons, of which there are hundreds. */
const LEAST = 3;
/** What counts of a weaker change: enough to order components that nothing else speaks for. */
const WEAK = 0.1;
/**
 * Runs of one window are alike: few users and scripts make them, and what they ask for decides what is done. With this
 * correlation among them a window counts as 1 / 0.1 = 10 independent runs at most (design effect: Kish, 1965), so that a
 * change from always to never weighs much and a change of the mix little.
 */
const CORRELATION = 0.1;
/**
 * What a change counts. Ordinary behaviour that comes more often is mostly other traffic; errors that stay away are good
 * news.
 */
const WEIGHTS = { badRise: 1, ordinaryFall: 1, ordinaryRise: 0.25, badFall: 0 } as const;
/** Lines and operations are named by whoever writes them. */
const MAX_NAME = 120;
/** Fewer runs on either side tell nothing. */
const MIN_RUNS = 3;

/** What a component complains of while its callees account for its symptoms is their doing, as those are. */
export function weighBehaviours(
  { behaviours = [] }: RootCauseQuestion,
  context: Context,
): ReadonlyMap<string, Evidence> {
  const excuses = new Map<string, number>();
  const excuseOf = (component: string) => {
    const state = context.states.get(component);
    const known = excuses.get(component) ?? (state ? explainedByCallees(state, context).share : 0);
    excuses.set(component, known);
    return known;
  };
  const strongest = new Map<string, { rise?: Reason; fall?: Reason }>();
  for (const behaviour of behaviours) {
    const found = judge(behaviour);
    if (!found) continue;
    const isComplaint = behaviour.kind === 'log' && behaviour.badness > 0;
    const excuse = isComplaint ? excuseOf(behaviour.component) : 0;
    const reason = { ...found, weight: found.weight * (1 - excuse) };
    const own = strongest.get(behaviour.component) ?? {};
    strongest.set(behaviour.component, own);
    const side = shareOf(behaviour.now) > shareOf(behaviour.usual) ? 'rise' : 'fall';
    if (reason.weight > (own[side]?.weight ?? 0)) own[side] = reason;
  }
  const evidence = new Map<string, Evidence>();
  for (const [component, { rise, fall }] of strongest) {
    const reasons = [rise, fall].filter((reason) => reason !== undefined).sort((a, b) => b.weight - a.weight);
    evidence.set(component, { score: reasons.reduce((sum, { weight }) => sum + weight, 0), reasons });
  }
  return evidence;
}

function judge(behaviour: BehaviourObservation): Reason | undefined {
  const { kind, name, operation, runsAre = 'requests', badness, usual, now } = behaviour;
  if (usual.runs < MIN_RUNS || now.runs < MIN_RUNS) return undefined;
  const isRise = shareOf(now) > shareOf(usual);
  const isBad = badness > 0;
  const weight = isBad
    ? isRise
      ? WEIGHTS.badRise
      : WEIGHTS.badFall
    : isRise
      ? WEIGHTS.ordinaryRise
      : WEIGHTS.ordinaryFall;
  const found = surprise(independent(usual), independent(now));
  const nats = weight * found * (found < LEAST ? WEAK : 1);
  if (nats === 0) return undefined;
  const subject = kind === 'log' ? `the line ${quote(name, MAX_NAME)}` : `a call to ${quote(name, MAX_NAME)}`;
  const of = operation === null ? '' : ` of ${quote(operation, MAX_NAME)}`;
  const text = `${subject} comes in ${now.times} of ${now.runs} ${runsAre}${of}, usually in ${usual.times} of ${usual.runs}`;
  return { kind: kind === 'log' ? 'log' : 'edge', name, text, weight: nats };
}

const shareOf = ({ runs, times }: RunCount): number => times / runs;

/** The same share of as many runs as are independent of each other. */
export function independent(count: RunCount): RunCount {
  const runs = count.runs / (1 + CORRELATION * (count.runs - 1));
  return { runs, times: shareOf(count) * runs };
}

/** Log-likelihood ratio of two shares against one common share, in nats. */
export function surprise(a: RunCount, b: RunCount): number {
  const common = (a.times + b.times) / (a.runs + b.runs);
  const part = (count: number, expected: number) => (count > 0 ? count * Math.log(count / expected) : 0);
  const side = ({ runs, times }: RunCount) =>
    part(times, runs * common) + part(runs - times, runs * (1 - common));
  return Math.max(0, side(a) + side(b));
}
