/** Stores what a monitoring system sent. When this resolves, nothing of it can be lost any more. */
import type { Alert } from '../../incidents/alert.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Store } from '../transaction.js';

export async function recordAlerts(
  deps: { store: Store; metrics: Pick<Metrics, 'alertsReceived'> },
  alerts: readonly Alert[],
): Promise<void> {
  if (alerts.length === 0) return;
  const { changed } = await deps.store.transaction(async (tx) => {
    const result = await tx.alerts.record(alerts);
    if (result.changed > 0) await tx.jobs.send('process-alerts', {});
    return result;
  });
  const source = alerts[0]?.source ?? 'unknown';
  deps.metrics.alertsReceived.inc({ source, result: 'changed' }, changed);
  deps.metrics.alertsReceived.inc({ source, result: 'repeated' }, alerts.length - changed);
}
