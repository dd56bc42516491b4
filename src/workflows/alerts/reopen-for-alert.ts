/** An incident that comes back with an alert, after it was resolved or a fix was found to work. */
import { beganAt, senderOf, type StoredAlert } from '../../incidents/alert.js';
import { type Incident, incidentLabel } from '../../incidents/incident.js';
import { FLAPPING_ENTRIES, judgeFlapping } from '../../incidents/flapping.js';
import { transition } from '../../incidents/state-machine.js';
import type { NewTimelineEntry } from '../../incidents/timeline.js';
import { isSnoozed, nextUpdateAt } from '../../incidents/update-schedule.js';
import type { IncidentId } from '../../shared/ids.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { touchWhatDependsOnIt } from '../lifecycle/end-loose-ends.js';
import { sayTurnInThread } from '../messages/message-turns.js';
import type { Transaction } from '../transaction.js';
import type { AlertDeps } from './alert-deps.js';

/** Trouble that goes on and off has to stay for so long before it is looked at anew: a fix proposed sooner is dead with the next turn. */
const STAYED_SECONDS = 60;

export async function reopenForAlert(
  deps: AlertDeps,
  tx: Transaction,
  incident: Incident,
  alert: StoredAlert,
  reason: string,
): Promise<void> {
  await tx.alerts.assign(alert.id, incident.id, reason);
  const reopened = transition(incident, 'reopen', senderOf(alert), deps.clock.now());
  const overSince = incident.resolvedAt ?? incident.mitigatedAt;
  // A new bout is compared with the calm before it, not with the bout before.
  const isNewBout = overSince !== null && beganAt(alert) > overSince;
  const isAttended = (await tx.roles.ofIncident(incident.id)).length > 0;
  await tx.incidents.save({
    ...reopened,
    ...(isNewBout ? { startedAt: beganAt(alert) } : {}),
    updateDueAt: isAttended
      ? nextUpdateAt(reopened, deps.settings.updateCadence, deps.clock.now())
      : reopened.updateDueAt,
  });
  // Asleep, it came back as was feared: waking up tells of it.
  const isAsleep = isSnoozed(incident, deps.clock.now());
  const say = isAsleep
    ? tx.timeline.append
    : (entry: NewTimelineEntry) => sayTurnInThread(tx, deps.clock.now(), entry);
  await say({
    incidentId: incident.id,
    kind: 'incident.reopened',
    actor: senderOf(alert),
    text: `${alert.name} fires: ${incidentLabel(incident)} is open once more.`,
  });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  if (!isAsleep) await lookAgain(deps, tx, incident.id);
  if (incident.status === 'resolved') await touchWhatDependsOnIt(tx, incident.id);
  await tx.jobs.send('sync-paging', { incidentId: incident.id });
}

async function lookAgain({ clock }: AlertDeps, tx: Transaction, incidentId: IncidentId): Promise<void> {
  const { isFlapping } = judgeFlapping(await tx.timeline.list(incidentId, FLAPPING_ENTRIES), clock.now());
  await requestInvestigation(tx, incidentId, 'it came back', isFlapping ? STAYED_SECONDS : 0);
}
