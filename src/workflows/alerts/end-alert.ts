/** An alert of an incident stopped firing; with the last one the incident is resolved, unless a person declared it. */
import { senderOf, type StoredAlert } from '../../incidents/alert.js';
import { DECLARED_SOURCE, FIREWATCH } from '../../incidents/incident.js';
import { canTransition, transition } from '../../incidents/state-machine.js';
import { isSnoozed } from '../../incidents/update-schedule.js';
import { draftIfSevere } from '../knowledge/draft-if-severe.js';
import { endLooseEnds } from '../lifecycle/end-loose-ends.js';
import { sayTurnInThread } from '../messages/message-turns.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';
import type { AlertDeps } from './alert-deps.js';

/** True when the incident is over, be it since now or before: others may join it no longer, or only what began before. */
export async function endAlert(
  deps: AlertDeps,
  tx: Transaction,
  alert: StoredAlert,
  incidentId: NonNullable<StoredAlert['incidentId']>,
): Promise<boolean> {
  const incident = await tx.incidents.lock(incidentId);
  if (!incident) return false;
  const stillFiring = await tx.alerts.countFiring(incidentId);
  // Alerts are only part of what a person declared.
  const isLast =
    stillFiring === 0 && incident.source !== DECLARED_SOURCE && canTransition(incident.status, 'resolve');
  await tx.timeline.append({
    incidentId,
    kind: 'alert.resolved',
    actor: senderOf(alert),
    text: `${alert.name} stopped firing${stillFiring === 0 ? '' : `; ${stillFiring} still firing`}.`,
  });
  if (isLast) {
    const resolved = transition(incident, 'resolve', senderOf(alert), deps.clock.now());
    await tx.incidents.save(resolved);
    await sayTurnInThread(tx, deps.clock.now(), {
      incidentId,
      kind: 'incident.resolved',
      actor: senderOf(alert),
      text: 'Resolved: every alert of this incident has stopped firing.',
    });
    await endLooseEnds(deps, tx, incident, senderOf(alert));
    await draftIfSevere(tx, resolved, deps.settings.postmortemFrom);
    await tx.jobs.send('sync-paging', { incidentId });
  }
  if (
    stillFiring === 0 &&
    !isLast &&
    incident.status !== 'resolved' &&
    !isSnoozed(incident, deps.clock.now())
  ) {
    await sayInThread(tx, {
      incidentId,
      kind: 'note',
      actor: FIREWATCH,
      text: 'Every alert of this incident has stopped firing. A person declared it: resolve it when it is over.',
    });
  }
  const card = { kind: 'incident_card', incidentId, subjectId: null } as const;
  await (stillFiring === 0 ? tx.notifier.touch(card) : tx.notifier.freshenAll([card]));
  return isLast || incident.status === 'resolved';
}
