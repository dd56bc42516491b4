/** A person acknowledges or resolves an incident. */
import { incidentLabel, type Actor, type Incident } from '../incidents/incident.js';
import { transition } from '../incidents/state-machine.js';
import type { Clock } from '../shared/clock.js';
import { UserInputError } from '../shared/errors.js';
import type { IncidentId } from '../shared/ids.js';
import { sayInThread } from './say-in-thread.js';
import type { Store } from './transaction.js';
import type { Person } from './use-cases.js';

const EVENTS = {
  acknowledge: { kind: 'incident.acknowledged', text: 'Acknowledged.' },
  resolve: { kind: 'incident.resolved', text: 'Resolved by hand.' },
} as const;

/** @throws UserInputError when there is no such incident or its state does not allow the event. */
export async function changeStatus(
  deps: { store: Store; clock: Clock },
  by: Person,
  id: IncidentId,
  event: keyof typeof EVENTS,
): Promise<Incident> {
  const actor: Actor = { kind: 'person', id: by.slackUserId };
  return deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(id);
    if (!incident) throw new UserInputError('There is no such incident.');
    const changed = transition(incident, event, actor, deps.clock.now());
    await tx.incidents.save(changed);
    await sayInThread(tx, { incidentId: id, actor, ...EVENTS[event] });
    await tx.audit.append({
      actor,
      event: EVENTS[event].kind,
      subject: id,
      details: { incident: incidentLabel(incident) },
    });
    await tx.notifier.touch({ kind: 'incident_card', incidentId: id, subjectId: null });
    await tx.jobs.send('sync-paging', { incidentId: id });
    return changed;
  });
}
