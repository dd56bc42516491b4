/** The incident that somebody means, or a sentence for them. */
import type { Incident } from '../incidents/incident.js';
import { UserInputError } from '../shared/errors.js';
import type { IncidentId } from '../shared/ids.js';
import type { Transaction } from './transaction.js';

/** @throws UserInputError when there is none. */
export async function getIncident(tx: Transaction, id: IncidentId): Promise<Incident> {
  return found(await tx.incidents.get(id));
}

/** Nobody else changes it before this transaction ends. @throws UserInputError when there is none. */
export async function lockIncident(tx: Transaction, id: IncidentId): Promise<Incident> {
  return found(await tx.incidents.lock(id));
}

/** The incident that it has become part of, or itself. The caller holds the grouping lock, so that no merge is under way. */
export async function lockHome(tx: Transaction, incident: Incident): Promise<Incident> {
  let home = incident;
  // One that was merged may have been merged into one that was.
  while (home.mergedInto !== null) home = await lockIncident(tx, home.mergedInto);
  return home;
}

function found(incident: Incident | undefined): Incident {
  if (!incident) throw new UserInputError('There is no such incident.');
  return incident;
}
