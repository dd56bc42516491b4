/** What remediation needs from storage, inside one transaction. All times are the database's. */
import type { ExecutionId, IncidentId, ProposalId } from '../shared/ids.js';
import type { AuditRecord } from '../incidents/audit-trail.js';
import type { Actor } from '../incidents/incident.js';
import type { Execution, ExecutionStatus, Proposal, ProposalStatus } from './proposal.js';

export type NewProposal = Omit<
  Proposal,
  'id' | 'status' | 'createdAt' | 'expiresAt' | 'decidedBy' | 'decidedAt' | 'outcome'
> & { readonly expiresInSeconds: number };

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
  /** Whether its time ran out over a minute ago (a click in the last second has to get through the queue). */
  isLate(id: ProposalId): Promise<boolean>;
  /** Decided longer ago than this and their verification may take, and still on their way: their job must have died. */
  stuck(olderThanSeconds: number): Promise<readonly Proposal[]>;
  /** Pending proposals past their time, the oldest first. */
  due(): Promise<readonly Proposal[]>;
  /**
   * Another proposal of the very same action that is running or being verified, or that another incident has run since
   * this one was made. Until the transaction ends nobody else gets an answer about this action.
   */
  findRival(proposal: Proposal): Promise<Proposal | undefined>;
}

export interface ExecutionRepository {
  /** Begins the only run of a proposal; undefined when one exists already, whatever became of it. */
  begin(proposalId: ProposalId): Promise<Execution | undefined>;
  ofProposal(proposalId: ProposalId): Promise<Execution | undefined>;
  /**
   * Compare-and-set on a running execution that nobody else has claimed since it was read, and that began less than this
   * long ago: it begins now. Undefined when it may not be repeated.
   */
  reclaim(execution: Execution, withinSeconds: number): Promise<Execution | undefined>;
  /** Seconds since it ended, by the database's clock; undefined while it runs. */
  elapsedSeconds(id: ExecutionId): Promise<number | undefined>;
  /** Ends a running execution; false when it is not running any more. */
  finish(id: ExecutionId, status: Exclude<ExecutionStatus, 'running'>, output: string): Promise<boolean>;
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
  /** Entries about any of these, each held against the one before it; the newest `limit`, newest last. */
  ofSubjects(subjects: readonly string[], limit: number): Promise<readonly AuditRecord[]>;
}
