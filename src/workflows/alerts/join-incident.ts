/** An alert that belongs to an incident which is open already: it may make it worse, wake it, or ask for another look. */
import { beganAt, senderOf, serviceOfAlert, type StoredAlert } from '../../incidents/alert.js';
import { incidentLabel, type Incident, type Severity } from '../../incidents/incident.js';
import { isWorse, severityOfAlert } from '../../incidents/severity.js';
import { isSnoozed, rescheduledUpdateAt } from '../../incidents/update-schedule.js';
import { COMPANIONS_SECONDS, requestInvestigation } from '../investigation/request-investigation.js';
import { becomePrivate } from '../lifecycle/become-private.js';
import { wake } from '../lifecycle/wake-incident.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';
import type { AlertDeps } from './alert-deps.js';
import { firingEntry } from './firing-entry.js';
import type { Joins } from './joins.js';

/**
 * `joins`: where it is written down together with others, when it changes nothing. `isLikeKnown`: the incident has another
 * alert of this name about the same service.
 */
export async function joinIncident(
  deps: AlertDeps,
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
  {
    reason,
    joins,
    isLikeKnown,
  }: { readonly reason: string; readonly joins: Joins; readonly isLikeKnown: boolean },
): Promise<void> {
  const now = deps.clock.now();
  const isAsleep = isSnoozed(incident, now);
  const service = serviceOfAlert(alert.labels);
  const entry = firingEntry(incident.id, alert, reason);
  const isSecret = service !== null && deps.catalog().get(service)?.isPrivate === true;
  const isEarlier = beganAt(alert) < incident.startedAt;
  const mayBeWorse = isWorse(severityOfAlert(alert.labels), incident.severity);
  if (isLikeKnown && !isAsleep && !isSecret && !isEarlier && !mayBeWorse)
    return joins.add({ alertId: alert.id, reason, entry });

  await joins.flush();
  const severity = await severityAfter(tx, incident, alert);
  await tx.alerts.assign(alert.id, incident.id, reason);
  const joined = { ...incident, severity, startedAt: isEarlier ? beganAt(alert) : incident.startedAt };
  await tx.timeline.append(entry);
  if (severity !== incident.severity) await sayWorse(tx, incident, alert, { severity, isSaid: isAsleep });
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
  // What has become severe is paged about as such.
  if (severity !== incident.severity) await tx.jobs.send('sync-paging', { incidentId: incident.id });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  if (isAsleep && !isAlarming) return;
  if (!(await tx.alerts.hasLike(incident.id, alert))) {
    await requestInvestigation(tx, incident.id, `${alert.name} joined`, COMPANIONS_SECONDS);
  }
}

/**
 * That it became worse is on record. Where a person had said how bad it is, the thread hears of it too, unless it does
 * already: `isSaid`.
 */
async function sayWorse(
  tx: Transaction,
  before: Incident,
  alert: StoredAlert,
  { severity, isSaid }: { readonly severity: Severity; readonly isSaid: boolean },
): Promise<void> {
  const kind = 'severity.changed';
  const actor = senderOf(alert);
  const isPersons = (await tx.timeline.last(before.id, kind))?.actor.kind === 'person';
  const unknown = isPersons ? `, of which nobody knew when ${before.severity} was set` : '';
  const text = `Severity ${before.severity} → ${severity}, because ${alert.name} (${severity}) joined${unknown}.`;
  const entry = { incidentId: before.id, kind, actor, text } as const;
  await (isPersons && !isSaid ? sayInThread(tx, entry) : tx.timeline.append(entry));
  await tx.audit.append({
    actor,
    event: kind,
    subject: before.id,
    details: { incident: incidentLabel(before), from: before.severity, to: severity, alert: alert.name },
  });
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
