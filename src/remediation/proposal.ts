/**
 * The contract that a person approves. Everything the executor will use is stored here before anybody sees a button;
 * nothing that a click or a model sends later can change it.
 */
import type { Expectation } from '../incidents/runbook.js';
import type { Actor } from '../incidents/incident.js';
import type { ExecutionId, IncidentId, ProposalId } from '../shared/ids.js';

export type Risk = 'low' | 'medium' | 'high';

/**
 * pending → approved → executing → verifying → verified; or one of the distinct ends rejected, expired, superseded, failed,
 * unverified, unknown. Only `verified` says that the fix worked.
 */
export type ProposalStatus =
  | 'pending'
  | 'approved'
  | 'executing'
  | 'verifying'
  | 'verified'
  | 'unverified'
  | 'failed'
  | 'unknown'
  | 'rejected'
  | 'expired'
  | 'superseded';

/** What the action will touch, and a fingerprint of its state when the dry run looked. */
export interface Target {
  /** For people: `checkout (http endpoint rollback-checkout)`. */
  readonly name: string;
  /** Changes when the target changes; the click and the executor compare it. */
  readonly version: string;
}

export interface Proposal {
  readonly id: ProposalId;
  readonly incidentId: IncidentId;
  readonly title: string;
  /** Why this should help, in a sentence or two. May quote a model: rendered escaped. */
  readonly rationale: string;
  /** Evidence ids it rests on. */
  readonly evidenceIds: readonly string[];
  /** The runbook it comes from, when it comes from one. */
  readonly runbookId: string | null;
  readonly action: string;
  /** Canonical arguments, exactly what will be executed. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** SHA-256 over action and canonical arguments, hex. */
  readonly argumentsHash: string;
  /** What will be done, exactly, in one line: `POST http://…/admin/rollback`. */
  readonly effect: string;
  readonly target: Target;
  /** What the dry run printed. */
  readonly dryRun: string;
  readonly risk: Risk;
  readonly isReversible: boolean;
  /** Whether running it again after a crash is harmless. */
  readonly isIdempotent: boolean;
  /** How to undo it, for people. */
  readonly rollback: string;
  readonly verification: Expectation | null;
  readonly proposedBy: Actor;
  readonly status: ProposalStatus;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly decidedBy: Actor | null;
  readonly decidedAt: Date | null;
  /** Why it ended as it did, for people: verdict, error, refusal. */
  readonly outcome: string | null;
}

export type ExecutionStatus = 'running' | 'succeeded' | 'failed' | 'unknown';

/** The one run of an approved proposal; (proposal) is unique. */
export interface Execution {
  readonly id: ExecutionId;
  readonly proposalId: ProposalId;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** What the target answered, capped. */
  readonly output: string;
}
