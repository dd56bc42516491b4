/** The terms of a plan: what all of its steps' rules allow together, so that nothing is allowed by being wrapped. Pure. */
import { canonicalJson } from '../../shared/canonical-json.js';
import type { Limits, Mode } from './policy.js';
import type { Terms } from './terms.js';

const STRICTEST_FIRST: readonly Mode[] = ['never', 'shadow', 'ask', 'automatic'];

/**
 * Undefined when no rule speaks of one of the steps. Only those may approve whom every rule names; a person whom one rule names
 * and another only has in a group is none.
 */
export function strictestTerms(all: readonly (Terms | undefined)[]): Terms | undefined {
  const known = all.filter((terms) => terms !== undefined);
  const [first] = known;
  if (first === undefined || known.length < all.length) return undefined;
  if (known.length === 1) return first;
  const modes = new Set(known.map(({ mode }) => mode));
  return {
    rule: [...new Set(known.map(({ rule }) => rule))].join(' + '),
    policyVersion: first.policyVersion,
    mode: STRICTEST_FIRST.find((mode) => modes.has(mode)) ?? 'never',
    approvers: first.approvers.filter((approver) =>
      known.every(({ approvers }) =>
        approvers.some((other) => canonicalJson(other) === canonicalJson(approver)),
      ),
    ),
    approvals: Math.max(...known.map(({ approvals }) => approvals)),
    mayApproveOwn: known.every(({ mayApproveOwn }) => mayApproveOwn),
    rollBack: known.every(({ rollBack }) => rollBack === 'automatic') ? 'automatic' : 'ask',
    expireAfterSeconds: Math.min(...known.map(({ expireAfterSeconds }) => expireAfterSeconds)),
    limits: strictestLimits(known.map(({ limits }) => limits)),
  };
}

function strictestLimits(all: readonly Limits[]): Limits {
  const least = (part: keyof Limits) => {
    const set = all.flatMap((limits) => limits[part] ?? []);
    return set.length === 0 ? null : Math.min(...set);
  };
  return {
    replicas: least('replicas'),
    capacityShare: least('capacityShare'),
    actionsPerHour: least('actionsPerHour'),
  };
}
