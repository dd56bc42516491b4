/** Writes how a run ended, with everything that follows from it. */
import { FIREWATCH } from '../../incidents/incident.js';
import type { Execution, Proposal } from '../../remediation/proposal.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import type { Transaction } from '../transaction.js';
import { loseAutonomy } from './autonomy.js';
import { insist } from './insist.js';
import { moveProposal } from './move-proposal.js';
import type { RemediationDeps } from './remediation-deps.js';

type Deps = Pick<RemediationDeps, 'store' | 'log' | 'metrics'>;

export type Outcome =
  | { readonly status: 'succeeded'; readonly output: string }
  | { readonly status: 'failed' | 'unknown'; readonly output: string };

export async function finish(
  deps: Deps,
  proposal: Proposal,
  execution: Execution,
  outcome: Outcome,
): Promise<void> {
  await insist(deps, () =>
    deps.store.transaction(async (tx) => {
      await tx.incidents.lock(proposal.incidentId);
      await finishWithin(deps, tx, proposal, execution, outcome);
    }),
  );
}

/** Inside a transaction that has locked the incident. */
export async function finishWithin(
  deps: Deps,
  tx: Transaction,
  proposal: Proposal,
  execution: Execution,
  outcome: Outcome,
): Promise<void> {
  const isMine = await tx.executions.finish(execution, outcome.status, outcome.output);
  if (!isMine) {
    // Somebody took us for dead and recorded the outcome as unknown; people know already, the record stands.
    deps.log.error(
      { proposalId: proposal.id, outcome: outcome.status },
      'execution ended after it was given up',
    );
    return;
  }
  if (outcome.status === 'succeeded') {
    await moveProposal(deps, tx, proposal, {
      from: 'executing',
      to: 'verifying',
      actor: FIREWATCH,
      kind: 'execution.succeeded',
      text: `Done: ${proposal.effect}`,
    });
    await tx.jobs.send('verify-proposal', { proposalId: proposal.id });
    return;
  }
  const text =
    outcome.status === 'failed'
      ? `It failed: ${outcome.output}`
      : `It is not known whether it took effect: ${outcome.output} Check the target before anybody tries again.`;
  await moveProposal(deps, tx, proposal, {
    from: 'executing',
    to: outcome.status,
    actor: FIREWATCH,
    kind: outcome.status === 'failed' ? 'execution.failed' : 'execution.unknown',
    text,
    outcome: text,
  });
  await tx.jobs.send('follow-failed-fix', { proposalId: proposal.id, isMeasured: false });
  await loseAutonomy(tx, proposal, outcome.output);
  await requestInvestigation(tx, proposal.incidentId, 'the fix did not succeed');
}
