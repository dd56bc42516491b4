import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { alertOf, queryDatabase, startBot, until, webhookOf, WEBHOOK } from '../../helpers/bot.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { describeWithServer } from '../../helpers/real-servers.js';

const SEED = 20;
const TRIALS = 25;
const MINUTE_MS = 60_000;
const closeLater = closeAfterEach(60_000);

/** Bouts of one alert: how many, whether the last is over, and in which order, and how often, their messages come. */
const story = fc
  .record({ bouts: fc.integer({ min: 1, max: 3 }), isOver: fc.boolean() })
  .chain(({ bouts, isOver }) => {
    const messages = Array.from({ length: bouts * 2 - (isOver ? 0 : 1) }, (_, index) => index);
    return fc.record({
      isOver: fc.constant(isOver),
      order: fc
        .tuple(
          fc.shuffledSubarray(messages, { minLength: messages.length }),
          fc.shuffledSubarray(messages, { minLength: 0 }),
        )
        .map(([all, again]) => [...all, ...again]),
    });
  });

describeWithServer('postgres', 'messages about an alert that overtake each other', () => {
  // Fault matrix, row 20; every order of two bouts, without the way through HTTP, is in workflows/alerts/alert-order.test.ts.
  test('resolve before firing, a stale firing after the resolve: the newest bout decides', async () => {
    const bot = await startBot({ database: 'either', config: { incidents: { stormAbove: 0 } } });
    closeLater(() => bot.close());
    const began = Date.now() - 20 * MINUTE_MS;
    const stories = fc.sample(story, { seed: SEED, numRuns: TRIALS });
    const sent = stories.map(async ({ order }, index) => {
      const told = alertOf({ labels: { alertname: 'Odd', service: `alone-${index}` } });
      for (const message of order) {
        const startsAt = new Date(began + Math.floor(message / 2) * 4 * MINUTE_MS);
        const ended = {
          status: 'resolved' as const,
          endsAt: new Date(startsAt.getTime() + 2 * MINUTE_MS).toISOString(),
        };
        const alert = { ...told, startsAt: startsAt.toISOString(), ...(message % 2 === 1 && ended) };
        expect((await bot.post(WEBHOOK, webhookOf(alert))).status).toBe(200);
      }
    });
    await Promise.all(sent);
    await until('everything to be handled', async () => {
      const [row] = await queryDatabase<{ left: number }>(
        bot,
        'SELECT count(*)::int AS left FROM firewatch.alerts WHERE NOT is_handled',
      );
      return row?.left === 0 ? true : undefined;
    });

    const states = await queryDatabase<{ service: string; firing: number; open: number }>(
      bot,
      `SELECT service, count(*) FILTER (WHERE status = 'firing')::int AS firing,
         (SELECT count(*)::int FROM firewatch.incidents i WHERE i.service = a.service AND i.status <> 'resolved') AS open
       FROM firewatch.alerts a GROUP BY service`,
    );
    const wrong = stories.flatMap((one, index) => {
      const { firing, open } = states.find(({ service }) => service === `alone-${index}`) ?? {};
      const wanted = one.isOver ? 0 : 1;
      return firing === wanted && open === wanted ? [] : [{ ...one, firing, open }];
    });
    expect(wrong).toEqual([]);
  }, 120_000);
});
