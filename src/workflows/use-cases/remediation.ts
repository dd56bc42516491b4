import type { ProposalId } from '../../shared/ids.js';
import type { Person } from './person.js';

export interface Decision {
  readonly proposalId: ProposalId;
  readonly verdict: 'approve' | 'reject';
  /** Where the click came from. */
  readonly channelId: string;
  /** Given by somebody who approves past the rules in an emergency. */
  readonly breakGlassReason?: string;
}

export type DecisionResult =
  /** It counts; the cards change by themselves. */
  | { readonly status: 'approved' | 'rejected'; readonly sentence: string }
  /** It does not count; the sentence says why and what to do, for the person alone. */
  | { readonly status: 'refused'; readonly sentence: string };

export interface RollBackRequest {
  /** The fix that is to be taken back. */
  readonly proposalId: ProposalId;
  /** Where the click came from. */
  readonly channelId: string;
}

export interface StopAnswer {
  readonly status: 'done' | 'unchanged' | 'refused';
  /** For the person who asked. */
  readonly sentence: string;
}

/** What people can ask for about fixes. Neither throws for a person's mistake: a refusal is an answer, and audited. */
export interface RemediationUseCases {
  decideProposal(by: Person, decision: Decision): Promise<DecisionResult>;
  /** Stops an approved fix before or while it runs. */
  cancelProposal(by: Person, id: ProposalId): Promise<StopAnswer>;
  /** Proposes to take a fix back that ran; where the policy says so it is taken back at once. */
  rollBack(by: Person, request: RollBackRequest): Promise<StopAnswer>;
  /** Stops all actions, or allows them again. */
  stopActions(
    by: Person,
    wanted: { readonly isStopped: boolean; readonly reason: string },
  ): Promise<StopAnswer>;
}
