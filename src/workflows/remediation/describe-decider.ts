/** Asks who somebody is, as far as the policy may want to know. */
import type { Decider } from '../../remediation/policy/eligibility.js';
import type { Approver, Policy } from '../../remediation/policy/policy.js';
import type { PeopleDirectory } from '../../remediation/ports.js';

/** `service` is the one that the action acts on; `isFresh`: nothing remembered counts. Never rejects. */
export function describeDecider(
  { people, policy }: { people: PeopleDirectory; policy: () => Policy },
  slackUserId: string,
  service: string | null,
  { isFresh = false }: { isFresh?: boolean } = {},
): Promise<Decider> {
  const approvers = everyApprover(policy());
  const groups = approvers.flatMap((approver) => (approver.kind === 'user-group' ? [approver.id] : []));
  return people.describe(slackUserId, {
    userGroups: [...new Set(groups)],
    onCallFor: approvers.some(({ kind }) => kind === 'on-call') ? service : null,
    isFresh,
  });
}

function everyApprover({ rules, owners, breakGlass, killSwitch, autonomy }: Policy): readonly Approver[] {
  return [
    ...rules.flatMap(({ approvers }) => approvers),
    ...[...owners.values()].flat(),
    ...breakGlass,
    ...killSwitch,
    ...autonomy.promoters,
  ];
}
