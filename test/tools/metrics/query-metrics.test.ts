import { describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../../../src/shared/errors.js';
import { queryMetrics } from '../../../tools/metrics/query-metrics.js';
import { metricsOf, toolContext } from '../../helpers/checkout-incident.js';

describe('query_metrics', () => {
  test('summarises each series, the most changed first', async () => {
    const metrics = metricsOf([
      { labels: { service: 'web' }, values: [100, 101, 100, 102] },
      { labels: { service: 'checkout' }, values: [0.001, 0.001, 0.41, 0.4] },
    ]);

    const result = await queryMetrics.run({ query: 'errors:ratio' }, toolContext({ metrics }));

    expect(result).toMatchInlineSnapshot(`
      {
        "data": {
          "series": {
            "columns": [
              "series",
              "first",
              "last",
              "min",
              "minAt",
              "max",
              "maxAt",
              "mean",
              "changes",
              "gaps",
            ],
            "rows": [
              [
                "service=checkout",
                0.001,
                0.4,
                0.001,
                "03:00:00",
                0.41,
                "03:00:20",
                0.203,
                [
                  "03:00:20 from 0.001 to 0.405",
                ],
                [
                  "03:00:30 to 03:20:00",
                ],
              ],
              [
                "service=web",
                100,
                102,
                100,
                "03:00:00",
                102,
                "03:00:30",
                101,
                [],
                [
                  "03:00:30 to 03:20:00",
                ],
              ],
            ],
          },
        },
        "hasMore": false,
        "query": "errors:ratio",
        "range": {
          "end": 2026-11-20T03:20:00.000Z,
          "start": 2026-11-20T03:00:00.000Z,
        },
        "status": "ok",
        "summary": "service=checkout rose from 0.001 to 0.4, between 0.001 at 03:00:00 and 0.41 at 03:00:20 UTC, the most changed of 2 series: errors:ratio.",
      }
    `);
  });

  test('tells labels that all series share once, and a series that never moved in one number', async () => {
    const up = (instance: string) => ({ labels: { job: 'shop', instance }, values: [1, 1, 1] });

    const result = await queryMetrics.run(
      { query: 'up' },
      toolContext({ metrics: metricsOf([up('a:1'), up('b:2')]) }),
    );

    expect(result).toMatchObject({
      summary: 'None of 2 series changed; instance=a:1 stayed at 1: up.',
      data: {
        onEverySeries: { job: 'shop' },
        constant: [
          ['instance=a:1', 1, expect.any(String)],
          ['instance=b:2', 1, expect.any(String)],
        ],
      },
    });
  });

  test('tells where samples begin and when the level changed', async () => {
    const start = new Date('2026-11-20T03:00:00Z').getTime() / 1000;
    const minutes = Array.from({ length: 20 }, (_, n) => n).filter((n) => n >= 5);
    const metrics = {
      ...metricsOf(),
      queryRange: () =>
        Promise.resolve({
          series: [
            {
              labels: {},
              times: minutes.map((n) => start + n * 60),
              values: minutes.map((n) => (n < 15 ? 2 : 40)),
            },
          ],
          isPartial: false,
          warnings: [],
        }),
    };

    const result = await queryMetrics.run({ query: 'q' }, toolContext({ metrics }));

    const [CHANGES, GAPS] = [['03:15:00 from 2 to 40'], expect.arrayContaining(['03:00:00 to 03:05:00'])];
    expect(result).toMatchObject({
      summary: 'The value rose from 2 to 40, between 2 at 03:05:00 and 40 at 03:15:00 UTC: q.',
      data: { series: { rows: [['The value', 2, 40, 2, '03:05:00', 40, '03:15:00', 14.7, CHANGES, GAPS]] } },
    });
  });

  test('asks for the minutes it is told to', async () => {
    const result = await queryMetrics.run(
      { query: 'up', startMinutesAgo: 60, endMinutesAgo: 30 },
      toolContext(),
    );

    expect(result).toMatchObject({
      range: { start: new Date('2026-11-20T02:20:00Z'), end: new Date('2026-11-20T02:50:00Z') },
    });
  });

  test('shows eight series at most and says that there are more', async () => {
    const metrics = metricsOf(
      Array.from({ length: 500 }, (_, n) => ({
        labels: { pod: `p${n}`, noise: 'x'.repeat(5000) },
        values: [1, n],
      })),
    );

    const result = await queryMetrics.run({ query: 'up' }, toolContext({ metrics }));

    expect(result).toMatchObject({ status: 'ok', hasMore: true });
    expect(JSON.stringify(result).length).toBeLessThan(6000);
  });

  test('passes on that an answer is incomplete', async () => {
    const whole = metricsOf([{ labels: {}, values: [1, 2] }]);
    const metrics = {
      ...whole,
      queryRange: async (...asked: Parameters<typeof whole.queryRange>) => ({
        ...(await whole.queryRange(...asked)),
        isPartial: true,
        warnings: ['some stores did not answer'],
      }),
    };

    const result = await queryMetrics.run({ query: 'up' }, toolContext({ metrics }));

    expect(result).toMatchObject({ data: { incomplete: ['some stores did not answer'] } });
  });

  test.each([
    ['no series', []],
    ['a series without a finite sample', [{ labels: {}, values: [] }]],
  ])('says what was searched when there is %s', async (_name, series) => {
    const result = await queryMetrics.run({ query: 'nothing' }, toolContext({ metrics: metricsOf(series) }));

    expect(result).toMatchObject({
      status: 'no_data',
      searched: expect.stringMatching(/^nothing from 2026-11-20T03:00:00Z to 2026-11-20T03:20:00Z/),
    });
  });

  test('refuses an empty range', async () => {
    const result = await queryMetrics.run(
      { query: 'up', startMinutesAgo: 5, endMinutesAgo: 5 },
      toolContext(),
    );

    expect(result).toMatchObject({ status: 'refused' });
  });

  test('leaves failures of the backend to the caller', async () => {
    const failure = new UpstreamError('prometheus', 'parse error', { status: 400, isRetryable: false });
    const metrics = { ...metricsOf(), queryRange: () => Promise.reject(failure) };

    await expect(queryMetrics.run({ query: 'up{' }, toolContext({ metrics }))).rejects.toBe(failure);
  });
});
