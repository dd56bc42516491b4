/**
 * What follows when a fix is not known to have worked: it is taken back where its rule promised that, and whoever is on call
 * hears of it, once. Safe to repeat.
 */
import { FIREWATCH } from '../../incidents/incident.js';
import type { RefusalCode } from '../../remediation/policy/refusal.js';
import type { Proposal, ProposalStatus } from '../../remediation/proposal.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Jobs, Transaction } from '../transaction.js';
import { callForHelp, type CallDeps } from './call-for-help.js';
import { planUndo, proposeUndo } from './propose-undo.js';
import type { RemediationDeps } from './remediation-deps.js';

const ENDED_BADLY: ReadonlySet<ProposalStatus> = new Set(['unverified', 'failed', 'unknown']);

export async function followFailedFix(
  deps: RemediationDeps & CallDeps,
  { proposalId, isMeasured }: Jobs['follow-failed-fix'],
  signal: AbortSignal,
): Promise<void> {
  const fix = await deps.store.transaction((tx) => tx.proposals.get(proposalId));
  if (!fix || !ENDED_BADLY.has(fix.status)) return;
  if (isMeasured && fix.undo !== null && fix.undoes === null && fix.terms?.rollBack === 'automatic')
    await rollBackByItself(deps, fix);
  await callForHelp(deps, fix, signal);
}

/** Once, whatever became of it: what people took back from it is theirs. */
async function rollBackByItself(deps: RemediationDeps, fix: Proposal): Promise<void> {
  const planned = await planUndo(deps, fix);
  await deps.store.transaction(async (tx) => {
    const incident = await tx.incidents.lock(fix.incidentId);
    if (!incident || incident.status === 'resolved') return;
    const proposals = await tx.proposals.ofIncident(fix.incidentId);
    if (proposals.some(({ undoes }) => undoes === fix.id)) return;
    if ('isAllowed' in planned) return tellNotRolledBack(tx, fix, planned.reason, planned.code);
    const { status, why } = await proposeUndo(deps, tx, fix, planned, FIREWATCH);
    if (status === 'waiting') return tellNotRolledBack(tx, fix, why);
    await sayInThread(tx, {
      incidentId: fix.incidentId,
      kind: 'note',
      actor: FIREWATCH,
      text: `“${fix.title}” did not help and is being rolled back by itself, as the policy says. Stop is on the card of the roll-back.`,
    });
  });
}

async function tellNotRolledBack(
  tx: Transaction,
  fix: Proposal,
  why: string,
  code?: RefusalCode,
): Promise<void> {
  await tx.audit.append({
    actor: FIREWATCH,
    event: 'rollback.refused',
    subject: fix.id,
    details: { reason: why, ...(code && { code }) },
  });
  await sayInThread(tx, {
    incidentId: fix.incidentId,
    kind: 'note',
    actor: FIREWATCH,
    text: `“${fix.title}” did not help, and is not rolled back by itself: ${why}`,
  });
}
