/**
 * What has to happen by the clock: proposals expire, incidents wake up, people are reminded, alerts that waited long enough
 * are let go, forgotten work is picked up, what is old is forgotten.
 */
import { FIREWATCH } from '../incidents/incident.js';
import type { PagingSystem } from '../incidents/ports/paging-system.js';
import type { ServiceCatalog } from '../incidents/service.js';
import type { Metrics } from '../observability/metrics.js';
import type { Policy } from '../remediation/policy/policy.js';
import { releaseHeld } from './alerts/hold-back.js';
import { anchorAudit, type AnchorDeps } from './audit/anchor-audit.js';
import { tellStillFiring } from './lifecycle/tell-still-firing.js';
import { remindOfUpdates, type RemindDeps } from './lifecycle/remind-of-updates.js';
import { wakeSleepers } from './lifecycle/wake-incident.js';
import { moveProposal } from './remediation/move-proposal.js';
import { showFreezes } from './remediation/show-freezes.js';
import { oneByOne } from './one-by-one.js';
import { requestInvestigation } from './investigation/request-investigation.js';
import { sendUnlessUnderWay } from './send-unless-under-way.js';
import { jobFor } from './slack-input.js';
import type { Transaction } from './transaction.js';

/**
 * Longer than any job runs and any of its retries waits: whatever is older has lost its job. Sending another is harmless,
 * because every handler looks first whether there is something left to do.
 */
const FORGOTTEN_AFTER_SECONDS = 15 * 60;
/** Longer than a call may take: where a fix has no job by then, nobody makes it any more, and people wait to hear of it. */
const FIX_FORGOTTEN_AFTER_SECONDS = 150;
/** Longer than any request to a model: its process died before it could tell what the request came to. */
const MODEL_CALL_LOST_AFTER_SECONDS = 60 * 60;
/** Longer than paging takes when all is well. */
const UNPAGED_AFTER_SECONDS = 120;
/** Incidents whose impact is measured every minute: about ten queries each. */
const MAX_MEASURED = 50;
/** Refused payloads are for finding out what a sender does wrong, and to be read again; older ones are no news any more. */
const KEEP_REJECTED_DAYS = 7;
/**
 * What people asked is in the thread and, if about an incident, on its timeline; who has not looked for a quarter of a year
 * comes back by looking; after a year a chart is uploaded again should anybody want it. What a model read of long answers is
 * evidence and stays; the rest of them serves while the incident is looked into, as the steps of a run do. Messages stay: who
 * knows where one is can edit it.
 */
const KEEP_DAYS = {
  questions: 90,
  homeViewers: 90,
  slackFiles: 365,
  toolResults: 30,
  runSteps: 30,
  impactScores: 365,
};

export interface HousekeepingDeps extends Omit<RemindDeps, 'settings'>, Omit<AnchorDeps, 'settings'> {
  readonly settings: RemindDeps['settings'] & AnchorDeps['settings'];
  readonly metrics: Pick<Metrics, 'proposals'>;
  readonly catalog: () => ServiceCatalog;
  readonly policy: () => Policy;
  /** Null when no paging system is configured. */
  readonly paging: PagingSystem | null;
}

export async function housekeeping(deps: HousekeepingDeps): Promise<void> {
  await expireProposals(deps);
  await wakeSleepers(deps);
  await releaseHeld(deps);
  await remindOfUpdates(deps);
  await tellStillFiring(deps);
  await showFreezes(deps);
  await anchorAudit(deps);
  await deps.store.transaction(async (tx) => {
    await tx.rejected.forgetOlderThan(KEEP_REJECTED_DAYS);
    await tx.retention.forgetOlderThan(KEEP_DAYS);
    await tx.modelCalls.giveUpOlderThan(MODEL_CALL_LOST_AFTER_SECONDS);
    await resumeForgotten(tx);
    await pageForgotten(deps, tx);
    await measureImpacts(tx);
  });
}

/** One transaction each, the incident locked first as everywhere: else two writers could wait for each other. */
async function expireProposals(deps: HousekeepingDeps): Promise<void> {
  const due = await deps.store.transaction((tx) => tx.proposals.due());
  await oneByOne(deps.log, 'a proposal could not expire', due, (proposal) =>
    deps.store.transaction(async (tx) => {
      await tx.incidents.lock(proposal.incidentId);
      await moveProposal(deps, tx, proposal, {
        from: 'pending',
        to: 'expired',
        actor: FIREWATCH,
        kind: 'proposal.expired',
        text: `Expired, nobody decided in time: ${proposal.title}.`,
        outcome: 'Nobody decided in time.',
      });
    }),
  );
}

/** Of everything that goes on: it may hurt more or less than a minute ago, and the worst comes first. */
async function measureImpacts(tx: Transaction): Promise<void> {
  for (const { id } of await tx.incidents.listActive(MAX_MEASURED))
    await sendUnlessUnderWay(tx.jobs, 'measure-impact', { incidentId: id, isRoutine: true });
}

/** Jobs give up after their last retry; what they were about does not. */
async function resumeForgotten(tx: Transaction): Promise<void> {
  await tx.jobs.send('process-alerts', {});
  for (const incidentId of await tx.investigations.endStale(FORGOTTEN_AFTER_SECONDS)) {
    await requestInvestigation(tx, incidentId, 'the last investigation did not end');
  }
  for (const { id: proposalId, status } of await tx.proposals.stuck(FIX_FORGOTTEN_AFTER_SECONDS)) {
    const name = status === 'verifying' ? 'verify-proposal' : 'execute-proposal';
    await sendUnlessUnderWay(tx.jobs, name, { proposalId });
  }
  for (const questionId of await tx.questions.forgotten(FORGOTTEN_AFTER_SECONDS)) {
    await tx.jobs.send('answer-question', { questionId });
  }
  for (const input of await tx.slackInputs.forgotten(FORGOTTEN_AFTER_SECONDS)) {
    await tx.jobs.send(jobFor(input), { inputId: input.id });
  }
}

/** Incidents that should be in the paging system and are not: it was out of reach longer than the job could wait. */
async function pageForgotten(deps: HousekeepingDeps, tx: Transaction): Promise<void> {
  if (!deps.paging) return;
  const services = deps.catalog().list();
  const paged = services.filter(({ pagerDutyServiceId }) => pagerDutyServiceId !== null);
  const names = paged.map(({ name }) => name);
  for (const incidentId of await tx.incidents.unpaged(names, UNPAGED_AFTER_SECONDS)) {
    await sendUnlessUnderWay(tx.jobs, 'sync-paging', { incidentId });
  }
}
