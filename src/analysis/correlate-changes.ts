/** Which change may explain what began when: by time before the onset, by distance in the call graph and by kind. */
import { buildCallGraph, type CallEdge } from './call-graph.js';
import { formatDuration } from './format-value.js';

/** What matters about a change; the domain's `Change` fits. */
export interface CandidateChange {
  readonly kind: 'deploy' | 'config' | 'flag' | 'scale' | 'other';
  readonly service: string | null;
  readonly at: Date;
}

interface ChangeQuestion<C extends CandidateChange> {
  readonly changes: readonly C[];
  /** Services that misbehave and since when, Unix seconds. */
  readonly onsets: readonly { readonly service: string; readonly onset: number }[];
  /** Whether the onsets are only when somebody noticed, because nothing that was measured shows a trouble. */
  readonly isOnlyNoticed?: boolean;
  readonly edges: readonly CallEdge[];
  /** How exactly onsets are known; a change this much later than an onset may still have come first. */
  readonly toleranceSeconds: number;
}

export interface CorrelatedChange<C extends CandidateChange> {
  readonly change: C;
  /** 0–1: how well it explains the best-fitting onset. 0 when it came after everything or touches nothing. */
  readonly score: number;
  /** The misbehaving service that it explains best; null when none. */
  readonly explains: string | null;
  /** Seconds from the change to that service's onset, or to the first onset of all when it explains none; null without onsets. */
  readonly lagSeconds: number | null;
  /** In words: "6 s before checkout began to misbehave". */
  readonly reason: string;
}

/** Deploys cause the most incidents; scaling usually follows trouble rather than causes it. */
const KIND_WEIGHT: Readonly<Record<CandidateChange['kind'], number>> = {
  deploy: 1,
  config: 0.95,
  flag: 0.9,
  scale: 0.6,
  other: 0.5,
};
/** After this time a change counts half: most bad changes show within minutes, leaks and batch jobs take longer. */
const HALF_LIFE_SECONDS = 1800;
/** A change of the service itself, of what it calls, of what those call, … */
const CALLEE_WEIGHT = [1, 0.6, 0.4, 0.25] as const;
/** A changed caller may flood what it calls, which is rarer. */
const CALLER_WEIGHT = 0.3;
/** Nobody said what was changed. */
const UNKNOWN_SERVICE_WEIGHT = 0.2;

/** What scores less is unlikely to be the cause: a deploy of the service itself falls below after four and a half hours. */
export const LIKELY_SCORE = 0.1;

/** All changes, best explanation first, then newest first. */
export function correlateChanges<C extends CandidateChange>(
  question: ChangeQuestion<C>,
): readonly CorrelatedChange<C>[] {
  const proximity = createProximity(question.edges);
  return question.changes
    .map((change) => correlate(change, question, proximity))
    .sort((a, b) => b.score - a.score || b.change.at.getTime() - a.change.at.getTime());
}

function correlate<C extends CandidateChange>(
  change: C,
  { onsets, isOnlyNoticed = false, toleranceSeconds }: ChangeQuestion<C>,
  proximity: (changed: string | null, affected: string) => number,
): CorrelatedChange<C> {
  const at = change.at.getTime() / 1000;
  let best = { score: 0, service: null as string | null, lag: 0 };
  for (const { service, onset } of onsets) {
    const lag = onset - at;
    if (lag < -toleranceSeconds) continue;
    const decay = 1 / (1 + Math.max(0, lag) / HALF_LIFE_SECONDS);
    const score = KIND_WEIGHT[change.kind] * decay * proximity(change.service, service);
    if (score > best.score) best = { score, service, lag };
  }
  if (onsets.length === 0) {
    return {
      change,
      score: 0,
      explains: null,
      lagSeconds: null,
      reason: 'nothing is abnormal that it could explain',
    };
  }
  const first = Math.min(...onsets.map(({ onset }) => onset));
  const lagSeconds = best.service === null ? first - at : best.lag;
  const { score, service: explains } = best;
  const event = isOnlyNoticed ? 'was reported' : 'began to misbehave';
  return {
    change,
    score,
    explains,
    lagSeconds,
    reason: describe(explains === null ? null : `${explains} ${event}`, lagSeconds, toleranceSeconds),
  };
}

/** `event`: "checkout began to misbehave", where the change may explain it. */
function describe(event: string | null, lagSeconds: number, toleranceSeconds: number): string {
  if (event !== null) {
    return lagSeconds < 1 ? `as ${event}` : `${formatDuration(Math.round(lagSeconds))} before ${event}`;
  }
  return lagSeconds < -toleranceSeconds
    ? `${formatDuration(Math.round(-lagSeconds))} after the trouble began, so it cannot be the cause`
    : 'on a service that the trouble does not depend on';
}

function createProximity(edges: readonly CallEdge[]): (changed: string | null, affected: string) => number {
  const graph = buildCallGraph(edges);
  return (changed, affected) => {
    if (changed === null) return UNKNOWN_SERVICE_WEIGHT;
    if (changed === affected) return CALLEE_WEIGHT[0];
    const hops = graph.calleesWithin(affected, CALLEE_WEIGHT.length - 1).get(changed);
    if (hops !== undefined) return CALLEE_WEIGHT[hops] ?? 0;
    return graph.callers(affected).includes(changed) ? CALLER_WEIGHT : 0;
  };
}
