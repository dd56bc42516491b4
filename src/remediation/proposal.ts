/**
 * The contract that a person approves. Everything the executor will use is stored here before anybody sees a button;
 * nothing that a click or a model sends later can change it.
 */
import type { Comparison, Expectation } from '../incidents/runbook.js';
import type { Actor } from '../incidents/incident.js';
import type { ExecutionId, IncidentId, ProposalId } from '../shared/ids.js';
import type { BlastRadius } from './policy/guards.js';
import type { Terms } from './policy/terms.js';
import type { Risk } from './risk.js';

/**
 * pending → approved → executing → verifying → verified; or one of the distinct ends rejected, expired, superseded, cancelled,
 * failed, unverified, unknown. Only `verified` says that the fix worked.
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
  | 'superseded'
  /** A person stopped it before it ran. */
  | 'cancelled'
  /** Written down, to see what would have been done; nobody can run it. */
  | 'shadow';

/** What the action will touch, and a fingerprint of its state when the dry run looked. */
export interface Target {
  /** For people: `checkout (http endpoint rollback-checkout)`. */
  readonly name: string;
  /** Changes when the target changes; the click and the executor compare it. */
  readonly version: string;
}

/** What taking a fix back would run, exactly. */
export interface UndoContract {
  readonly action: string;
  readonly arguments: Readonly<Record<string, unknown>>;
  /** In one line. */
  readonly effect: string;
}

/** One call of a plan, as it was looked at before anybody approved. */
export type ProposedStep = Pick<
  Proposal,
  | 'action'
  | 'arguments'
  | 'argumentsHash'
  | 'effect'
  | 'target'
  | 'risk'
  | 'isIdempotent'
  | 'blastRadius'
  | 'undo'
>;

/** One person's yes. */
export interface Approval {
  readonly slackUserId: string;
  /** What it was given for; one for anything else is none. */
  readonly argumentsHash: string;
  /** Why it was given past the rules; null in the ordinary way. */
  readonly breakGlassReason: string | null;
  readonly at: Date;
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
  /** From 1. */
  readonly runbookStep: number | null;
  /** SHA-256 over the step as the runbook had it, hex: what autonomy is earned for. */
  readonly stepHash: string | null;
  /** What it acts on, by its name in the catalogue; null in proposals of an older version. */
  readonly service: string | null;
  readonly environment: string | null;
  readonly action: string;
  /** Canonical arguments, exactly what will be executed. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** SHA-256 over action and canonical arguments, hex: which fix it is. The whole is covered by `hashContract`. */
  readonly argumentsHash: string;
  /** Of a plan, its calls in order; empty: it is one call. */
  readonly steps: readonly ProposedStep[];
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
  /** What must still be so at the click and at the run; null: nothing that is measured. */
  readonly precondition: { readonly query: string; readonly is: Comparison } | null;
  readonly blastRadius: BlastRadius;
  /** The action that would take it back, planned before anybody approved. */
  readonly undo: UndoContract | null;
  /** Under which it may be approved; null in proposals of an older version, which nobody may approve any more. */
  readonly terms: Terms | null;
  /** The one that this takes the place of, because its target had changed. */
  readonly supersedes: ProposalId | null;
  /** The fix that this one takes back. */
  readonly undoes: ProposalId | null;
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

/** One call of a plan that began. */
export interface ExecutedStep {
  /** ISO 8601, by the database's clock. */
  readonly startedAt: string;
  /** What its target answered; null until it has succeeded. */
  readonly output: string | null;
}

/** The one run of an approved proposal; (proposal) is unique. */
export interface Execution {
  readonly id: ExecutionId;
  readonly proposalId: ProposalId;
  readonly status: ExecutionStatus;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
  /** What the target answered, capped. */
  readonly output: string;
  /** Higher with each attempt. */
  readonly fence: number;
  /** How far it is, the newest line last. */
  readonly progress: string;
  /** Of a plan, the calls that began, in order. */
  readonly steps: readonly ExecutedStep[];
  /** Who wants it stopped. */
  readonly cancelledBy: Actor | null;
}
