/** What has to happen by the clock: proposals expire, refused payloads are forgotten, forgotten work is picked up. */
import { FIREWATCH } from '../incidents/incident.js';
import type { Metrics } from '../observability/metrics.js';
import { requestInvestigation } from './request-investigation.js';
import type { WorkflowSettings } from './settings.js';
import type { Store, Transaction } from './transaction.js';

/**
 * Longer than any job runs and any of its retries waits: whatever is older has lost its job. Sending another is harmless,
 * because every handler looks first whether there is something left to do.
 */
const FORGOTTEN_AFTER_SECONDS = 15 * 60;

export interface HousekeepingDeps {
  readonly store: Store;
  readonly settings: Pick<WorkflowSettings, 'keepRejectedDays'>;
  readonly metrics: Pick<Metrics, 'proposals'>;
}

export async function housekeeping(deps: HousekeepingDeps): Promise<void> {
  await deps.store.transaction((tx) => expireProposals(deps, tx));
  await deps.store.transaction(async (tx) => {
    await tx.rejected.forgetOlderThan(deps.settings.keepRejectedDays);
    await resumeForgotten(tx);
  });
}

async function expireProposals(deps: HousekeepingDeps, tx: Transaction): Promise<void> {
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
}

/** Jobs give up after their last retry; what they were about does not. */
async function resumeForgotten(tx: Transaction): Promise<void> {
  await tx.jobs.send('process-alerts', {});
  for (const incidentId of await tx.investigations.endStale(FORGOTTEN_AFTER_SECONDS)) {
    await requestInvestigation(tx, incidentId, 'the last investigation did not end');
  }
  for (const { id, status } of await tx.proposals.stuck(FORGOTTEN_AFTER_SECONDS)) {
    await tx.jobs.send(status === 'verifying' ? 'verify-proposal' : 'execute-proposal', { proposalId: id });
  }
  for (const inputId of await tx.slackInputs.forgotten(FORGOTTEN_AFTER_SECONDS)) {
    await tx.jobs.send('handle-slack-input', { inputId });
  }
}
