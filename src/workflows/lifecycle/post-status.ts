/** Somebody says in the thread how it goes; the next time that is wanted is counted from here. */
import { incidentLabel } from '../../incidents/incident.js';
import { nextUpdateAt } from '../../incidents/update-schedule.js';
import { UserInputError } from '../../shared/errors.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import type { AssignRoleDeps } from './assign-role.js';
import { changeIncident } from './change-incident.js';
import { readStatement } from './read-statement.js';

/** @throws UserInputError when nothing is said, too much is said, or the incident is over. */
export async function postStatus(
  deps: AssignRoleDeps,
  by: Person,
  request: Parameters<LifecycleUseCases['postStatus']>[1],
): Promise<Change> {
  const text = readStatement(request.text, 'status update');
  const { nextInSeconds } = request;
  return changeIncident(deps, by, request, async (_tx, incident, { now }) => {
    if (incident.status === 'resolved')
      throw new UserInputError(
        `${incidentLabel(incident)} is resolved: nobody waits for its status. What is worth keeping can be added as a note.`,
      );
    // A promise to say more counts only while somebody would be reminded of it.
    const usual = nextUpdateAt(incident, deps.settings.updateCadence, now);
    const promised = nextInSeconds === null ? usual : new Date(now.getTime() + nextInSeconds * 1000);
    return {
      incident: { ...incident, updateDueAt: incident.status === 'mitigated' ? null : promised },
      kind: 'status.updated',
      text,
      isSaid: true,
    };
  });
}
