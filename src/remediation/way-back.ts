/** Whether a fix that ran can be taken back, as far as its contract and its end tell, and by what. Pure. */
import { undoOf } from './plan.js';
import { ALLOWED, refuse, type Permission } from './policy/refusal.js';
import type { Execution, Proposal, ProposalStatus, UndoContract } from './proposal.js';

/** It may have changed something, and nothing of it is under way. */
const ENDED_AFTER_RUN: ReadonlySet<ProposalStatus> = new Set(['verified', 'unverified', 'failed', 'unknown']);

export function judgeWayBack(
  fix: Pick<Proposal, 'status' | 'undo' | 'undoes' | 'steps'>,
  execution: Execution | null | undefined,
): Permission {
  const { status, undoes } = fix;
  if (!execution || !ENDED_AFTER_RUN.has(status))
    return refuse('no_way_back', 'There is nothing to roll back: it did not run, or has not ended yet.');
  if (undoes !== null)
    return refuse(
      'no_way_back',
      'This is a roll-back itself. A new look proposes the fix again if it helps.',
    );
  return wayBackOf(fix, execution) === null
    ? refuse('no_way_back', 'No action is known that takes this fix back.')
    : ALLOWED;
}

/** Of a plan that was stopped in the middle only the steps that may have changed something are taken back. */
export function wayBackOf(
  { status, undo, steps }: Pick<Proposal, 'status' | 'undo' | 'steps'>,
  execution: Pick<Execution, 'steps'>,
): UndoContract | null {
  if (steps.length === 0) return undo;
  const done = execution.steps.filter(({ output }) => output !== null).length;
  // The first one may be half done, like every call that failed; a later one that certainly failed is left alone.
  const count = status === 'failed' ? Math.max(done, 1) : execution.steps.length;
  return undoOf(steps.slice(0, count));
}
