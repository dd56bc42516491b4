/** What remediation needs from storage, inside one transaction. All times are the database's. */
import type { ExecutionId, IncidentId, ProposalId } from '../shared/ids.js';
import type { Anchor } from './audit/anchor.js';
import type { AuditRecord } from '../incidents/audit-trail.js';
import type { Actor } from '../incidents/incident.js';
import type { Decider } from './policy/eligibility.js';
import type { KillSwitch } from './policy/guards.js';
import type { Approval, Execution, ExecutionStatus, Proposal, ProposalStatus } from './proposal.js';

export type NewProposal = Omit<
  Proposal,
  'id' | 'status' | 'createdAt' | 'expiresAt' | 'decidedBy' | 'decidedAt' | 'outcome'
> & {
  readonly expiresInSeconds: number;
  /** `shadow` is only written down. Pending when left out. */
  readonly status?: 'pending' | 'shadow';
};

export interface ProposalRepository {
  /** Stores it as pending. The same live action and arguments for one incident are returned, not stored twice;
   * a pending one takes over the newer rationale and evidence. */
  create(proposal: NewProposal): Promise<{ proposal: Proposal; isNew: boolean }>;
  get(id: ProposalId): Promise<Proposal | undefined>;
  ofIncident(incidentId: IncidentId): Promise<readonly Proposal[]>;
  /**
   * Compare-and-set: moves `from` → `to` and records who decided and why. Returns undefined when the proposal is no
   * longer in `from`, or (for a move out of pending towards approved) when it has expired by the database's clock.
   */
  move(
    id: ProposalId,
    from: ProposalStatus,
    to: ProposalStatus,
    change?: { decidedBy?: Actor; outcome?: string },
  ): Promise<Proposal | undefined>;
  /** Whether its time is over, by the database's clock. */
  isExpired(id: ProposalId): Promise<boolean>;
  /** Whether its time ran out over a minute ago (a click in the last second has to get through the queue). */
  isLate(id: ProposalId): Promise<boolean>;
  /** Decided longer ago than this and their verification may take, and still on their way: their job must have died. */
  stuck(olderThanSeconds: number): Promise<readonly Proposal[]>;
  /** Pending proposals past their time, the oldest first. */
  due(): Promise<readonly Proposal[]>;
  /**
   * Another proposal of the very same action, alone or in a plan, that is running or being verified, or that another incident has run since
   * this one was made. Until the transaction ends nobody else gets an answer about this action.
   */
  findRival(proposal: Proposal): Promise<Proposal | undefined>;
  /** The very same action, run before, of which nobody knows whether it took effect, and that nobody has cleared up. */
  findUnknown(proposal: Proposal): Promise<Proposal | undefined>;
  /** The newest that came from this step, in whatever state. */
  lastOfStep(runbookId: string, stepHash: string): Promise<Proposal | undefined>;
  /** What would have been proposed, for each effect, the latest first. */
  shadowed(limit: number): Promise<readonly ShadowedFix[]>;
  /** The one that takes it back, unless it came to nothing. */
  undoOf(id: ProposalId): Promise<Proposal | undefined>;
}

/** What the policy only wrote down. */
export interface ShadowedFix {
  readonly title: string;
  readonly effect: string;
  /** Of the policy. */
  readonly rule: string | null;
  readonly times: number;
  readonly lastAt: Date;
}

/** Who said yes. One person says it once for a proposal. */
export interface ApprovalRepository {
  /** False when this person has approved it before. Who did in the ordinary way may still do so past the rules. */
  add(proposalId: ProposalId, approval: Omit<Approval, 'at'>): Promise<boolean>;
  /** Oldest first. */
  ofProposal(proposalId: ProposalId): Promise<readonly Approval[]>;
}

/** Stops all actions, for everybody, at once. */
export interface KillSwitchRepository {
  /** Off while nobody has ever used it. */
  read(): Promise<
    KillSwitch & {
      readonly by: Actor | null;
      readonly at: Date | null;
      /** The database's clock, by which freezes and hours are judged. */
      readonly now: Date;
    }
  >;
  /** False when it was so already. */
  set(isOn: boolean, change: { readonly reason: string; readonly by: Actor }): Promise<boolean>;
}

/** What a runbook's step has earned by working. */
export interface StepAutonomy {
  readonly runbookId: string;
  readonly stepHash: string;
  /** Of the step, for people. */
  readonly title: string;
  /** Verified since the last failure. */
  readonly successes: number;
  readonly failures: number;
  /** Null while people approve each run. */
  readonly promotedBy: Actor | null;
  /** Names of the policy's rules under which somebody let it run by itself; what other rules cover still asks. */
  readonly promotedUnder: readonly string[];
  readonly demotedBecause: string | null;
}

