/** The people, services, policies and priorities of the account. */
import type { AccountSeed, EscalationPolicy, Priority, Service, User } from './model.js';

const USUAL_PRIORITIES: readonly Priority[] = ['P1', 'P2', 'P3', 'P4', 'P5'].map((name) => ({
  id: `PPRIO${name}`,
  name,
}));

export type Account = ReturnType<typeof createAccount>;

export function createAccount(seed: AccountSeed) {
  const { users, policies, services, priorities = USUAL_PRIORITIES, hasResponders = true } = seed;
  const byId = <T extends { readonly id: string }>(list: readonly T[], id: string) =>
    list.find((one) => one.id === id);

  return {
    users,
    policies,
    services,
    priorities,
    hasResponders,
    user: (id: string): User | undefined => byId(users, id),
    userByEmail: (email: string): User | undefined =>
      users.find((user) => user.email.toLowerCase() === email.toLowerCase()),
    service: (id: string): Service | undefined => byId(services, id),
    serviceByKey: (routingKey: string): Service | undefined =>
      services.find((service) => service.routingKey === routingKey),
    policy: (id: string | null): EscalationPolicy | undefined =>
      id === null ? undefined : byId(policies, id),
    priority: (id: string): Priority | undefined => byId(priorities, id),
    /** Who is asked at a level of a service's policy; nobody when there is no such level. */
    atLevel(service: Service, level: number): readonly User[] {
      const policy = service.policyId === null ? undefined : byId(policies, service.policyId);
      return (policy?.levels[level - 1] ?? []).flatMap((id) => byId(users, id) ?? []);
    },
  };
}
