/** Writes the verdict on a fix, and what follows from it for its incident. */
import type { Observation } from '../../incidents/evidence.js';
import { FIREWATCH, incidentLabel, type Incident } from '../../incidents/incident.js';
import { canTransition, transition } from '../../incidents/state-machine.js';
import type { TimelineKind } from '../../incidents/timeline.js';
import type { Proposal } from '../../remediation/proposal.js';
import { isRemedy } from '../../remediation/remedy.js';
import { verificationChart, type MeasuredVerification } from '../charts/message-charts.js';
import { requestInvestigation } from '../investigation/request-investigation.js';
import { lockHome } from '../known-incident.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';
import type { Verdict } from './judge-fix.js';
import { earnAutonomy, loseAutonomy } from './autonomy.js';
import { moveProposal } from './move-proposal.js';
import type { VerifyDeps } from './verify-deps.js';

export async function conclude(
  deps: VerifyDeps,
  proposal: Proposal,
  verdict: Verdict & {
    /** It mended what was measured to be broken. */
    readonly isMerit: boolean;
  },
  measured: MeasuredVerification | null,
): Promise<void> {
  await deps.store.transaction(async (tx) => {
    // Nobody merges it meanwhile.
    await tx.incidents.lockGrouping();
    const incident = await tx.incidents.lock(proposal.incidentId);
    const moved = await moveProposal(deps, tx, proposal, {
      from: 'verifying',
      to: verdict.isVerified ? 'verified' : 'unverified',
      actor: FIREWATCH,
      kind: verdict.isVerified ? 'verification.passed' : 'verification.failed',
      text: verdict.text,
      outcome: verdict.text,
      ...(verdict.code && { code: verdict.code }),
    });
    if (!moved || !incident) return;
    if (verdict.isMerit) await earnAutonomy(tx, moved);
    if (!verdict.isVerified) await loseAutonomy(tx, moved, verdict.text);
    if (measured) {
      const observation: Observation = {
        kind: 'tool_result',
        service: incident.service,
        statement: `${proposal.title}: ${verdict.text}`,
        why: 'It tells whether the fix worked.',
        source: 'prometheus',
        isAnomalous: !verdict.isVerified,
        ...measured,
      };
      await tx.evidence.add(incident.id, [observation]);
      const subjectId = verificationChart(proposal.id);
      await tx.notifier.touch({ kind: 'chart', incidentId: incident.id, subjectId });
    }
    const { isVerified, isMeasured } = verdict;
    if (!isVerified) await tx.jobs.send('follow-failed-fix', { proposalId: proposal.id, isMeasured });
    await followUp(deps, tx, incident, proposal, verdict);
  });
}

/** The alerts of a merged incident are in the other by now, and so is the work. */
async function followUp(
  deps: VerifyDeps,
  tx: Transaction,
  incident: Incident,
  proposal: Proposal,
  { isVerified }: Verdict,
): Promise<void> {
  const home = await lockHome(tx, incident);
  const isElsewhere = home.id !== incident.id;
  const fix = isElsewhere ? `The fix of ${incidentLabel(incident)}` : 'The fix';
  const tell = (kind: TimelineKind, text: string) => {
    const entry = { incidentId: home.id, kind, actor: FIREWATCH, text };
    // Its card is in the other thread.
    return isElsewhere ? sayInThread(tx, entry) : tx.timeline.append(entry);
  };
  if (home.status === 'resolved' && isElsewhere) return;
  // That something was taken back mends nothing.
  if (proposal.undoes !== null) {
    if (isElsewhere) await tell('note', `${fix} was rolled back: ${proposal.title}.`);
    return requestInvestigation(tx, home.id, 'a fix was rolled back', deps.settings.settleSeconds);
  }
  // The trouble is what it was, whether an alert is quiet now or somebody was asked.
  if (!isRemedy(proposal)) return;
  if (!isVerified) {
    if (isElsewhere) await tell('note', `${fix} did not work: ${proposal.title}.`);
    return requestInvestigation(tx, home.id, 'the fix did not work');
  }
  // Its alerts need a while to notice; what still fires then is another trouble.
  await requestInvestigation(tx, home.id, 'the fix worked', deps.settings.settleSeconds);
  if (!canTransition(home.status, 'mitigate')) return;
  await tx.incidents.save(transition(home, 'mitigate', FIREWATCH, deps.clock.now()));
  await tell('incident.mitigated', `${fix} worked: ${proposal.title}.`);
  await tx.notifier.touch({ kind: 'incident_card', incidentId: home.id, subjectId: null });
}
