import { describe, expect, test } from '@jest/globals';
import { createLogStore } from '../../../demo/logs/log-store.js';
import { createLogsApi } from '../../../demo/logs/logs-api.js';
import { createLoki } from '../../../src/clients/loki.js';
import { findServiceLabel, selectLogs, TROUBLE_FILTER } from '../../../src/incidents/log-selection.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';

const START = Date.parse('2026-11-01T10:00:00Z');
const range = (from: number, to: number) => ({
  start: new Date(START + from * 1000),
  end: new Date(START + to * 1000),
});

const closeLater = closeAfterEach();

/** Two services for a minute: one line a second each, and from the 40th second on checkout fails every other time. */
async function openStore(options: { maxLines?: number; pageLines?: number } = {}) {
  const store = createLogStore(options);
  for (let second = 0; second < 60; second += 1) {
    const at = START + second * 1000;
    store.append({ service_name: 'cart', job: 'shop' }, '{"level":"info","msg":"item added"}', at);
    const isFailing = second >= 40 && second % 2 === 0;
    const text = isFailing
      ? '{"level":"error","msg":"TypeError: terms is undefined"}'
      : '{"level":"info","msg":"order placed"}';
    store.append({ service_name: 'checkout', job: 'shop' }, text, at);
  }
  const api = createLogsApi(store, () => START + 60_000);
  const url = await api.start();
  closeLater(api.stop);
  const loki = createLoki({
    url,
    timeoutMs: 5_000,
    maxBytes: 2 ** 22,
    maxLines: 10_000,
    maxSeries: 5,
    maxPointsPerSeries: 100,
    ...(options.pageLines === undefined ? {} : { pageLines: options.pageLines }),
  });
  return { loki, url, store };
}

