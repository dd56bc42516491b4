/** The way back from a fix, in words that cannot contradict each other. */
import type { Proposal } from '../../../remediation/proposal.js';

/** “Not needed: …” is how runbooks and endpoints say that there is nothing to undo. */
const NOTHING_TO_UNDO = /^(?:not needed|not necessary|none|nothing|n\/a)(?:[\s:.,;]+|$)/i;

/** `lead` is ours and continues a sentence; `how` may be quoted from a configuration, empty when there is no more to say. */
export function describeUndo({ isReversible, rollback }: Pick<Proposal, 'isReversible' | 'rollback'>): {
  readonly lead: string;
  readonly how: string;
} {
  const said = rollback.trim();
  if (said === '') return { lead: isReversible ? 'it can be undone' : 'it cannot be undone', how: '' };
  if (NOTHING_TO_UNDO.test(said))
    return { lead: 'there is nothing to undo', how: said.replace(NOTHING_TO_UNDO, '') };
  return { lead: isReversible ? 'to undo it' : 'it cannot be undone, only repaired', how: said };
}
