/** The benchmarks that drive one real bot from outside, small, and all on the same bot: starting one takes longest. */
import { expect, test } from '@jest/globals';
import { withOneBot } from '../../bench/real-bots/one-bot.js';
import { measureBot } from '../../bench/suites/burst.js';
import { measureGrowth, ratiosOf } from '../../bench/suites/growth.js';
import { measureStorm } from '../../bench/suites/storm.js';
import { timeToInsight } from '../../bench/suites/time-to-insight.js';
import { describeWithServer } from '../helpers/real-servers.js';

const TIMEOUT_MS = 120_000;

describeWithServer('postgres', 'benchmarks of one bot', () => {
  test(
    'count what it was sent, and time what is seen of it',
    async () => {
      await withOneBot(async (world) => {
        const storm = await measureStorm(world, {
          alerts: 30,
          groups: 2,
          seconds: 1,
          patienceSeconds: 60,
          through: 'webhooks',
        });
        const burst = await measureBot(world, { webhooks: 40, overMs: 100 });
        const grown = await measureGrowth(world, { sizes: [30, 60], times: 1 }, () => {});
        const [row] = await world.sql<{ incidents: number; alerts: number }>(
          `SELECT count(*)::int AS incidents, (SELECT count(*)::int FROM firewatch.alerts) AS alerts
           FROM firewatch.incidents`,
        );

        expect(storm).toMatchObject({ incidents: 2, alerts: 30, failed: 0, slack429: 0, unshown: 0 });
        expect(storm.firstPostMs).toBeGreaterThan(0);
        expect(storm.settleMs).toBeGreaterThan(0);
        expect(storm.rssMiB).toBeGreaterThan(50);
        expect(burst).toMatchObject({ sent: 40, non2xx: 0, lost: 0 });
        expect(burst.p99Ms).toBeGreaterThan(0);
        // One alert for each act; the first size is timed once more, to warm up.
        expect(row?.incidents).toBeGreaterThanOrEqual(60);
        expect(row?.alerts).toBeGreaterThan(30 + 40 + 50 * 3);
        for (const medians of grown) expect(Math.min(...Object.values(medians))).toBeGreaterThan(0);
      });
    },
    TIMEOUT_MS,
  );

  test('ratios compare the last size with the first', () => {
    const first = { list: 10, home: 20, intake: 2, incident: 100 };
    const last = { list: 10, home: 30, intake: 1, incident: 1000 };

    expect(ratiosOf([first, first, last])).toEqual({ list: 1, home: 1.5, intake: 0.5, incident: 10 });
  });
});

describeWithServer('prometheus', 'time to insight', () => {
  test(
    'is counted from the webhook of a real Alertmanager',
    async () => {
      const { result } = await timeToInsight.run({
        data: null,
        flags: ['--incidents', '1', '--every', '1', '--history', '2'],
        say: () => {},
      });

      const { threadMs, evidenceMs } = result as Record<string, { n: number; p95: number }>;
      expect([threadMs?.n, evidenceMs?.n]).toEqual([1, 1]);
      expect(threadMs?.p95).toBeGreaterThan(0);
      expect(evidenceMs?.p95).toBeGreaterThanOrEqual(threadMs?.p95 ?? Infinity);
    },
    TIMEOUT_MS,
  );
});
