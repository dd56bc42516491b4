/** What has to happen by the clock: proposals expire, refused payloads are forgotten, forgotten work is picked up. */
import { FIREWATCH } from '../incidents/incident.js';
import type { Metrics } from '../observability/metrics.js';
import type { WorkflowSettings } from './settings.js';
import type { Store } from './transaction.js';

export async function housekeeping(deps: {
  store: Store;
  settings: Pick<WorkflowSettings, 'keepRejectedDays'>;
  metrics: Pick<Metrics, 'proposals'>;
}): Promise<void> {
  await deps.store.transaction(async (tx) => {
    for (const proposal of await tx.proposals.expireDue()) {
      await tx.timeline.append({
        incidentId: proposal.incidentId,
        kind: 'proposal.expired',
        actor: FIREWATCH,
        text: `Expired, nobody decided in time: ${proposal.title}.`,
      });
      await tx.audit.append({
        actor: FIREWATCH,
        event: 'proposal.expired',
        subject: proposal.id,
        details: { argumentsHash: proposal.argumentsHash },
      });
      await tx.notifier.touch({ kind: 'proposal', incidentId: proposal.incidentId, subjectId: proposal.id });
      await tx.notifier.touch({ kind: 'incident_card', incidentId: proposal.incidentId, subjectId: null });
      deps.metrics.proposals.inc({ status: 'expired' });
    }
    await tx.rejected.forgetOlderThan(deps.settings.keepRejectedDays);
    // A sweep for alerts whose job failed for good.
    await tx.jobs.send('process-alerts', {});
  });
}
