/**
 * Whether two incidents have one cause, by what their shown analyses say in fields: which service, which part of it, which
 * runbook's checks hold for it, which change is blamed. The sentences about a cause are never compared: no two are worded alike,
 * and two that are may mean different things.
 */
import type { IncidentId } from '../shared/ids.js';

/** The cause that an incident's shown analysis names. */
export interface KnownCause {
  readonly incidentId: IncidentId;
  readonly number: number;
  readonly openedAt: Date;
  /** Null while it is unresolved. */
  readonly resolvedAt: Date | null;
  readonly service: string;
  /** The part of the service; null when it is not known. */
  readonly component: string | null;
  /** 0–1. */
  readonly confidence: number;
  /** Those of which some check holds for that service and none fails, the best first. */
  readonly runbooks: readonly { readonly id: string; readonly title: string }[];
  /** Changes that the cause rests on: their kind and version, or their id where they have no version. */
  readonly changes: readonly string[];
  /** Which copy of the system its alerts are about: a label's values, by the label. */
  readonly scope: Readonly<Record<string, readonly string[]>>;
  /** People said that it was something else. */
  readonly isRefuted: boolean;
  /** Where its thread begins in Slack; null when it was never posted. */
  readonly thread: { readonly channel: string; readonly ts: string } | null;
}

export interface SameCause {
  readonly earlier: KnownCause;
  /** Why they are the same, as one clause. */
  readonly why: string;
}

/** A weaker cause may be anything; two of them being alike says nothing. The same as for similar incidents. */
const MIN_CONFIDENCE = 0.4;

/**
 * The earlier incident with the same cause: the oldest that is still unresolved, else the one resolved last. `since`: what was
 * resolved before that is past.
 */
export function findSameCause(
  cause: KnownCause,
  others: readonly KnownCause[],
  since: Date,
): SameCause | undefined {
  const same = others.flatMap((earlier) => {
    const isRecent = earlier.resolvedAt === null || earlier.resolvedAt >= since;
    const why = earlier.number < cause.number && isRecent ? whySame(cause, earlier) : null;
    return why === null ? [] : [{ earlier, why }];
  });
  const [first] = same.toSorted((a, b) => rank(a) - rank(b) || a.earlier.number - b.earlier.number);
  return first;
}

const rank = ({ earlier: { resolvedAt } }: SameCause) =>
  resolvedAt === null ? -Infinity : -resolvedAt.getTime();

/** Null when they are not, or nobody can tell. */
export function whySame(a: KnownCause, b: KnownCause): string | null {
  if (a.service !== b.service || a.isRefuted || b.isRefuted) return null;
  if (Math.min(a.confidence, b.confidence) < MIN_CONFIDENCE) return null;
  if (areOtherCopies(a.scope, b.scope)) return null;
  const [ids, theirs] = [a.runbooks, b.runbooks].map((runbooks) => runbooks.map(({ id }) => id));
  // Two releases can break in one way; the second is trouble of its own.
  if (differ(a.changes, b.changes) || differ(ids ?? [], theirs ?? [])) return null;
  const began = `both began in ${a.service}`;
  const runbook = a.runbooks.find(({ id }) => theirs?.includes(id));
  if (runbook) return `${began}, and the checks of “${runbook.title}” hold in both`;
  if (a.changes.some((change) => b.changes.includes(change)))
    return `${began}, after ${a.component ?? 'the same change'}`;
  if (a.component !== null && b.component !== null && isSameName(a.component, b.component))
    return `${began}, and the same part of it: ${a.component}`;
  return null;
}

/** As grouping has it: where both say which copy they are about, it has to be the same one. */
function areOtherCopies(a: KnownCause['scope'], b: KnownCause['scope']): boolean {
  return Object.entries(a).some(([label, values]) => differ(values, b[label] ?? []));
}

/** Both say something, and nothing is said by both. */
function differ(a: readonly string[], b: readonly string[]): boolean {
  return a.length > 0 && b.length > 0 && !a.some((value) => b.includes(value));
}

const isSameName = (a: string, b: string) => a.trim().toLowerCase() === b.trim().toLowerCase();
