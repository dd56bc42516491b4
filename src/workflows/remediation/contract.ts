/** The contract for one planned action: everything a person will read, and all that the executor may do. */
import { FIREWATCH, type Actor } from '../../incidents/incident.js';
import type { RunbookAction } from '../../incidents/runbook.js';
import type { PlannedAction } from '../../remediation/action-catalogue.js';
import type { Terms } from '../../remediation/policy/terms.js';
import type { NewProposal } from '../../remediation/ports.js';
import type { Proposal } from '../../remediation/proposal.js';
import { canonicalHash } from '../../shared/canonical-hash.js';

/** What stands around the action: who wants it, why, and how it is judged. */
export type Frame = Pick<
  Proposal,
  | 'incidentId'
  | 'title'
  | 'rationale'
  | 'evidenceIds'
  | 'runbookId'
  | 'runbookStep'
  | 'stepHash'
  | 'verification'
  | 'precondition'
  | 'action'
> &
  Partial<Pick<Proposal, 'supersedes' | 'undoes'>> & { readonly proposedBy?: Actor };

/** Of what no runbook asked for: nothing but the action itself says whether it was reached. */
export const WITHOUT_RUNBOOK = {
  evidenceIds: [],
  runbookId: null,
  runbookStep: null,
  stepHash: null,
  verification: null,
  precondition: null,
} as const satisfies Partial<Frame>;

export function contractFor(
  frame: Frame,
  { arguments: args, argumentsHash, plan, steps }: PlannedAction,
  { terms, environment }: { terms: Terms; environment: string },
): NewProposal {
  return {
    proposedBy: FIREWATCH,
    supersedes: null,
    undoes: null,
    ...frame,
    arguments: args,
    argumentsHash,
    steps,
    effect: plan.effect,
    target: plan.target,
    dryRun: plan.dryRun,
    risk: plan.risk,
    isReversible: plan.isReversible,
    isIdempotent: plan.isIdempotent,
    rollback: plan.rollback,
    service: plan.service,
    environment,
    blastRadius: plan.blastRadius,
    undo: plan.undo,
    terms,
    expiresInSeconds: terms.expireAfterSeconds,
    status: terms.mode === 'shadow' ? 'shadow' : 'pending',
  };
}

/** The same words have the same hash; a step that anybody edits has to earn its autonomy anew. */
export function hashStep(
  runbookId: string,
  { action, arguments: args, when, verify }: RunbookAction,
): string {
  return canonicalHash([runbookId, action, args, when, verify]);
}
