/** Somebody takes an incident. Whoever takes one that nobody leads, leads it. */
import { nextUpdateAt } from '../../incidents/update-schedule.js';
import { transition } from '../../incidents/state-machine.js';
import type { Change, ChangeRequest } from '../use-cases/lifecycle.js';
import type { Doer } from '../use-cases/person.js';
import { giveRole, type AssignRoleDeps } from './assign-role.js';
import { changeIncident } from './change-incident.js';

/** @throws UserInputError when it is mitigated or resolved. */
export async function acknowledgeIncident(
  deps: AssignRoleDeps,
  by: Doer,
  request: ChangeRequest,
): Promise<Change> {
  const where = request.where === undefined ? '' : ` ${request.where}`;
  return changeIncident(deps, by, request, async (tx, incident, { actor, now }) => {
    if (incident.status === 'acknowledged') return null;
    const acknowledged = transition(incident, 'acknowledge', actor, now);
    const roles = await tx.roles.ofIncident(incident.id);
    const leader = 'slackUserId' in by && !roles.some(({ role }) => role === 'commander') ? by : null;
    if (leader) {
      await giveRole(tx, incident, 'commander', leader, actor);
      await tx.timeline.append({
        incidentId: incident.id,
        kind: 'role.assigned',
        actor,
        text: `${leader.slackUserId} is commander now.`,
      });
    }
    return {
      incident: {
        ...acknowledged,
        updateDueAt: acknowledged.updateDueAt ?? nextUpdateAt(acknowledged, deps.settings.updateCadence, now),
      },
      kind: 'incident.acknowledged',
      text: `Acknowledged${where}${leader ? ', and leads as commander' : ''}.`,
      isSaid: true,
    };
  });
}
