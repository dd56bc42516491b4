/** Takes a proposal back because its target has changed, and puts the one in its place that fits what is there now. */
import { FIREWATCH } from '../../incidents/incident.js';
import type { PlannedAction } from '../../remediation/action-catalogue.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { Transaction } from '../transaction.js';
import { announceProposal } from './announce-proposal.js';
import { contractFor } from './contract.js';
import { moveProposal } from './move-proposal.js';
import type { RemediationDeps } from './remediation-deps.js';
import { environmentOf, subjectsOf, termsNow } from './terms-now.js';

/** Inside a transaction that has locked the incident. Not moved: somebody was faster. Without `next` nothing came in its place. */
export async function supersede(
  deps: Pick<RemediationDeps, 'catalog' | 'policy' | 'metrics'>,
  tx: Transaction,
  proposal: Proposal,
  { from, planned, outcome }: { from: 'pending' | 'approved'; planned: PlannedAction; outcome: string },
): Promise<{ isMoved: boolean; next?: Proposal }> {
  const moved = await moveProposal(deps, tx, proposal, {
    from,
    to: 'superseded',
    actor: FIREWATCH,
    kind: 'proposal.superseded',
    text: outcome,
    outcome,
    code: 'drifted',
  });
  if (!moved) return { isMoved: false };
  const { now } = await tx.killSwitch.read();
  const { service, risk } = planned.plan;
  const subjects = subjectsOf(deps, { service, risk, action: proposal.action, steps: planned.steps });
  const terms = termsNow(deps, subjects, now);
  // It would act elsewhere, or nobody may: then a new look has to find what fits.
  if (terms === undefined || terms.mode === 'never' || service !== proposal.service) return { isMoved: true };
  const { proposal: next, isNew } = await tx.proposals.create(
    contractFor({ ...proposal, supersedes: proposal.id }, planned, {
      terms,
      environment: environmentOf(deps, service),
    }),
  );
  if (isNew) await announceProposal(deps, tx, next);
  return { isMoved: true, next };
}
