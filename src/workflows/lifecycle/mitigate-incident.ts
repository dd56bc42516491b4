/** Somebody says that users are well again, though the cause may still be there. */
import { transition } from '../../incidents/state-machine.js';
import type { Change, ChangeRequest } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import { changeIncident, type ChangeDeps } from './change-incident.js';

/** @throws UserInputError when it is resolved. */
export async function mitigateIncident(
  deps: ChangeDeps,
  by: Person,
  request: ChangeRequest,
): Promise<Change> {
  return changeIncident(deps, by, request, async (_tx, incident, { actor, now }) => {
    if (incident.status === 'mitigated') return null;
    return {
      incident: transition(incident, 'mitigate', actor, now),
      kind: 'incident.mitigated',
      text: 'Mitigated: users are well again. It stays open until the cause is dealt with.',
      isSaid: true,
    };
  });
}
