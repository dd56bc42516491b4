/** What can be read of the account itself: users, services, escalation policies, who is on call, priorities. */
import type { Account } from '../account/account.js';
import type { EscalationPolicy, Service } from '../account/model.js';
import type { Json, Present } from '../account/present.js';
import { notFound } from '../account/refusal.js';
import { ok, page, type RestRequest, type Route } from './request.js';

export function accountRoutes({
  account,
  present,
  maxRows,
}: {
  account: Account;
  present: Present;
  maxRows?: number | undefined;
}): Route {
  const service = ({ id, name, policyId }: Service): Json => ({
    ...present.reference('service', 'services', id, name),
    type: 'service',
    name,
    status: 'active',
    escalation_policy: policyId === null ? null : present.policyReference(policyId),
  });
  const policy = ({ id, name, levels }: EscalationPolicy): Json => ({
    ...present.policyReference(id),
    type: 'escalation_policy',
    name,
    escalation_rules: levels.map((users) => ({
      escalation_delay_in_minutes: 30,
      targets: users.flatMap((user) => account.user(user) ?? []).map(present.userReference),
    })),
  });

  function read<T>(
    { path, query }: RestRequest,
    keys: { one: string; many: string },
    rows: readonly T[],
    show: (row: T) => Json,
  ) {
    const [, , id] = path.split('/');
    if (!id) return page(query, keys.many, rows.map(show), maxRows);
    const found = rows.find((row) => show(row)['id'] === id);
    if (!found) throw notFound();
    return ok({ [keys.one]: show(found) });
  }

  function onCalls({ query }: RestRequest) {
    const wanted = query.getAll('escalation_policy_ids[]');
    const isWithUsers = query.getAll('include[]').includes('users');
    const rows = account.policies
      .filter(({ id }) => wanted.length === 0 || wanted.includes(id))
      .flatMap(({ id, levels }) =>
        levels.flatMap((users, index) =>
          users
            .flatMap((user) => account.user(user) ?? [])
            .map((user) => ({
              escalation_policy: present.policyReference(id),
              escalation_level: index + 1,
              schedule: null,
              user: isWithUsers ? present.user(user) : present.userReference(user),
              start: null,
              end: null,
            })),
        ),
      );
    return page(query, 'oncalls', rows, maxRows);
  }

  return (request) => {
    if (request.method !== 'GET') return undefined;
    switch (request.path.split('/')[1]) {
      case 'users': {
        const part = (request.query.get('query') ?? '').toLowerCase();
        const users = account.users.filter(({ name, email }) =>
          `${name} ${email}`.toLowerCase().includes(part),
        );
        return read(request, { one: 'user', many: 'users' }, users, present.user);
      }
      case 'services':
        return read(request, { one: 'service', many: 'services' }, account.services, service);
      case 'escalation_policies': {
        const keys = { one: 'escalation_policy', many: 'escalation_policies' };
        return read(request, keys, account.policies, policy);
      }
      case 'oncalls':
        return onCalls(request);
      case 'priorities':
        // An account that has switched them off does not know the page.
        if (account.priorities.length === 0) throw notFound();
        return page(request.query, 'priorities', account.priorities.map(present.priority), maxRows);
      default:
        return undefined;
    }
  };
}
