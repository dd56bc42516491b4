/**
 * Somebody resolved an incident whose alerts go on: said once for each time it is resolved, a while later. Alertmanager says
 * nothing new about an alert that never stopped, so nobody else would.
 */
import { FIREWATCH, incidentLabel } from '../../incidents/incident.js';
import type { Logger } from '../../observability/logger.js';
import type { Clock } from '../../shared/clock.js';
import { formatDuration } from '../../shared/duration.js';
import { oneByOne } from '../one-by-one.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Store } from '../transaction.js';
import { namesFiring, stillFiring } from './names-firing.js';

/** Most alerts stop within a few minutes of the fix: their rule's window and the sender's grouping have to pass. */
const AFTER_SECONDS = 10 * 60;

export async function tellStillFiring(deps: { store: Store; clock: Clock; log: Logger }): Promise<void> {
  const ids = await deps.store.transaction((tx) => tx.incidents.resolvedButFiring(AFTER_SECONDS));
  await oneByOne(deps.log, 'it could not be told that alerts still fire', ids, (id) =>
    deps.store.transaction(async (tx) => {
      const incident = await tx.incidents.lock(id);
      const firing = await namesFiring(tx, id);
      // Meanwhile somebody may have reopened it, or the alerts have ended.
      if (incident?.status !== 'resolved' || incident.resolvedAt === null || firing.length === 0) return;
      const since = formatDuration(deps.clock.now().getTime() - incident.resolvedAt.getTime());
      await sayInThread(tx, {
        incidentId: id,
        kind: 'incident.still_firing',
        actor: FIREWATCH,
        text: `${incidentLabel(incident)} was resolved by hand ${since} ago, and its alerts go on. ${stillFiring(firing)} Reopen it if it is not over.`,
      });
    }),
  );
}
