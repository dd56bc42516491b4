/** What `policy.yaml` means. Pure. */
import { canonicalHash } from '../../shared/canonical-hash.js';
import type { MatchDocument, PolicyDocument } from './policy-document.js';
import type { Approver, Policy, PolicyRule, RuleMatch } from './policy.js';

export function policyOf(document: PolicyDocument): Policy {
  const resolve = (names: readonly string[]) => names.flatMap((name) => approversOf(document, name));
  return {
    version: canonicalHash(JSON.parse(JSON.stringify(document))).slice(0, 12),
    rules: document.rules.map(({ limits, match, approvers, expireAfter, ...rule }): PolicyRule => ({
      ...rule,
      match: matchOf(match),
      approvers: resolve(approvers),
      expireAfterSeconds: expireAfter,
      limits: {
        replicas: limits.replicas ?? null,
        capacityShare: limits.capacityShare ?? null,
        actionsPerHour: limits.actionsPerHour ?? null,
      },
    })),
    freezes: document.freezes.map((freeze) => ({ ...freeze, match: matchOf(freeze.match) })),
    owners: new Map(Object.entries(document.owners).map(([owner, names]) => [owner, resolve(names)])),
    breakGlass: resolve(document.breakGlass.approvers),
    killSwitch: resolve(document.killSwitch.approvers),
    autonomy: {
      afterSuccesses: document.autonomy.afterSuccesses,
      waitSeconds: document.autonomy.wait ?? 0,
      promoters: resolve(document.autonomy.promoters),
    },
  };
}

function approversOf({ groups }: PolicyDocument, name: string): readonly Approver[] {
  if (name === 'owner' || name === 'on-call') return [{ kind: name }];
  const group = Object.hasOwn(groups, name) ? groups[name] : undefined;
  if (!group) return [{ kind: 'user', slackUserId: name }];
  if ('userGroup' in group) return [{ kind: 'user-group', id: group.userGroup, name }];
  return group.users.map((slackUserId) => ({ kind: 'user', slackUserId }));
}

function matchOf(match: MatchDocument): RuleMatch {
  return Object.fromEntries(Object.entries(match).filter(([, value]) => value !== undefined));
}
