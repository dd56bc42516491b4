/** Stores what a monitoring system sent. When this resolves, nothing of it can be lost any more. */
import type { Alert } from '../../incidents/alert.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Store, Transaction } from '../transaction.js';

export async function recordAlerts(
  deps: { store: Store; metrics: Pick<Metrics, 'alertsReceived'> },
  alerts: readonly Alert[],
): Promise<void> {
  if (alerts.length === 0) return;
  const changed = await deps.store.transaction((tx) => recordWithin(tx, alerts));
  const source = alerts[0]?.source ?? 'unknown';
  deps.metrics.alertsReceived.inc({ source, result: 'changed' }, changed);
  deps.metrics.alertsReceived.inc({ source, result: 'repeated' }, alerts.length - changed);
}

/** How many were news; those are handled soon. */
export async function recordWithin(tx: Transaction, alerts: readonly Alert[]): Promise<number> {
  const { changed } = await tx.alerts.record(alerts);
  if (changed > 0) await tx.jobs.send('process-alerts', {});
  return changed;
}
