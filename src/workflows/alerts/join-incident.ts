/** An alert that belongs to an incident which is open already: it may make it worse, wake it, or ask for another look. */
import { beganAt, senderOf, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import type { Incident } from '../../incidents/incident.js';
import { isWorse, severityOfAlert } from '../../incidents/severity.js';
import { isSnoozed, rescheduledUpdateAt } from '../../incidents/update-schedule.js';
import { COMPANIONS_SECONDS, requestInvestigation } from '../investigation/request-investigation.js';
import { becomePrivate } from '../lifecycle/become-private.js';
import { wake } from '../lifecycle/wake-incident.js';
import type { Transaction } from '../transaction.js';
import type { AlertDeps } from './alert-deps.js';

export async function joinIncident(
  deps: AlertDeps,
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
  reason: string,
): Promise<void> {
  const now = deps.clock.now();
  const isAsleep = isSnoozed(incident, now);
  const severity = await severityAfter(tx, incident, alert);
  await tx.alerts.assign(alert.id, incident.id, reason);
  const joined = {
    ...incident,
    severity,
    startedAt: beganAt(alert) < incident.startedAt ? beganAt(alert) : incident.startedAt,
  };
  const service = serviceOfAlert(alert.labels);
  await tx.timeline.append({
    incidentId: incident.id,
    kind: 'alert.firing',
    actor: senderOf(alert),
    text: `${alert.name}${service === null ? '' : ` for ${service}`} joined: ${reason}.`,
  });
  const isSecret = service !== null && deps.catalog().get(service)?.isPrivate === true;
  const kept = isSecret
    ? await becomePrivate(tx, joined, `an alert of ${service} joined, which the catalogue says is private`)
    : joined;
  const isAlarming = isAsleep && isWorse(severity, incident.severity);
  const current = isAlarming
    ? await wake(deps, tx, kept, { why: `severity ${incident.severity} → ${severity}` })
    : kept;
  const updateDueAt =
    severity === incident.severity
      ? current.updateDueAt
      : rescheduledUpdateAt(current, deps.settings.updateCadence, now);
  await tx.incidents.save({ ...current, updateDueAt });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  if (isAsleep && !isAlarming) return;
  if (!(await tx.alerts.hasLike(incident.id, alert))) {
    await requestInvestigation(tx, incident.id, `${alert.name} joined`, COMPANIONS_SECONDS);
  }
}

/**
 * A worse alert makes it worse, unless as bad a one of its kind was known before: then somebody has set the severity
 * knowing it, and their word stands.
 */
async function severityAfter(
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
): Promise<Incident['severity']> {
  const said = severityOfAlert(alert.labels);
  if (!isWorse(said, incident.severity)) return incident.severity;
  const known = await tx.alerts.severityLabelsLike(incident.id, alert);
  const isKnown = known.some((labels) => !isWorse(said, severityOfAlert(labels)));
  return isKnown ? incident.severity : said;
}
