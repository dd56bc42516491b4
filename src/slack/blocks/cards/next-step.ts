/** The one thing to do now, as one sentence after “Do next:”. */
import type { IncidentView, ProposalView } from '../../../workflows/reading/incident-view.js';

/** The newest proposal that wants or has attention, else the report's first advice. */
export function nextStepOf(view: IncidentView): string {
  for (const proposal of view.proposals.toReversed()) {
    const step = STEP_OF_PROPOSAL[proposal.proposal.status];
    if (step) return step(quote(proposal), view);
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

const STEP_OF_PROPOSAL: Readonly<
  Partial<Record<ProposalView['proposal']['status'], (fix: string, view: IncidentView) => string>>
> = {
  pending: (fix) => `approve or reject ${fix} in the thread.`,
  approved: (fix) => `wait: ${fix} is approved and about to run.`,
  executing: (fix) => `wait: ${fix} is running.`,
  verifying: (fix) => `wait: ${fix} has run; Firewatch is checking that it worked.`,
  verified: (fix, { alerts }) =>
    alerts.some(({ status }) => status === 'firing')
      ? `watch: ${fix} worked; alerts that still fire end within minutes, or are another trouble.`
      : `watch, then resolve: ${fix} worked and no alert fires any more.`,
  unverified: (fix) => `take over: ${fix} ran, but the check did not pass.`,
  failed: (fix) => `take over: ${fix} failed.`,
  unknown: (fix) => `look at the target yourself: nobody knows whether ${fix} took effect.`,
};
