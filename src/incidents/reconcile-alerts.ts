/**
 * What was missed, from what the monitoring system lists and what is known here: webhooks get lost when either side is away.
 * An alert is opened when it should have been told of, and ended only when its absence means something.
 */
import type { AlertId } from '../shared/ids.js';
import type { Alert } from './alert.js';
import type { AlertListing, ListedGroup } from './ports/alert-lister.js';

/** Alertmanager tells of an alert after its group_wait, 30 s unless set; until then nothing was missed. */
const MISSED_AFTER_MS = 2 * 60_000;
/** What is absent may come back with the next evaluation of its rule, and the sender's own word is better than ours. */
const ENDED_AFTER_MS = 5 * 60_000;
/**
 * A sender that has just started lists nothing: Prometheus sends again after a minute (`--rules.alert.resend-delay`), though
 * not before the rule is evaluated again, which few do less often than every 10 minutes.
 */
const SETTLED_AFTER_MS = 15 * 60_000;
/** The same beginning may be told with less precision in one place than in another. */
const SAME_START_MS = 1_000;

/** An episode that fires as far as we know. */
export interface KnownFiring {
  readonly id: AlertId;
  readonly fingerprint: string;
  readonly startsAt: Date;
  /** When we last heard that it fires, be it told or listed. */
  readonly heardAt: Date;
  /** As its sender told it. */
  readonly groupKey: string | null;
  /** Whether it would be listed there; false for those of another monitoring system, of which this one knows nothing. */
  readonly isTheirs: boolean;
}

export interface Reconciliation {
  /** Fire, and were never told of. */
  readonly missed: readonly Alert[];
  /** Do not fire any more. */
  readonly ended: readonly AlertId[];
}

/** `isCut`: the sender said that it left alerts out, so that nothing has to be waited for. */
export function reconcileAlerts(
  listing: AlertListing,
  known: readonly KnownFiring[],
  { now, isCut }: { readonly now: Date; readonly isCut: boolean },
): Reconciliation {
  const firing = new Map<string, number>();
  for (const { fingerprint, startsAt } of known)
    firing.set(fingerprint, Math.max(firing.get(fingerprint) ?? -Infinity, startsAt.getTime()));

  const missed = listing.alerts.filter(({ alert, isSuppressed, isForUs }) => {
    if (isSuppressed || !isForUs) return false;
    // Two Prometheus servers that watch the same differ in when it began.
    const since = firing.get(alert.fingerprint);
    if (since !== undefined && since + SAME_START_MS >= alert.startsAt.getTime()) return false;
    return isCut || now.getTime() - alert.startsAt.getTime() >= MISSED_AFTER_MS;
  });

  // Suppressed or led elsewhere, it fires all the same.
  const listed = new Set(listing.alerts.map(({ alert }) => alert.fingerprint));
  const ended = isToBeBelieved(listing, now)
    ? known.filter(
        ({ fingerprint, heardAt, isTheirs }) =>
          isTheirs && !listed.has(fingerprint) && now.getTime() - heardAt.getTime() >= ENDED_AFTER_MS,
      )
    : [];
  return { missed: missed.map(({ alert }) => alert), ended: ended.map(({ id }) => id) };
}

/**
 * The alerts with the keys of the groups that they are told in, so that a group stays together: the key by which its webhook
 * has named one of it, else one of our own.
 */
export function withGroupKeys(
  alerts: readonly Alert[],
  groups: readonly ListedGroup[],
  known: readonly Pick<KnownFiring, 'fingerprint' | 'groupKey'>[],
): readonly Alert[] {
  const told = new Map(
    known.flatMap(({ fingerprint, groupKey }) => (groupKey ? [[fingerprint, groupKey]] : [])),
  );
  const keys = new Map<string, string>();
  for (const { name, fingerprints } of groups) {
    const member = fingerprints.find((fingerprint) => told.has(fingerprint));
    const key = (member === undefined ? undefined : told.get(member)) ?? `listed ${name}`;
    for (const fingerprint of fingerprints) if (!keys.has(fingerprint)) keys.set(fingerprint, key);
  }
  return alerts.map((alert) => ({ ...alert, groupKey: keys.get(alert.fingerprint) ?? alert.groupKey }));
}

/** Whether what is not listed is not there. */
function isToBeBelieved({ isReady, unreadable, upSince }: AlertListing, now: Date): boolean {
  return isReady && unreadable === 0 && now.getTime() - upSince.getTime() >= SETTLED_AFTER_MS;
}
