import { afterEach, describe, expect, test } from '@jest/globals';
import { alertOf, startBot, textOf, until, webhookOf, WEBHOOK, type Bot } from '../helpers/bot.js';

const TURNS = 200;
const TEN_MINUTES_MS = 600_000;
/** Slack allows about one post a second and channel, with a small burst. */
const POSTS_PER_SECOND = 1;
const BURST = 5;

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

// Fault matrix, row 21.
describe('an alert that goes on and off two hundred times in ten minutes', () => {
  test('is one incident whose channel stays readable, and whose thread says once that it flaps', async () => {
    // At the usual pace, which is what keeps within Slack's limits.
    bot = await startBot({ database: 'either', slack: { rateLimits: true }, delivery: {} });
    const world = bot;
    const began = Date.now() - TEN_MINUTES_MS;
    const alert = alertOf();
    for (let turn = 0; turn < TURNS; turn += 1) {
      const startsAt = new Date(began + (turn * TEN_MINUTES_MS) / TURNS);
      const firing = { ...alert, startsAt: startsAt.toISOString() };
      const ended = {
        ...firing,
        status: 'resolved' as const,
        endsAt: new Date(startsAt.getTime() + 1_000).toISOString(),
      };
      expect((await world.post(WEBHOOK, webhookOf(firing))).status).toBe(200);
      expect((await world.post(WEBHOOK, webhookOf(ended))).status).toBe(200);
    }
    const flapping = () => world.messages().filter((one) => textOf(one).includes('It goes on and off'));
    await until('that it flaps', () => flapping()[0]);
    await until('its end', () => (/resolved after/i.test(textOf(world.cards()[0]!)) ? true : undefined));

    expect(world.cards()).toHaveLength(1);
    expect(flapping()).toHaveLength(1);
    expect(world.messages().length).toBeLessThan(20);
    const posts = world.slack.control
      .log()
      .filter((entry) => entry.kind === 'api' && entry.method === 'chat.postMessage');
    for (const first of posts) {
      const within = posts.filter(({ at }) => at >= first.at && at < first.at + 10_000);
      expect(within.length).toBeLessThanOrEqual(10 * POSTS_PER_SECOND + BURST);
    }
    expect(posts.filter((entry) => entry.kind === 'api' && entry.status === 429)).toEqual([]);
    const [incident, ...others] = await bot.query<{ status: string }>(
      'SELECT status FROM firewatch.incidents',
    );
    expect([incident?.status, others]).toEqual(['resolved', []]);
  }, 120_000);
});
