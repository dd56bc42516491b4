/** Somebody says that it is not over. */
import { incidentLabel, type Incident } from '../../incidents/incident.js';
import { transition } from '../../incidents/state-machine.js';
import { nextUpdateAt } from '../../incidents/update-schedule.js';
import { UserInputError } from '../../shared/errors.js';
import { cut } from '../../shared/text.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import type { Transaction } from '../transaction.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import type { AssignRoleDeps } from './assign-role.js';
import { changeIncident, type Circumstances } from './change-incident.js';
import { touchWhatDependsOnIt } from './end-loose-ends.js';

const MAX_REASON = 300;

/** @throws UserInputError when it is part of another incident, or another one has its place. */
export async function reopenIncident(
  deps: AssignRoleDeps,
  by: Person,
  request: Parameters<LifecycleUseCases['reopenIncident']>[1],
): Promise<Change> {
  const reason = request.reason?.trim() ? cut(request.reason.trim(), MAX_REASON) : null;
  return changeIncident(deps, by, request, async (tx, incident, { actor, now }) => {
    if (incident.status === 'open' || incident.status === 'acknowledged') return null;
    const reopened = await openAgain(deps, tx, incident, { actor, now });
    await requestInvestigation(tx, incident.id, 'it was reopened by hand');
    return {
      incident: reopened,
      kind: 'incident.reopened',
      text: `Reopened${reason === null ? '.' : `: ${reason}`}`,
      isSaid: true,
      details: { reason },
    };
  });
}

/** The incident as it is once it is open again, and what depends on that; to save it is left to the caller. */
export async function openAgain(
  deps: Pick<AssignRoleDeps, 'settings'>,
  tx: Transaction,
  incident: Incident,
  { actor, now }: Circumstances,
): Promise<Incident> {
  await refuseWhenReplaced(tx, incident);
  const reopened = transition(incident, 'reopen', actor, now);
  if (incident.status === 'resolved') await touchWhatDependsOnIt(tx, incident.id);
  return { ...reopened, updateDueAt: nextUpdateAt(reopened, deps.settings.updateCadence, now) };
}

async function refuseWhenReplaced(tx: Transaction, incident: Incident): Promise<void> {
  if (incident.status !== 'resolved') return;
  const name = incidentLabel(incident);
  if (incident.mergedInto !== null) {
    const target = await tx.incidents.get(incident.mergedInto);
    const other = target ? incidentLabel(target) : 'another incident';
    throw new UserInputError(
      `${name} is part of ${other} and its alerts are there, so it cannot be opened again. Go on in ${other}, or open a new incident.`,
    );
  }
  const successor = await tx.incidents.findActiveInGroup(incident.groupKey);
  if (successor)
    throw new UserInputError(
      `${incidentLabel(successor)} is open about the same alerts. Go on there; only one of the two can be open.`,
    );
}
