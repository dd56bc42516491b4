/**
 * Which components behave otherwise than usual: lines that appear or are missing, calls that are no longer made, per run of
 * the same operation. The surprise is the log-likelihood ratio of two shares (the G-test: Wilks, 1938; for words in texts:
 * Dunning, 1993), which stays honest for few runs where ratios and z scores do not.
 */
import type { Evidence } from './evidence.js';
import type { BehaviourObservation, Reason, RootCauseQuestion } from './question.js';

/** Nats; beyond this, more runs repeat what is known. */
const MOST = 20;
/** Once in about 150 of comparisons like it by chance; there are hundreds. */
const LEAST = 5;
/**
 * What a change counts. Ordinary behaviour that comes more often is mostly other traffic; errors that stay away are good
 * news.
 */
const WEIGHTS = { badRise: 1, ordinaryFall: 1, ordinaryRise: 0.25, badFall: 0 } as const;
/** Fewer runs on either side tell nothing. */
const MIN_RUNS = 3;

export function weighBehaviours({ behaviours = [] }: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const strongest = new Map<string, { rise?: Reason; fall?: Reason }>();
  for (const behaviour of behaviours) {
    const reason = judge(behaviour);
    if (!reason) continue;
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

function judge({ kind, name, operation, badness, usual, now }: BehaviourObservation): Reason | undefined {
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
  const nats = weight * Math.min(MOST, surprise(usual, now));
  if (nats < LEAST * weight || nats === 0) return undefined;
  const subject = kind === 'log' ? `the line "${name}"` : `a call to ${name}`;
  const of = operation === null ? '' : ` of ${operation}`;
  const text = `${subject} comes in ${now.times} of ${now.runs} runs${of}, usually in ${usual.times} of ${usual.runs}`;
  return { kind: kind === 'log' ? 'log' : 'edge', name, text, weight: nats };
}

const shareOf = ({ runs, times }: { runs: number; times: number }): number => times / runs;

/** Log-likelihood ratio of two shares against one common share, in nats. */
export function surprise(
  a: { readonly runs: number; readonly times: number },
  b: { readonly runs: number; readonly times: number },
): number {
  const common = (a.times + b.times) / (a.runs + b.runs);
  const part = (count: number, expected: number) => (count > 0 ? count * Math.log(count / expected) : 0);
  const side = ({ runs, times }: { runs: number; times: number }) =>
    part(times, runs * common) + part(runs - times, runs * (1 - common));
  return Math.max(0, side(a) + side(b));
}
