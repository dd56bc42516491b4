/** What people see about one proposed fix. Slack renders it; it holds no Slack words. */
import type { Actor } from '../../incidents/incident.js';
import type { Approval, Execution, Proposal } from '../../remediation/proposal.js';

export interface ProposalView {
  readonly proposal: Proposal;
  readonly execution: Execution | null;
  /** Those who may decide, by the policy of this moment while it waits, in words; people by their Slack user ids. */
  readonly approvers: readonly string[];
  /** Those who have approved it, in their order. */
  readonly approvals: readonly Approval[];
  /** Why nobody's approval would be taken now; null: nothing is in the way, or it does not wait. */
  readonly hold: Hold | null;
  /** Those who may approve past the rules in an emergency, named like `approvers`. */
  readonly emergencyApprovers: readonly string[];
  /** The one it takes the place of, because its target had changed. */
  readonly replaces: Proposal | null;
  /** Whether people can have it taken back now: it ran, a way back is known, and none is under way. */
  readonly canRollBack: boolean;
  /** When it runs by itself unless somebody stops it; null where nobody has to wait for that. */
  readonly startsAt: Date | null;
}

export type Hold =
  /** A person stopped all actions. */
  | {
      readonly kind: 'stopped';
      readonly reason: string;
      readonly by: Actor | null;
      readonly at: Date | null;
    }
  /** They are stopped where Firewatch runs, and cannot be allowed from Slack. */
  | { readonly kind: 'stopped-by-operator' }
  | { readonly kind: 'frozen'; readonly name: string; readonly until: Date }
  /** The policy says something else by now than when it was proposed. */
  | { readonly kind: 'outdated' };
