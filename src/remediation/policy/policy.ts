/** What the operator allows: who may approve which action, where, when, and how much of it. Read from `policy.yaml`. */
import type { Risk } from '../risk.js';

/**
 * never: refused. shadow: written down, and nobody can run it. ask: people approve. automatic: runs by itself, where the risk
 * is low and a person promoted the runbook's step.
 */
export type Mode = 'never' | 'shadow' | 'ask' | 'automatic';

/** One way to be somebody who may decide. */
export type Approver =
  | { readonly kind: 'user'; readonly slackUserId: string }
  /** Members of a Slack user group, as Slack says at that moment. */
  | {
      readonly kind: 'user-group';
      readonly id: string;
      /** What the policy calls it. */
      readonly name: string;
    }
  /** Whoever owns the service in the catalogue, as far as `owners` says who that is in Slack. */
  | { readonly kind: 'owner' }
  /** Whoever carries the pager for the service at that moment. */
  | { readonly kind: 'on-call' };

/** Every given part must fit. Absent: everything does. */
export interface RuleMatch {
  /** Names of actions; `*` stands for any run of characters. */
  readonly actions?: readonly string[];
  readonly services?: readonly string[];
  readonly environments?: readonly string[];
  readonly risks?: readonly Risk[];
  readonly hours?: WeeklyHours;
}

/** Times of the week at a place. */
export interface WeeklyHours {
  /** 1 = Monday … 7 = Sunday. */
  readonly days: readonly number[];
  /** Minutes after midnight, from 0. A `to` that is not after `from` lies on the next day. */
  readonly from: number;
  readonly to: number;
  /** IANA name such as `Europe/Berlin`. */
  readonly timeZone: string;
}

/** Largest effect that may be had. Null: not limited. */
export interface Limits {
  readonly replicas: number | null;
  /** Share of the service's capacity that may be away at once, 0–1. */
  readonly capacityShare: number | null;
  /** Runs of any action on one service within an hour. */
  readonly actionsPerHour: number | null;
}

export interface PolicyRule {
  /** For people: the card and every refusal name it. */
  readonly name: string;
  readonly match: RuleMatch;
  readonly mode: Mode;
  readonly approvers: readonly Approver[];
  /** How many different people. */
  readonly approvals: number;
  readonly mayApproveOwn: boolean;
  /** What happens to a fix that was measured not to work and can be taken back: people are asked, or it is taken back at once. */
  readonly rollBack: 'ask' | 'automatic';
  readonly expireAfterSeconds: number;
  readonly limits: Limits;
}

export interface Freeze {
  readonly name: string;
  readonly from: Date;
  readonly to: Date;
  readonly match: RuleMatch;
}

export interface Policy {
  /** First 12 hex digits of the SHA-256 of what it says; a proposal holds the one under which it was made. */
  readonly version: string;
  /** The first that fits decides; where none does, nobody may. */
  readonly rules: readonly PolicyRule[];
  readonly freezes: readonly Freeze[];
  /** Owner in the catalogue → who that is in Slack. */
  readonly owners: ReadonlyMap<string, readonly Approver[]>;
  /** Who may approve in an emergency, alone and through a freeze, with a reason that everybody sees. Empty: nobody. */
  readonly breakGlass: readonly Approver[];
  /** Who may stop and allow all actions. Empty: whoever a rule lets approve something by name or group. */
  readonly killSwitch: readonly Approver[];
  readonly autonomy: {
    /** Verified successes before a step may be promoted. */
    readonly afterSuccesses: number;
    /** How long a promoted step waits before it runs, so that somebody can stop it. */
    readonly waitSeconds: number;
    /** Empty: whoever may approve the step. */
    readonly promoters: readonly Approver[];
  };
}

/** What a rule is looked up for. */
export interface PolicySubject {
  readonly action: string;
  readonly service: string;
  readonly environment: string;
  readonly risk: Risk;
}
