/** Who leads which incident, for lists. */
import type { IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';

/** Slack user ids by incident; those that nobody leads are left out. */
export async function readCommanders(
  tx: Pick<Transaction, 'roles'>,
  ids: readonly IncidentId[],
): Promise<ReadonlyMap<IncidentId, string>> {
  const commanders = new Map<IncidentId, string>();
  for (const id of new Set(ids)) {
    const commander = (await tx.roles.ofIncident(id)).find(({ role }) => role === 'commander');
    if (commander) commanders.set(id, commander.slackUserId);
  }
  return commanders;
}