describe('the log store of the demo, as the bot sees it', () => {
  test('gives the lines of one service, oldest first, with their labels', async () => {
    const { loki } = await openStore();
    const answer = await loki.queryLines('{service_name="checkout"}', range(38, 43), { limit: 100 });

    expect(answer).toMatchObject({ isPartial: false, warnings: [] });
    expect(answer.lines.map(({ time, text }) => [time - START / 1000, text.slice(10, 15)])).toEqual([
      [38, 'info"'],
      [39, 'info"'],
      [40, 'error'],
      [41, 'info"'],
      [42, 'error'],
    ]);
    expect(answer.lines[0]?.labels).toEqual({ service_name: 'checkout', job: 'shop' });
  });

  test.each([
    ['{service_name=~"cart|checkout"}', 120],
    ['{job="shop", service_name!="cart"}', 60],
    ['{service_name!~"c.*t", job="shop"}', 0],
    ['{job="shop"} |= "TypeError"', 10],
    ['{job="shop"} != "item"', 60],
    ['{job="shop"} |~ "(?i)typeerror|ITEM"', 70],
    ['{job="shop"} !~ `item|order` |= "terms"', 10],
    [`{job="shop"}${TROUBLE_FILTER}`, 10],
  ])('answers %s with %d lines, page by page', async (query, count) => {
    const { loki } = await openStore({ pageLines: 7 });
    const answer = await loki.queryLines(query, range(0, 60), { limit: 1_000 });

    expect(answer.lines).toHaveLength(count);
    expect(answer.isPartial).toBe(false);
  });

  test('keeps the newest or the oldest lines when there are more than wanted', async () => {
    const { loki } = await openStore();
    const timesOf = async (keep: 'newest' | 'oldest') => {
      const { lines } = await loki.queryLines('{job="shop"}', range(0, 60), { limit: 4, keep });
      return lines.map(({ time }) => Math.floor(time) - START / 1000);
    };

    expect(await timesOf('newest')).toEqual([58, 58, 59, 59]);
    expect(await timesOf('oldest')).toEqual([0, 0, 1, 1]);
  });

  test('counts lines and bytes over time', async () => {
    const { loki } = await openStore();
    const numbersOf = async (query: string) => {
      const { series } = await loki.queryRange(query, range(40, 60), { stepSeconds: 10 });
      return series.map(({ labels, values }) => [labels['service_name'] ?? '', ...values]);
    };

    expect(await numbersOf('sum by (service_name) (count_over_time({job="shop"} |= "error" [10s]))')).toEqual(
      [['checkout', 1, 5, 4]],
    );
    expect(await numbersOf('rate({service_name="cart"}[10s])')).toEqual([['cart', 1, 1, 0.9]]);
    expect(await numbersOf('max(sum(count_over_time({job="shop"}[5s])) without (job))')).toEqual([
      ['', 5, 5, 4],
    ]);
    expect(await numbersOf('sum(bytes_over_time({service_name="cart"}[1s]))')).toEqual([['', 35, 35]]);
  });

  test('names its labels, their values, and the one that tells services apart', async () => {
    const { loki } = await openStore();
    expect(await loki.listLabels(range(0, 60))).toEqual(['job', 'service_name']);
    expect(await loki.listLabelValues('service_name', range(0, 60), { limit: 1 })).toEqual({
      names: ['cart'],
      hasMore: true,
    });
    expect(await loki.listLabels(range(-600, -60))).toEqual([]);
    expect(await loki.ping()).toEqual({ version: '3.0.0' });
    const signal = AbortSignal.timeout(5_000);
    const label = await findServiceLabel(loki, ['cart', 'checkout', 'web'], range(0, 60), signal);
    expect(label).toEqual({ label: 'service_name', services: ['cart', 'checkout'] });
    const [both] = selectLogs([{ name: 'cart' }, { name: 'checkout' }], label);
    expect((await loki.queryLines(both?.selector ?? '', range(0, 60), { limit: 500 })).lines).toHaveLength(
      120,
    );
  });

  test.each([
    ['checkout', 'parse error at line 1, col 1: syntax error: unexpected IDENTIFIER'],
    ['{app="x"', 'parse error at line 1, col 9: syntax error: unexpected $end'],
    [
      '{app="x"} |= error',
      'parse error at line 1, col 14: syntax error: unexpected IDENTIFIER, expecting STRING',
    ],
    ['{app="x} |= "error', 'syntax error: '],
    ['{app=~".*"}', 'queries require at least one regexp or equality matcher'],
    ['{app=~"(x"}', 'error parsing regexp: '],
    ['{app="x"} |~ "(?=x)"', 'error parsing regexp: '],
    ['{app="x"} | json', 'syntax error: unexpected |'],
  ])('refuses %s with words that help', async (query, words) => {
    const { loki } = await openStore();
    await expect(loki.queryLines(query, range(0, 60), { limit: 10 })).rejects.toThrow(words);
  });

  test('refuses what Loki refuses: too many lines, too long a time, too fine a step, a time that is over', async () => {
    const { url } = await openStore();
    const ask = async (parameters: Record<string, string>) => {
      const query = new URLSearchParams({ query: '{job="shop"}', ...parameters });
      const answer = await fetch(`${url}/loki/api/v1/query_range?${query.toString()}`);
      return `${answer.status} ${await answer.text()}`;
    };

    expect(await ask({ limit: '5001' })).toBe(
      '400 max entries limit per query exceeded, limit > max_entries_limit_per_query (5001 > 5000)\n',
    );
    expect(await ask({ start: '2026-01-01T00:00:00Z', end: '2026-03-01T00:00:00Z' })).toContain(
      '400 the query time range exceeds the limit',
    );
    expect(await ask({ start: '20', end: '10' })).toContain('end timestamp must not be before');
    const finest = { query: 'rate({job="shop"}[1s])', start: '0', end: '20000', step: '1' };
    expect(await ask(finest)).toContain('400 exceeded maximum resolution of 11,000 points');
    expect(await ask({ direction: 'sideways' })).toContain("400 invalid direction 'sideways'");
    expect((await fetch(`${url}/loki/api/v1/tail`)).status).toBe(404);
  });

  test('forgets the oldest lines when there are too many', async () => {
    const { loki } = await openStore({ maxLines: 50 });
    const { lines } = await loki.queryLines('{job="shop"}', range(0, 60), { limit: 1_000 });

    expect(lines.length).toBeGreaterThanOrEqual(50);
    expect(lines.length).toBeLessThanOrEqual(55);
    expect(lines.at(-1)?.text).toContain('order placed');
  });
});
