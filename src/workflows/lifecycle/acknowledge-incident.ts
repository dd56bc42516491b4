/** Somebody takes an incident. Whoever takes one that nobody leads, leads it. */
import { nextUpdateAt } from '../../incidents/update-schedule.js';
import { transition } from '../../incidents/state-machine.js';
import type { Change, ChangeRequest } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import { giveRole, type AssignRoleDeps } from './assign-role.js';
import { changeIncident } from './change-incident.js';

/** @throws UserInputError when it is mitigated or resolved. */
export async function acknowledgeIncident(
  deps: AssignRoleDeps,
  by: Person,
  request: ChangeRequest,
): Promise<Change> {
  return changeIncident(deps, by, request, async (tx, incident, { actor, now }) => {
    if (incident.status === 'acknowledged') return null;
    const acknowledged = transition(incident, 'acknowledge', actor, now);
    const roles = await tx.roles.ofIncident(incident.id);
    const leads = !roles.some(({ role }) => role === 'commander');
    if (leads) {
      await giveRole(tx, incident, 'commander', by, actor);
      await tx.timeline.append({
        incidentId: incident.id,
        kind: 'role.assigned',
        actor,
        text: `${by.slackUserId} is commander now.`,
      });
    }
    return {
      incident: {
        ...acknowledged,
        updateDueAt: acknowledged.updateDueAt ?? nextUpdateAt(acknowledged, deps.settings.updateCadence, now),
      },
      kind: 'incident.acknowledged',
      text: leads ? 'Acknowledged, and leads as commander.' : 'Acknowledged.',
      isSaid: true,
    };
  });
}
