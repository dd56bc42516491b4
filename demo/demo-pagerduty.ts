/** The demo's PagerDuty: the same people as in the local Slack, one policy, and a service for each of the shop's. */
import { randomUUID } from 'node:crypto';
import { BACK_OFFICE } from './back-office.js';
import { startLocalPagerDuty, type LocalPagerDuty } from './pagerduty/local-pagerduty.js';

/** Each level is asked when the one before did not answer; the page has a button for it. */
const POLICY = { id: 'PSHOPPOL', name: 'Demo shop', levels: [['PALICE'], ['PBOB'], ['PDANA']] };
const BOT = { id: 'PFIREWTC', name: 'Firewatch', email: 'firewatch@example.com' };
/** Their addresses are those that Slack knows. */
const PEOPLE = [
  { id: 'PALICE', name: 'Alice Moreau', email: 'alice@example.com' },
  { id: 'PBOB', name: 'Bob Okafor', email: 'bob@example.com' },
  { id: 'PDANA', name: 'Dana Novak', email: 'dana@example.com' },
];
/** As the catalogue names them. */
const SERVICES = ['web', 'checkout', 'cart', 'catalog', 'payments', 'orders-db', ...BACK_OFFICE];
/** Everything in the demo happens within a minute. */
const RETRY_DELAYS_MS = [500, 1_000, 2_000, 4_000];

export interface DemoPagerDuty extends LocalPagerDuty {
  /** What Firewatch needs to know of it. */
  readonly environment: Readonly<Record<string, string>>;
}

/** `botUrl` hears of what happens there. */
export async function startDemoPagerDuty(botUrl: string): Promise<DemoPagerDuty> {
  const token = randomUUID();
  const secret = randomUUID();
  const local = await startLocalPagerDuty({
    tokens: [token],
    users: [...PEOPLE, BOT],
    policies: [POLICY],
    services: SERVICES.map((name) => ({ id: pagerDutyServiceOf(name), name, policyId: POLICY.id })),
    retryDelaysMs: RETRY_DELAYS_MS,
  });
  local.webhooks.subscribe({ url: `${botUrl}/webhooks/pagerduty`, secrets: [secret] });
  return {
    ...local,
    environment: {
      PAGERDUTY_TOKEN: token,
      PAGERDUTY_FROM_EMAIL: BOT.email,
      PAGERDUTY_API_URL: local.url,
      PAGERDUTY_WEBHOOK_SECRET: secret,
    },
  };
}

const pagerDutyServiceOf = (name: string) => `P${name.replaceAll('-', '').toUpperCase()}`;
