import { afterEach, describe, expect, test } from '@jest/globals';
import {
  alertOf,
  CHANNEL,
  keyOf,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../helpers/bot.js';

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

const BUTTON = 'incident.merge_same_cause';

describe('another alert with the cause of an earlier incident', () => {
  test('leads to the earlier thread, and one click goes on there', async () => {
    const world = await startBot({ database: 'either' });
    bot = world;
    const card = (number: number, what: RegExp) =>
      until(`INC-${number} to be ${String(what)}`, () =>
        world.cards().find((one) => textOf(one).includes(`INC-${number}`) && what.test(textOf(one))),
      );
    const saidIn = (threadTs: string, what: RegExp) =>
      until(`${String(what)} in the thread`, () =>
        world.messages().find((one) => one.threadTs === threadTs && what.test(textOf(one))),
      );
    const first = alertOf();

    await world.post(WEBHOOK, webhookOf(first));
    const earlier = await card(1, /% sure/);
    await world.post(WEBHOOK, webhookOf({ ...first, status: 'resolved', endsAt: new Date().toISOString() }));
    await card(1, /resolved/i);
    await world.post(
      WEBHOOK,
      webhookOf(
        alertOf({ labels: { alertname: 'CheckoutQueueGrows' }, annotations: { summary: 'It grows' } }),
      ),
    );
    const later = await card(2, /% sure/);

    const line = await saidIn(later.ts, /Same cause/);
    expect(keyOf(line)).toMatch(/^same_cause:/);
    expect(textOf(line)).toContain(`/archives/${CHANNEL}/p${earlier.ts.replace('.', '')}`);
    expect(textOf(line)).toContain(
      'both began in checkout, and the checks of “Checkout errors” hold in both',
    );

    await world.slack.control.people.click({
      user: 'U0CAROL',
      channel: CHANNEL,
      ts: line.ts,
      actionId: BUTTON,
    });

    await saidIn(earlier.ts, /Reopened: it is back as INC-2/);
    await saidIn(earlier.ts, /INC-2 .* is part of this incident now, with 1 alert/);
    await saidIn(later.ts, /Merged into INC-1, with 1 alert/);
    await until('the button to go', () => {
      const now = world.messages().find(({ ts }) => ts === line.ts);
      return now && !textOf(now).includes(BUTTON) ? now : undefined;
    });
    expect(world.log).toEqual([]);
  }, 90_000);

  test('is not said of another cluster', async () => {
    const world = await startBot({ database: 'either' });
    bot = world;
    const analysed = (number: number) =>
      until(`the analysis of INC-${number}`, () =>
        world.cards().find((one) => textOf(one).includes(`INC-${number}`) && /% sure/.test(textOf(one))),
      );

    await world.post(WEBHOOK, webhookOf(alertOf({ labels: { cluster: 'eu' } })));
    await analysed(1);
    await world.post(WEBHOOK, webhookOf(alertOf({ labels: { cluster: 'us' } })));
    await analysed(2);

    expect(await world.query("SELECT FROM firewatch.messages WHERE kind = 'same_cause'")).toEqual([]);
  }, 90_000);
});
