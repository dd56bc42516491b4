/** Who does what: one person per role, told privately what to do. */
import type { Actor, Incident } from '../../incidents/incident.js';
import { incidentLabel } from '../../incidents/incident.js';
import { roleTitle, type IncidentRole } from '../../incidents/roles.js';
import { nextUpdateAt } from '../../incidents/update-schedule.js';
import { UserInputError } from '../../shared/errors.js';
import type { WorkflowSettings } from '../settings.js';
import type { Transaction } from '../transaction.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import { changeIncident, type ChangeDeps } from './change-incident.js';
import { touchBrief } from './end-loose-ends.js';

export interface AssignRoleDeps extends ChangeDeps {
  readonly settings: Pick<WorkflowSettings, 'updateCadence'>;
}

/** @throws UserInputError when the incident is over. */
export async function assignRole(
  deps: AssignRoleDeps,
  by: Person,
  request: Parameters<LifecycleUseCases['assignRole']>[1],
): Promise<Change & { readonly former: Person | null }> {
  const { role, person } = request;
  let former: Person | null = null;
  const change = await changeIncident(deps, by, request, async (tx, incident, { actor, now }) => {
    if (incident.status === 'resolved')
      throw new UserInputError(`${incidentLabel(incident)} is resolved: nobody is needed for it any more.`);
    const given = await giveRole(tx, incident, role, person, actor);
    if (!given) return null;
    former = given.former;
    return {
      incident: {
        ...incident,
        updateDueAt: incident.updateDueAt ?? nextUpdateAt(incident, deps.settings.updateCadence, now),
      },
      kind: 'role.assigned',
      text: describe(role, person, given.former),
      isSaid: true,
      details: { role, person: person.slackUserId },
    };
  });
  return { ...change, former };
}

export async function unassignRole(
  deps: ChangeDeps,
  by: Person,
  request: Parameters<LifecycleUseCases['unassignRole']>[1],
): Promise<Change & { readonly former: Person | null }> {
  const { role } = request;
  let former: Person | null = null;
  const change = await changeIncident(deps, by, request, async (tx, incident) => {
    const taken = await tx.roles.unassign(incident.id, role);
    if (!taken) return null;
    former = { slackUserId: taken.slackUserId };
    await touchBrief(tx, taken);
    return {
      incident,
      kind: 'role.assigned',
      text: `${taken.slackUserId} is not ${roleTitle(role)} any more; nobody is.`,
      isSaid: true,
      details: { role, person: null },
    };
  });
  return { ...change, former };
}

/** Null when the person has the role already. The caller holds the incident's lock. */
export async function giveRole(
  tx: Transaction,
  incident: Pick<Incident, 'id'>,
  role: IncidentRole,
  person: Person,
  actor: Actor,
): Promise<{ readonly former: Person | null } | null> {
  const before = (await tx.roles.ofIncident(incident.id)).find((one) => one.role === role);
  if (before?.slackUserId === person.slackUserId) return null;
  const assignment = await tx.roles.assign({
    incidentId: incident.id,
    role,
    slackUserId: person.slackUserId,
    assignedBy: actor,
  });
  if (before) await touchBrief(tx, before);
  await touchBrief(tx, assignment);
  return { former: before ? { slackUserId: before.slackUserId } : null };
}

/** Names people by their Slack ids alone, so that whoever shows it can make mentions of them. */
function describe(role: IncidentRole, person: Person, former: Person | null): string {
  const instead = former === null ? '' : ` in place of ${former.slackUserId}`;
  return `${person.slackUserId} is ${roleTitle(role)} now${instead}.`;
}
