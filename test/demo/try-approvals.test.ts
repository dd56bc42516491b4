/** What docs/try-approvals.md tells people to try: the demo's policy, people, panel and fixes, with the whole bot. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { policyFileIn, writeDemoConfig } from '../../demo/demo-config.js';
import { DEMO_CHANNELS, DEMO_USERS } from '../../demo/demo-people.js';
import { createFaultPanel } from '../../demo/fault-panel.js';
import { createShop } from '../../demo/shop/shop.js';
import {
  alertOf,
  approve,
  CHANNEL,
  keyOf,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
} from '../helpers/bot.js';
import { closeAfterEach } from '../helpers/close-after-each.js';
import { startHttpStub, type StubAnswer, type StubRequest } from '../helpers/http-stub.js';

const TIMEOUT_MS = 120_000;
const ALICE = 'U0ALICE';
const BOB = 'U0BOB';
const CAROL = 'U0CAROL';

const HEALTHY = '0.001';
const BROKEN_FOR_SECONDS = 8;

const closeLater = closeAfterEach(TIMEOUT_MS);

/** The demo without its shoppers and its monitoring: alerts are posted, and metrics look ill from the beginning. */
async function startDemo(ill: string) {
  const directory = await mkdtemp(join(tmpdir(), 'firewatch-try-'));
  closeLater(() => rm(directory, { recursive: true, force: true }));
  const shop = createShop({ loadScale: 0 });
  await shop.start();
  closeLater(() => shop.stop());
  const metrics = await startHttpStub((request) => answerQuery(request, ill));
  closeLater(() => metrics.close());
  const environment = writeDemoConfig({
    directory,
    botPort: 0,
    slack: { apiUrl: '', botToken: '', appToken: '' },
    prometheusUrl: metrics.url,
    adminToken: shop.adminToken,
    fixEndpoints: shop.fixEndpoints(),
    model: {},
  });
  const bot = await startBot({
    database: 'either',
    slack: { users: DEMO_USERS, channels: DEMO_CHANNELS },
    env: {
      FIREWATCH_CONFIG: environment['FIREWATCH_CONFIG'] ?? '',
      PROMETHEUS_URL: metrics.url,
      SHOP_ADMIN_TOKEN: shop.adminToken,
    },
  });
  closeLater(() => bot.close());
  const panel = createFaultPanel(shop, { policyFile: policyFileIn(directory) });
  const press = async (id: string) => {
    await panel.groups
      .flatMap(({ actions }) => actions)
      .find((action) => action.id === id)
      ?.run();
  };
  const cards = () => bot.messages().filter((message) => keyOf(message).startsWith('proposal:'));
  const waiting = () => cards().find((card) => textOf(card).includes('proposal.reject'));
  /** The card of the fix for a fault in the service that looks ill. */
  const breakIt = async (fault: string, alertname: string) => {
    const reported: Promise<unknown>[] = [];
    const stopListening = shop.onChange((change) => {
      // Before the metrics look ill, as it would have been.
      const at = new Date(Date.now() - 2_000 * BROKEN_FOR_SECONDS).toISOString();
      reported.push(bot.post('/changes', { source: 'shop-deploys', ...change, at }));
    });
    await press(fault);
    await Promise.all(reported);
    stopListening();
    await bot.post(WEBHOOK, webhookOf(alertOf({ labels: { alertname, service: ill } })));
    return until('the proposal', waiting);
  };
  const toldTo = (user: string) =>
    bot.slack.control
      .messagesFor(CHANNEL, user)
      .filter((message) => 'visibleOnlyTo' in message)
      .map(textOf)
      .join('\n');
  return { bot, shop, press, cards, waiting, breakIt, toldTo };
}

test(
  'a high risk needs two people, and neither the same one twice nor somebody who is not named',
  async () => {
    const { bot, shop, cards, breakIt, toldTo } = await startDemo('orders-db');
    const card = await breakIt('slow-database', 'DatabaseSlowQueries');
    const shown = () => textOf(cards().find(({ ts }) => ts === card.ts)!);
    expect(shown()).toContain('Needs 2 people to approve');

    await approve(bot, card, CAROL);
    await until('the refusal', () =>
      toldTo(CAROL).includes('Only the group oncall or ') ? true : undefined,
    );
    await approve(bot, card, ALICE);
    await until('the first yes', () => (shown().includes('1 of 2 approved') ? true : undefined));
    await until('the advice', () => (textOf(bot.cards()[0]!).includes('one more person') ? true : undefined));
    await approve(bot, card, ALICE);
    await until('no second yes', () => (toldTo(ALICE).includes('approved this already') ? true : undefined));
    expect(shop.fixCalls()).toEqual([]);

    await approve(bot, card, BOB);
    await until('the run', () => (shop.fixCalls().length > 0 ? true : undefined));
    await until('both names', () => (/Approved by .*U0ALICE.*U0BOB/.test(shown()) ? true : undefined));
    expect(shop.fixCalls()).toEqual(['kill-slow-queries-orders-db']);
  },
  TIMEOUT_MS,
);

test(
  'a deploy in between and a freeze: nothing runs that was not read, and nothing while changes are frozen',
  async () => {
    const { bot, shop, press, cards, waiting, breakIt } = await startDemo('checkout');
    const first = await breakIt('bad-release', 'HighErrorRate');

    await press('deploy-again');
    await approve(bot, first, ALICE);
    const second = await until('the card in its place', () => {
      const card = waiting();
      return card && card.ts !== first.ts ? card : undefined;
    });
    expect(textOf(second)).toMatch(/Before.*from 1\.15\.0 to.*Now.*from 1\.15\.1 to/);
    const shown = () => textOf(cards().find(({ ts }) => ts === second.ts)!);

    await press('freeze');
    await until('the freeze', () => (shown().includes('Changes are frozen') ? true : undefined));
    await until('the advice', () =>
      textOf(bot.cards()[0]!).includes('changes are frozen') ? true : undefined,
    );
    expect(shown()).not.toContain('proposal.approve');
    await press('freeze');
    await until('the thaw', () => (shown().includes('proposal.approve') ? true : undefined));
    expect(shop.fixCalls()).toEqual([]);

    await approve(bot, second, ALICE);
    await until('the run', () => (shop.fixCalls().length > 0 ? true : undefined));
    expect(shop.fixCalls()).toEqual(['rollback-checkout']);
  },
  TIMEOUT_MS,
);

/** Like a Prometheus that saw `ill` fail since a moment ago, by itself: what it calls is well, and so is everybody else. */
function answerQuery({ path, body, query }: StubRequest, ill: string): StubAnswer {
  const asked = body === '' ? query : new URLSearchParams(body);
  const promql = asked.get('query') ?? '';
  const isIll = promql.includes(`"${ill}"`) && !/upstream_|db_pool/.test(promql);
  // Seconds for queries of a database, a share for requests.
  const now = isIll ? (promql.includes('db_') ? '5' : '0.5') : HEALTHY;
  const seconds = Date.now() / 1000;
  const isRange = path.endsWith('query_range');
  const times = isRange
    ? Array.from({ length: 40 }, (_, index) => Math.floor(seconds) - 39 + index)
    : [seconds];
  const values = times.map((time) => [time, time < seconds - BROKEN_FOR_SECONDS ? HEALTHY : now]);
  const metric = { service: ill };
  const result = [isRange ? { metric, values } : { metric, value: values[0] }];
  return { body: { status: 'success', data: { resultType: isRange ? 'matrix' : 'vector', result } } };
}
