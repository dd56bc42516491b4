/**
 * Looks every few minutes, and at the start, at what the monitoring system lists: what it told while we were away is lost
 * after a while, and so is what it had not told yet when it was killed. Safe to repeat, also by several at once.
 */
import { ALERTMANAGER_SOURCE, senderOf } from '../../incidents/alert.js';
import type { AlertLister } from '../../incidents/ports/alert-lister.js';
import { reconcileAlerts, withGroupKeys } from '../../incidents/reconcile-alerts.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Clock } from '../../shared/clock.js';
import type { Jobs, Store, Transaction } from '../transaction.js';

export interface ReconcileDeps {
  readonly store: Store;
  /** Null when there is nowhere to look. */
  readonly alertLister: AlertLister | null;
  readonly clock: Clock;
  readonly log: Pick<Logger, 'warn'>;
  readonly metrics: Pick<Metrics, 'alertsReconciled'>;
}

/** As many alerts as are named in one line of the log. */
const MAX_NAMED = 10;

export async function reconcileWithSender(
  { store, alertLister, clock, log, metrics }: ReconcileDeps,
  { isCut }: Jobs['reconcile-alerts'],
  signal: AbortSignal,
): Promise<void> {
  if (!alertLister) return;
  // What is told from now on is newer than the list.
  const askedAt = clock.now();
  const listing = await alertLister.list(signal);
  const compare = async (tx: Transaction) => {
    const known = await tx.alerts.firing(ALERTMANAGER_SOURCE, listing.from);
    return { known, ...reconcileAlerts(listing, known, { now: askedAt, isCut }) };
  };
  // Asked for only where it is needed: it is as long as the list.
  const first = await store.transaction(compare);
  const groups = first.missed.length > 0 ? await alertLister.groups(signal) : [];
  const { missed, ended } = await store.transaction(async (tx) => {
    const decided = await compare(tx);
    const { changed } = await tx.alerts.record(withGroupKeys(decided.missed, groups, decided.known));
    const listed = listing.alerts.map(({ alert }) => alert.fingerprint);
    const waiting = await tx.alerts.noteListed(ALERTMANAGER_SOURCE, listing.from, listed);
    const ends = await tx.alerts.endUnheard(decided.ended, askedAt);
    for (const alert of ends) {
      if (alert.incidentId === null) continue;
      await tx.timeline.append({
        incidentId: alert.incidentId,
        kind: 'note',
        actor: senderOf(alert),
        text: `Alertmanager does not list ${alert.name} any more, though nobody told of its end.`,
      });
    }
    if (waiting + changed + ends.length > 0) await tx.jobs.send('process-alerts', {});
    // What was told as ended a moment ago stays so, and is no news.
    return { missed: changed === 0 ? [] : decided.missed, ended: ends };
  });
  metrics.alertsReconciled.inc({ result: 'missed' }, missed.length);
  metrics.alertsReconciled.inc({ result: 'ended' }, ended.length);
  if (missed.length > 0) log.warn(summary(missed), 'alerts fire of which no webhook told');
  if (ended.length > 0) log.warn(summary(ended), 'alerts ended of which no webhook told');
}

function summary(alerts: readonly { readonly name: string }[]) {
  return { count: alerts.length, names: alerts.slice(0, MAX_NAMED).map(({ name }) => name) };
}
