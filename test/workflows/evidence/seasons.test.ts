import { expect, test } from '@jest/globals';
import { BROKE, createMetrics, gather, type Fault } from './gather-evidence-fixtures.js';

const DAY = 86_400;
const RUSH: Fault = { 'requests{service="web"}': 90, 'latency{service="web"}': 0.9 };

/** The same every day, so many days back. */
function everyDay(fault: Fault, days: number) {
  const metrics = createMetrics(fault);
  return {
    ...metrics,
    queryRange: async (...[query, { start, end }, options]: Parameters<typeof metrics.queryRange>) => {
      const back = Math.round((BROKE - start.getTime() / 1000) / DAY);
      const shift = back <= days ? back * DAY * 1000 : 0;
      const moved = (date: Date) => new Date(date.getTime() + shift);
      const answer = await metrics.queryRange(query, { start: moved(start), end: moved(end) }, options);
      const series = answer.series.map((one) => ({
        ...one,
        times: one.times.map((time) => time - shift / 1000),
      }));
      return { ...answer, series };
    },
  };
}

const statements = async (metrics: ReturnType<typeof everyDay>) =>
  (await gather(metrics, { on: 'web' })).observations.map(({ statement }) => statement);

test('traffic that rises every day at this time is as usual; latency that does still hurts, and both say so', async () => {
  const said = await statements(everyDay(RUSH, 1));

  expect(said).toContain(
    'Latency of web rose from 100 ms to 900 ms at 03:12:24 UTC, as it did a day before.',
  );
  expect(said.some((statement) => statement.includes('raffic (90/s, as a day before)'))).toBe(true);
  expect(said.some((statement) => statement.startsWith('Traffic of web rose'))).toBe(false);
});

test('the same weekday counts more than the day before', async () => {
  const said = await statements(everyDay(RUSH, 7));

  expect(said).toContain(
    'Latency of web rose from 100 ms to 900 ms at 03:12:24 UTC, as it did a week before.',
  );
});

test('what did not come before is told without a word about the past', async () => {
  const said = await statements(everyDay(RUSH, 0));

  expect(said).toContain('Traffic of web rose from 20/s to 90/s at 03:12:24 UTC.');
  expect(said).toContain('Latency of web rose from 100 ms to 900 ms at 03:12:24 UTC.');
});
