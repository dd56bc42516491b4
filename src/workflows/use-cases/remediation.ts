import type { Actor } from '../../incidents/incident.js';
import type { ShadowedFix, StepAutonomy } from '../../remediation/ports.js';
import type { IncidentId, ProposalId } from '../../shared/ids.js';
import type { Person } from './person.js';

export interface Decision {
  readonly proposalId: ProposalId;
  readonly verdict: 'approve' | 'reject';
  /** Where the click came from. */
  readonly channelId: string;
  /** Given by somebody who approves past the rules in an emergency. */
  readonly breakGlassReason?: string;
}

/** A click on a fix by somebody of another workspace, as it came: whatever it names is not looked up. */
export interface StrangersDecision {
  readonly subject: string;
  readonly verdict: 'approve' | 'reject' | 'stop';
  /** What the person is told. */
  readonly sentence: string;
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

export interface SilencesAnswer {
  /** How many wait for a yes now. */
  readonly proposed: number;
  /** How long each would hide its alert: `2h`. */
  readonly length: string;
  /** Why others could not be proposed, as sentences. */
  readonly problems: readonly string[];
  /** Alerts for which none was tried: there are too many. */
  readonly left: number;
}

export interface StopAnswer {
  readonly status: 'done' | 'unchanged' | 'refused';
  /** For the person who asked. */
  readonly sentence: string;
}

export interface RunbookStep {
  readonly runbookId: string;
  /** From 1. */
  readonly step: number;
}

export type PromotionAnswer =
  | StopAnswer
  /** It may be done: whoever asked has to say yes to exactly this step. */
  | { readonly status: 'asks'; readonly sentence: string; readonly stepHash: string };

export interface EarnedStep extends StepAutonomy {
  /** Null where the runbook has other words by now. */
  readonly step: number | null;
  /** Whether the policy lets it run by itself at all, once a person says so. */
  readonly isForAutomatic: boolean;
}

export interface AutonomyAnswer {
  /** Null while actions are allowed. */
  readonly stop: { readonly reason: string; readonly by: Actor | null; readonly at: Date | null } | null;
  readonly afterSuccesses: number;
  /** Promoted ones first. */
  readonly steps: readonly EarnedStep[];
  readonly shadowed: readonly ShadowedFix[];
}

/** What people can ask for about fixes. None throws for a person's mistake: a refusal is an answer, and audited. */
export interface RemediationUseCases {
  decideProposal(by: Person, decision: Decision): Promise<DecisionResult>;
  /** Writes down that it was refused. */
  refuseStranger(by: Person, decision: StrangersDecision): Promise<void>;
  /** Stops an approved fix before or while it runs. */
  cancelProposal(by: Person, id: ProposalId): Promise<StopAnswer>;
  readAutonomy(): Promise<AutonomyAnswer>;
  /** Lets a runbook's step run by itself; `confirmed` is the step as the person was asked about it, null to be asked. */
  promoteStep(
    by: Person,
    step: RunbookStep & { readonly confirmed: string | null },
  ): Promise<PromotionAnswer>;
  /** People approve it again each time. */
  demoteStep(by: Person, step: RunbookStep & { readonly reason: string }): Promise<StopAnswer>;
  /** Proposes to take a fix back that ran; where the policy says so it is taken back at once. */
  rollBack(by: Person, request: RollBackRequest): Promise<StopAnswer>;
  /** Proposes to silence the alerts that fire in the incident at Alertmanager, for about so long. */
  proposeSilences(
    by: Person,
    request: { readonly incidentId: IncidentId; readonly seconds: number },
  ): Promise<SilencesAnswer>;
  /** Stops all actions, or allows them again. */
  stopActions(
    by: Person,
    wanted: { readonly isStopped: boolean; readonly reason: string },
  ): Promise<StopAnswer>;
}
