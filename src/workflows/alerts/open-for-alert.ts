/** An incident for an alert that belongs to none. */
import { beganAt, senderOf, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { Incident } from '../../incidents/incident.js';
import { severityOfAlert } from '../../incidents/severity.js';
import { openIncident } from '../opening/open-incident.js';
import type { Transaction } from '../transaction.js';
import type { AlertDeps } from './alert-deps.js';

/** `why`: why it belongs to none of the open incidents, as a clause; null when there was none to compare it with. */
export async function openForAlert(
  deps: AlertDeps,
  tx: Transaction,
  alert: StoredAlert,
  { why, groupKey }: { readonly why: string | null; readonly groupKey: string },
): Promise<Incident> {
  const service = serviceOfAlert(alert.labels);
  const now = deps.clock.now();
  const incident = await openIncident(deps, tx, {
    title: titleOf(alert),
    severity: severityOfAlert(alert.labels),
    service,
    source: alert.source,
    groupKey,
    startedAt: beganAt(alert),
    now,
    actor: senderOf(alert),
    text: `${alert.name} began to fire${service === null ? '' : ` for ${service}`}${why === null ? '' : `; ${why}`}.`,
  });
  await tx.alerts.assign(alert.id, incident.id, `it opened the incident${why === null ? '' : `; ${why}`}`);
  return incident;
}

/** The rule author's summary when there is one; both are untrusted text. */
export function titleOf(alert: StoredAlert): string {
  const summary = alert.annotations['summary']?.trim();
  const service = serviceOfAlert(alert.labels);
  return (summary || `${alert.name}${service === null ? '' : ` on ${service}`}`).slice(0, 200);
}
