/** Who is in the workspace and in which group, and the paging system with whoever is on call. */
import type { EscalationPolicy, Service } from '../../demo/pagerduty/account/model.js';
import { startLocalPagerDuty } from '../../demo/pagerduty/local-pagerduty.js';
import type { UserSeed } from '../../demo/slack/local-slack.js';
import type { UserGroup } from '../../demo/slack/workspace/model.js';
import { SEED_USERS } from '../../demo/slack/workspace/seed.js';

export const USERS: readonly UserSeed[] = [
  ...SEED_USERS,
  { id: 'U0GONE', name: 'gone', isDeactivated: true },
  { id: 'U0APP', name: 'app', isBot: true },
  // Each is asked about once, in a case of their own.
  ...['U0DANA', 'U0ERIN', 'U0FAYE', 'U0GITA', 'U0HANA', 'U0IRIS', 'U0JUNE', 'U0NORA'].map((id) => ({
    id,
    name: id.slice(2).toLowerCase(),
  })),
];

export const GROUPS: readonly UserGroup[] = [
  { id: 'S0SRE', handle: 'sre', name: 'SRE', users: ['U0BOB', 'U0DANA'] },
  { id: 'S0WEB', handle: 'web', name: 'Web', users: ['U0BOB', 'U0ERIN'] },
];

/** Of the policy; `ghosts` is a group that Slack does not know, so it answers nothing about it. */
export const POLICY_GROUPS = { sre: { userGroup: 'S0SRE' }, web: { userGroup: 'S0WEB' } };
export const GHOSTS = { ghosts: { userGroup: 'S0GHOSTS' } };

export const PAGER_TOKEN = 'pagerduty-test-token';
export const PAGER_USER = 'alice@example.com';

export interface Pager {
  readonly url: string;
  /** Alice or Bob is on call for a service from now on; until then nobody is. */
  handTo(service: string, name: string): void;
  /** It has never heard of this service. */
  forget(service: string): void;
  close(): Promise<void>;
}

const pagerServiceOf = (service: string): string => `P${service.toUpperCase()}`;

export async function startPager(names: readonly string[]): Promise<Pager> {
  // The account looks into these lists each time it is asked.
  const policies: EscalationPolicy[] = names.map((name) => ({ id: policyOf(name), name, levels: [] }));
  const services: Service[] = names.map((name) => ({
    id: pagerServiceOf(name),
    name,
    policyId: policyOf(name),
  }));
  const pager = await startLocalPagerDuty({
    tokens: [PAGER_TOKEN],
    users: PAGED.map((name) => ({ id: pagerUserOf(name), name, email: `${name}@example.com` })),
    policies,
    services,
  });
  return {
    url: pager.url,
    handTo(service, name) {
      const index = policies.findIndex(({ id }) => id === policyOf(service));
      policies.splice(index, 1, { id: policyOf(service), name: service, levels: [[pagerUserOf(name)]] });
    },
    forget(service) {
      services.splice(
        services.findIndex(({ id }) => id === pagerServiceOf(service)),
        1,
      );
    },
    close: () => pager.close(),
  };
}

const PAGED = ['alice', 'bob'];
const pagerUserOf = (name: string): string => `PU${name.toUpperCase()}`;
const policyOf = (service: string): string => `PE${service.toUpperCase()}`;
