/**
 * When an incident that became worse is brought to people's attention again. Pure. Once for each rise: the score has to
 * come well down before it can rise again, so that one that sways about the bound calls nobody twice.
 */
import type { Escalation } from './impact.js';
import type { Severity } from './incident.js';

/** From here on an incident is worth waking somebody for; see docs/impact.md for incidents of this score. */
const HIGH_SCORE = 70;
/** It has to come down to here before it can rise again. */
const CALM_SCORE = 55;
/** Not more often than this, whatever the score does. */
const REPEAT_AFTER_MS = 30 * 60_000;
/** The first measurements of a new incident are its state, not a rise. */
const SETTLING_MS = 2 * 60_000;

/** Those the paging system wakes people for. */
export function isUrgent(severity: Severity): boolean {
  return severity === 'sev1' || severity === 'sev2';
}

export interface Rising {
  readonly score: number;
  /** A person's word holds against the score; what it does meanwhile is noted and nobody is called. */
  readonly isOverridden: boolean;
  readonly severity: Severity;
  readonly openedAt: Date;
  readonly now: Date;
}

/** `isCall`: people are to be called now. Whoever calls adds it with `called`. */
export function judgeRise(
  before: Escalation | null,
  { score, isOverridden, severity, openedAt, now }: Rising,
): { readonly escalation: Escalation; readonly isCall: boolean } {
  const { isHigh: wasHigh = false, call = null } = before ?? {};
  const isHigh = wasHigh ? score > CALM_SCORE : score >= HIGH_SCORE;
  // A new incident of such a severity has just paged people.
  const isNew = now.getTime() - openedAt.getTime() < SETTLING_MS && isUrgent(severity);
  const isTooSoon = call !== null && now.getTime() - Date.parse(call.at) < REPEAT_AFTER_MS;
  return {
    escalation: { isHigh, call },
    isCall: isHigh && !wasHigh && !isOverridden && !isNew && !isTooSoon,
  };
}

/** With a new call, of which the paging system does not know yet. */
export function called(before: Escalation | null, why: string, now: Date): Escalation {
  return { isHigh: before?.isHigh ?? false, call: { at: now.toISOString(), why, isPaged: false } };
}

/** A rise smaller than this is noise of the measurement. */
const MIN_RISE = 10;
/** Further back is another story. */
const RISE_WITHIN_MS = 60 * 60_000;

/** That the score rose, and since when it was lower, by the scores of the last hour, oldest first; undefined when it did not. */
export function findRise(
  history: readonly { readonly at: Date; readonly score: number }[],
  { score, now }: { readonly score: number; readonly now: Date },
): { readonly from: number; readonly since: string } | undefined {
  const recent = history.filter(({ at }) => now.getTime() - at.getTime() <= RISE_WITHIN_MS);
  const lowest = Math.min(...recent.map((one) => one.score));
  const start = recent.findLastIndex((one) => one.score === lowest);
  const from = recent[start];
  if (!from || score - from.score < MIN_RISE) return undefined;
  const highest = Math.max(...recent.slice(start).map((one) => one.score));
  // On its way down it is no longer rising, although it was lower before.
  return score > highest - MIN_RISE ? { from: from.score, since: from.at.toISOString() } : undefined;
}
