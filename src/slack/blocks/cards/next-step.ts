/** The one thing to do now, as one sentence after “Do next:”. */
import { isRemedy } from '../../../remediation/remedy.js';
import type { IncidentView, ProposalView } from '../../../workflows/reading/incident-view.js';

/** The newest proposal that wants or has attention, else the report's first advice. */
export function nextStepOf(view: IncidentView): string {
  for (const proposal of view.proposals.toReversed()) {
    if (proposal.proposal.status === 'verified' && !isRemedy(proposal.proposal)) continue;
    const step = STEP_OF_PROPOSAL[proposal.proposal.status];
    if (step) return step(proposal, view);
  }
  const advice = view.analysis?.report.nextSteps[0];
  if (advice) return advice;
  if (view.evidence.some(({ kind }) => kind === 'runbook'))
    return 'look at the checks of the runbook in the thread.';
  return view.analysis === null
    ? 'wait a few seconds, or look at the service yourself.'
    : 'look at the evidence in the thread; no runbook fits.';
}

const quote = ({ proposal }: ProposalView) => `“${proposal.title}”`;

/** Of one that waits; what is in the way of everybody comes first. */
function pendingStep(view: ProposalView): string {
  const fix = quote(view);
  switch (view.hold?.kind) {
    case 'stopped':
    case 'stopped-by-operator':
      return `act by hand, or have actions allowed again: all are stopped, so ${fix} waits.`;
    case 'frozen':
      return `act by hand, or wait: changes are frozen, so ${fix} cannot be approved now.`;
    case 'outdated':
      return `look again: the policy has changed since ${fix} was proposed.`;
    case undefined: {
      const left = (view.proposal.terms?.approvals ?? 1) - view.approvals.length;
      return left > 1 || view.approvals.length > 0
        ? `approve or reject ${fix} in the thread; it needs ${left === 1 ? 'one more person' : `${left} people`}.`
        : `approve or reject ${fix} in the thread.`;
    }
  }
}

const STEP_OF_PROPOSAL: Readonly<
  Partial<Record<ProposalView['proposal']['status'], (fix: ProposalView, view: IncidentView) => string>>
> = {
  pending: pendingStep,
  approved: (fix) => `wait: ${quote(fix)} is approved and about to run.`,
  executing: (fix) => `wait: ${quote(fix)} is running.`,
  verifying: (fix) => `wait: ${quote(fix)} has run; Firewatch is checking that it worked.`,
  verified: (fix, { alerts }) =>
    alerts.some(({ status }) => status === 'firing')
      ? `watch: ${quote(fix)} worked; alerts that still fire end within minutes, or are another trouble.`
      : `watch, then resolve: ${quote(fix)} worked and no alert fires any more.`,
  unverified: (fix) =>
    `take over: ${quote(fix)} ran, ${fix.proposal.verification === null ? 'and nothing verified it' : 'but the check did not pass'}.`,
  failed: (fix) => `take over: ${quote(fix)} failed.`,
  unknown: (fix) => `look at the target yourself: nobody knows whether ${quote(fix)} took effect.`,
};
