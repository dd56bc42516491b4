/** Checks that an executed fix worked, by the expectation fixed before the approval. Only this may call it a success. */
import type { Execution, Proposal } from '../../remediation/proposal.js';
import type { ProposalId } from '../../shared/ids.js';
import { measureVerification, type MeasuredVerification } from '../charts/message-charts.js';
import { conclude } from './conclude-verification.js';
import { judgeRecorded } from './judge-contract.js';
import { judge, wasNeeded, type Verdict } from './judge-fix.js';
import type { VerifyDeps } from './verify-deps.js';

/** Throws when `signal` aborts before a verdict, so that the job is delivered again and the window goes on. */
export async function verifyProposal(deps: VerifyDeps, id: ProposalId, signal: AbortSignal): Promise<void> {
  const found = await deps.store.transaction(async (tx) => {
    const proposal = await tx.proposals.get(id);
    return {
      proposal,
      execution: proposal && (await tx.executions.ofProposal(proposal.id)),
      recorded: proposal && (await judgeRecorded(tx, proposal)),
    };
  });
  const { proposal, execution, recorded } = found;
  if (proposal?.status !== 'verifying' || !execution?.finishedAt) return;
  // Nothing that was put in the place of the expectation may call it a success. An older version's ran as it was approved.
  if (recorded?.isAllowed === false && recorded.code !== 'not_recorded') {
    const { code, reason } = recorded;
    const text = `Not verified: ${reason}`;
    return conclude(
      deps,
      proposal,
      { isVerified: false, isMeasured: false, isMerit: false, text, code },
      null,
    );
  }
  const verdict = await judge(deps, proposal, execution, signal);
  const measured = await measureOverTime(deps, proposal, execution, verdict, signal);
  const isMerit = verdict.isVerified && (await wasNeeded(deps, proposal, execution, signal));
  signal.throwIfAborted();
  await conclude(deps, proposal, { ...verdict, isMerit }, measured);
}

/** What it is verified by, over time, for a picture; null when there is nothing to draw. */
async function measureOverTime(
  { metricsSource, clock, settings }: VerifyDeps,
  proposal: Proposal,
  execution: Execution,
  { text: verdict }: Verdict,
  signal: AbortSignal,
): Promise<MeasuredVerification | null> {
  const { verification: expectation } = proposal;
  if (!expectation || !metricsSource) return null;
  const about = { proposal, execution, expectation, verdict, now: clock.now() };
  return measureVerification(metricsSource, about, { stepSeconds: settings.stepSeconds, signal });
}
