/** Under which terms a proposal may be approved: the first rule that fits it. Pure. */
import { canonicalJson } from '../../shared/canonical-json.js';
import { matchesName } from '../../shared/name-pattern.js';
import { isWithinHours } from './hours.js';
import type {
  Approver,
  Freeze,
  Limits,
  Mode,
  Policy,
  PolicyRule,
  PolicySubject,
  RuleMatch,
} from './policy.js';

/** Part of the contract: stored with the proposal, shown on its card, and held against the policy at each step. */
export interface Terms {
  /** Name of the rule. */
  readonly rule: string;
  readonly policyVersion: string;
  readonly mode: Mode;
  /** With the owners of the service put in their place. */
  readonly approvers: readonly Approver[];
  readonly approvals: number;
  readonly mayApproveOwn: boolean;
  readonly rollBack: 'ask' | 'automatic';
  readonly expireAfterSeconds: number;
  readonly limits: Limits;
}

/** Undefined when no rule speaks of it: then nobody may. `owner` is the service's in the catalogue. */
export function findTerms(
  policy: Policy,
  subject: PolicySubject,
  { owner, at }: { owner: string | null; at: Date },
): Terms | undefined {
  const rule = policy.rules.find(({ match }) => fits(match, subject, at));
  return rule && termsOf(policy, rule, owner);
}

/** Freezes that hold now for one of them. */
export function freezesOn(policy: Policy, subjects: readonly PolicySubject[], at: Date): readonly Freeze[] {
  return policy.freezes.filter(
    ({ from, to, match }) => at >= from && at < to && subjects.some((subject) => fits(match, subject, at)),
  );
}

/**
 * Whether the policy still says what a person read: another version with the same terms changes nothing for them. Who may
 * approve is not part of it, because that is always judged by the policy of the moment.
 */
export function isSameTerms(stored: Terms, now: Terms): boolean {
  const essence = ({ mode, approvals, mayApproveOwn, rollBack, limits }: Terms) =>
    canonicalJson({ mode, approvals, mayApproveOwn, rollBack, limits });
  return essence(stored) === essence(now);
}

function termsOf({ version, owners }: Policy, rule: PolicyRule, owner: string | null): Terms {
  const inPlace = rule.approvers.flatMap((approver) =>
    approver.kind === 'owner' ? ((owner === null ? undefined : owners.get(owner)) ?? []) : [approver],
  );
  return {
    rule: rule.name,
    policyVersion: version,
    mode: rule.mode,
    approvers: inPlace,
    approvals: rule.approvals,
    mayApproveOwn: rule.mayApproveOwn,
    rollBack: rule.rollBack,
    expireAfterSeconds: rule.expireAfterSeconds,
    limits: rule.limits,
  };
}

function fits(match: RuleMatch, subject: PolicySubject, at: Date): boolean {
  return (
    isNamed(match.actions, subject.action) &&
    isNamed(match.services, subject.service) &&
    isNamed(match.environments, subject.environment) &&
    (match.risks === undefined || match.risks.includes(subject.risk)) &&
    (match.hours === undefined || isWithinHours(match.hours, at))
  );
}

function isNamed(patterns: readonly string[] | undefined, name: string): boolean {
  return patterns === undefined || patterns.some((pattern) => matchesName(pattern, name));
}
