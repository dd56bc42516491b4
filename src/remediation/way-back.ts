/** Whether a fix that ran can be taken back, as far as its contract and its end tell. Pure. */
import { ALLOWED, refuse, type Permission } from './policy/refusal.js';
import type { Execution, Proposal, ProposalStatus } from './proposal.js';

/** It may have changed something, and nothing of it is under way. */
const ENDED_AFTER_RUN: ReadonlySet<ProposalStatus> = new Set(['verified', 'unverified', 'failed', 'unknown']);

export function judgeWayBack(
  { status, undo, undoes }: Pick<Proposal, 'status' | 'undo' | 'undoes'>,
  execution: Execution | null | undefined,
): Permission {
  if (!execution || !ENDED_AFTER_RUN.has(status))
    return refuse('no_way_back', 'There is nothing to roll back: it did not run, or has not ended yet.');
  if (undoes !== null)
    return refuse(
      'no_way_back',
      'This is a roll-back itself. A new look proposes the fix again if it helps.',
    );
  return undo === null ? refuse('no_way_back', 'No action is known that takes this fix back.') : ALLOWED;
}