export interface AutonomyRepository {
  of(runbookId: string, stepHash: string): Promise<StepAutonomy | undefined>;
  list(): Promise<readonly StepAutonomy[]>;
  /** Counts a verified run; returns what the step has earned now. */
  succeeded(step: { runbookId: string; stepHash: string; title: string }): Promise<StepAutonomy>;
  /** Starts the count anew and takes a promotion back; true when there was one. */
  failed(step: { runbookId: string; stepHash: string; title: string; why: string }): Promise<boolean>;
  /** False when it has fewer successes than that, or is promoted under this rule already. */
  promote(
    step: { runbookId: string; stepHash: string },
    change: { by: Actor; afterSuccesses: number; rule: string },
  ): Promise<boolean>;
  /** False when it was not promoted. */
  demote(step: { runbookId: string; stepHash: string }, why: string): Promise<boolean>;
}

/** Who people are, as Slack and the paging system say at this moment. Never rejects: what is not known counts as no. */
export interface PeopleDirectory {
  describe(
    slackUserId: string,
    about: {
      /** Ids of the Slack user groups that matter. */
      readonly userGroups: readonly string[];
      /** Service whose on-call matters, by its name in the catalogue; null: nobody's does. */
      readonly onCallFor: string | null;
      /** Nothing that was found out some seconds ago counts: what was approved is about to run. */
      readonly isFresh?: boolean;
    },
  ): Promise<Decider>;
  /** Slack user id of the member with this address; null when there is none, or Slack did not say. */
  findByEmail(email: string): Promise<string | null>;
}

export interface ExecutionRepository {
  /** Begins the only run of a proposal; undefined when one exists already, whatever became of it. */
  begin(proposalId: ProposalId): Promise<Execution | undefined>;
  ofProposal(proposalId: ProposalId): Promise<Execution | undefined>;
  /**
   * Compare-and-set on a running execution that nobody else has claimed since it was read, and of which the newest call began
   * less than this long ago: it begins now. Undefined when it may not be repeated.
   */
  reclaim(execution: Execution, withinSeconds: number): Promise<Execution | undefined>;
  /** Until the transaction ends nobody else's turn comes to begin a run on this service: each sees those before it. */
  awaitTurn(service: string): Promise<void>;
  /**
   * Calls on a service that began within the last hour, each step of a plan, but for those of one proposal: what is repeated is
   * one run.
   */
  countThisHour(service: string, except: ProposalId): Promise<number>;
  /** A line about how far it is; nothing when this attempt was given up. */
  report(execution: Pick<Execution, 'id' | 'fence'>, line: string): Promise<void>;
  /**
   * Writes down that a step of a plan, counted from 0, begins now; once more when it was interrupted. False when this attempt
   * was given up, or somebody wants it stopped.
   */
  beginStep(execution: Pick<Execution, 'id' | 'fence'>, index: number): Promise<boolean>;
  /** It has succeeded; false when this attempt was given up. */
  endStep(execution: Pick<Execution, 'id' | 'fence'>, index: number, output: string): Promise<boolean>;
  /** Somebody wants it stopped; false when it does not run. */
  cancel(proposalId: ProposalId, by: Actor): Promise<boolean>;
  /** Seconds since it ended, by the database's clock; undefined while it runs. */
  elapsedSeconds(id: ExecutionId): Promise<number | undefined>;
  /** Ends a running execution; false when it is not running any more, or another attempt has taken its place. */
  finish(
    execution: Pick<Execution, 'id' | 'fence'>,
    status: Exclude<ExecutionStatus, 'running'>,
    output: string,
  ): Promise<boolean>;
}

export interface AuditEntry {
  readonly actor: Actor;
  /** Past tense with a dot: `proposal.approved`, `decision.refused`. */
  readonly event: string;
  /** What it was about: an incident or proposal id. */
  readonly subject: string;
  /** JSON. */
  readonly details: Readonly<Record<string, unknown>>;
}

/** Append-only and hash-chained: each row's hash covers its content and the hash before it. */
export interface AuditLog {
  append(entry: AuditEntry): Promise<void>;
  /** The oldest entry of this kind about it: what was written first stands, whatever is added later. */
  firstOf(subject: string, event: string): Promise<AuditRecord | undefined>;
  /** Entries about any of these, each held against the one before it; the newest `limit`, newest last. */
  ofSubjects(subjects: readonly string[], limit: number): Promise<readonly AuditRecord[]>;
}

export interface AuditAnchors {
  /**
   * Keeps the newest entry's number and hash, and returns them; undefined while no entry after the last one that was kept
   * is older than that. Of several processes one gets it.
   */
  note(olderThanSeconds: number): Promise<Anchor | undefined>;
  /** All that were kept, in order. */
  list(): Promise<readonly Anchor[]>;
}
