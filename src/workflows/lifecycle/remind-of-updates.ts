/** When a status update is due, whoever has to say something is reminded: once for each time that passes. */
import { isSnoozed, nextUpdateAt } from '../../incidents/update-schedule.js';
import type { Logger } from '../../observability/logger.js';
import type { Clock } from '../../shared/clock.js';
import { oneByOne } from '../one-by-one.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

export interface RemindDeps {
  readonly store: Store;
  readonly log: Logger;
  readonly clock: Clock;
  readonly settings: Pick<WorkflowSettings, 'updateCadence'>;
}

/** Nobody is reminded of what is mitigated, resolved or asleep. */
export async function remindOfUpdates(deps: RemindDeps): Promise<void> {
  const ids = await deps.store.transaction((tx) => tx.incidents.updatesDue());
  await oneByOne(deps.log, 'nobody could be reminded of a status update', ids, (id) =>
    deps.store.transaction(async (tx) => {
      const incident = await tx.incidents.lock(id);
      const now = deps.clock.now();
      // Between the two transactions somebody may have said something, or ended it.
      if (!incident?.updateDueAt || incident.updateDueAt > now || isSnoozed(incident, now)) return;
      if (incident.status !== 'open' && incident.status !== 'acknowledged') return;
      await tx.notifier.touch({
        kind: 'status_reminder',
        incidentId: id,
        subjectId: String(incident.updateDueAt.getTime()),
      });
      await tx.incidents.save({
        ...incident,
        updateDueAt: nextUpdateAt(incident, deps.settings.updateCadence, now),
      });
    }),
  );
}
