/** Turns stored alerts into incidents: opens, extends, resolves and reopens them. Safe to run any number of times. */
import { serviceOfAlert, type StoredAlert } from '../incidents/alert.js';
import { decideGrouping, groupKeyOf } from '../incidents/grouping.js';
import { incidentLabel, type Actor, type Incident } from '../incidents/incident.js';
import { severityOfAlert, worseSeverity } from '../incidents/severity.js';
import { canTransition, transition } from '../incidents/state-machine.js';
import type { Clock } from '../shared/clock.js';
import { openIncident, type OpenIncidentDeps } from './open-incident.js';
import { requestInvestigation } from './request-investigation.js';
import { sayInThread } from './say-in-thread.js';
import type { WorkflowSettings } from './settings.js';
import type { Store, Transaction } from './transaction.js';

/** Alerts handled in one transaction: few enough to commit quickly, many enough for a storm. */
const BATCH = 100;
/** Unresolved incidents considered for grouping. */
const CANDIDATES = 200;
/** A new kind of alert joined: wait a moment for its companions, then look again. */
const LOOK_AGAIN_SECONDS = 3;

export interface ProcessAlertsDeps extends OpenIncidentDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly settings: Pick<WorkflowSettings, 'defaultChannel' | 'grouping' | 'reopenWithinSeconds'>;
}

export async function processAlerts(deps: ProcessAlertsDeps): Promise<void> {
  for (;;) {
    const handled = await deps.store.transaction(async (tx) => {
      await tx.incidents.lockGrouping();
      const alerts = await tx.alerts.takeUnhandled(BATCH);
      for (const alert of alerts) await processAlert(deps, tx, alert);
      await tx.alerts.markHandled(alerts.map((alert) => alert.id));
      return alerts.length;
    });
    if (handled < BATCH) return;
  }
}

async function processAlert(deps: ProcessAlertsDeps, tx: Transaction, alert: StoredAlert): Promise<void> {
  if (alert.status === 'resolved')
    return alert.incidentId ? alertResolved(deps, tx, alert, alert.incidentId) : undefined;
  const candidates = await tx.incidents.groupingCandidates(CANDIDATES);
  const grouping = decideGrouping(alert, candidates, deps.catalog(), deps.settings.grouping);
  if (grouping.kind === 'join') {
    const incident = await tx.incidents.lock(grouping.incidentId);
    if (incident) return join(tx, incident, alert, grouping.reason);
  }
  const former = await findReopenable(deps, tx, alert);
  if (former) return reopen(deps, tx, former, alert);
  await open(deps, tx, alert);
}

async function open(deps: ProcessAlertsDeps, tx: Transaction, alert: StoredAlert): Promise<void> {
  const service = serviceOfAlert(alert.labels);
  const now = deps.clock.now();
  const incident = await openIncident(deps, tx, {
    title: titleOf(alert),
    severity: severityOfAlert(alert.labels),
    service,
    source: alert.source,
    groupKey: groupKeyOf(alert),
    startedAt: alert.startsAt < now ? alert.startsAt : now,
    now,
    actor: senderOf(alert),
    text: `${alert.name} began to fire${service === null ? '' : ` for ${service}`}.`,
  });
  await tx.alerts.assign(alert.id, incident.id, 'it opened the incident');
}

async function join(tx: Transaction, incident: Incident, alert: StoredAlert, reason: string): Promise<void> {
  const known = await tx.alerts.ofIncident(incident.id);
  await tx.alerts.assign(alert.id, incident.id, reason);
  await tx.incidents.save({
    ...incident,
    severity: worseSeverity(incident.severity, severityOfAlert(alert.labels)),
    startedAt: alert.startsAt < incident.startedAt ? alert.startsAt : incident.startedAt,
  });
  const service = serviceOfAlert(alert.labels);
  await tx.timeline.append({
    incidentId: incident.id,
    kind: 'alert.firing',
    actor: senderOf(alert),
    text: `${alert.name}${service === null ? '' : ` for ${service}`} joined: ${reason}.`,
  });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  const isNewKind = !known.some(
    (other) => other.name === alert.name && serviceOfAlert(other.labels) === service,
  );
  if (isNewKind) await requestInvestigation(tx, incident.id, `${alert.name} joined`, LOOK_AGAIN_SECONDS);
}

/** The newest incident that this very alert was part of, when it was resolved only a moment ago. */
async function findReopenable(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  alert: StoredAlert,
): Promise<Incident | undefined> {
  const since = new Date(deps.clock.now().getTime() - deps.settings.reopenWithinSeconds * 1000);
  const incident = await tx.incidents.findResolvedWith(alert, since);
  return incident && tx.incidents.lock(incident.id);
}

async function reopen(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
): Promise<void> {
  await tx.alerts.assign(alert.id, incident.id, 'the same alert again, soon after the incident was resolved');
  await tx.incidents.save(transition(incident, 'reopen', senderOf(alert), deps.clock.now()));
  await sayInThread(tx, {
    incidentId: incident.id,
    kind: 'incident.reopened',
    actor: senderOf(alert),
    text: `${alert.name} fires again: ${incidentLabel(incident)} is open once more.`,
  });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  await requestInvestigation(tx, incident.id, 'it came back');
  await tx.jobs.send('sync-paging', { incidentId: incident.id });
}

async function alertResolved(
  deps: ProcessAlertsDeps,
  tx: Transaction,
  alert: StoredAlert,
  incidentId: NonNullable<StoredAlert['incidentId']>,
): Promise<void> {
  const incident = await tx.incidents.lock(incidentId);
  if (!incident) return;
  const stillFiring = (await tx.alerts.ofIncident(incidentId)).filter(
    (other) => other.status === 'firing' && other.id !== alert.id,
  );
  const isLast = stillFiring.length === 0 && canTransition(incident.status, 'resolve');
  await tx.timeline.append({
    incidentId,
    kind: 'alert.resolved',
    actor: senderOf(alert),
    text: `${alert.name} stopped firing${stillFiring.length === 0 ? '' : `; ${stillFiring.length} still firing`}.`,
  });
  if (isLast) {
    await tx.incidents.save(transition(incident, 'resolve', senderOf(alert), deps.clock.now()));
    await sayInThread(tx, {
      incidentId,
      kind: 'incident.resolved',
      actor: senderOf(alert),
      text: 'Resolved: every alert of this incident has stopped firing.',
    });
    await tx.jobs.send('sync-paging', { incidentId });
  }
  await tx.notifier.touch({ kind: 'incident_card', incidentId, subjectId: null });
}

const senderOf = (alert: StoredAlert): Actor => ({ kind: 'system', id: alert.source });

/** The rule author's summary when there is one; both are untrusted text. */
function titleOf(alert: StoredAlert): string {
  const summary = alert.annotations['summary']?.trim();
  const service = serviceOfAlert(alert.labels);
  return (summary || `${alert.name}${service === null ? '' : ` on ${service}`}`).slice(0, 200);
}
