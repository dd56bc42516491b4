import { describe, expect, test } from '@jest/globals';
import type { MetricsSource } from '../../../src/incidents/ports/metrics-source.js';
import type { WatchedLimit } from '../../../src/incidents/service.js';
import type { Series } from '../../../src/shared/series.js';
import { forecastSaturations, measureForecasts } from '../../../src/workflows/evidence/measure/forecasts.js';
import { createEvidenceQueries } from '../../../src/workflows/evidence/measure/queries.js';
import { describeForecasts } from '../../../src/workflows/evidence/sentences/forecast-sentences.js';
import { BAD_RELEASE, catalogOf, createMetrics, gather, NOW, service } from './gather-evidence-fixtures.js';

const NOW_SECONDS = NOW.getTime() / 1000;
const HOUR = 3600;

/** Value at a time, in hours before now. */
type Course = (hoursAgo: number) => number;

function backend(
  courses: Readonly<Record<string, Course | readonly (readonly [Series['labels'], Course])[]>>,
): MetricsSource & { asked: { query: string; hours: number }[] } {
  const asked: { query: string; hours: number }[] = [];
  const source = createMetrics(
    {},
    {
      async queryRange(query, { start, end }, { stepSeconds }) {
        asked.push({ query, hours: (end.getTime() - start.getTime()) / 3_600_000 });
        const given = courses[query];
        if (!given) throw new Error('the server is overloaded');
        const parts = typeof given === 'function' ? ([[{}, given]] as const) : given;
        const times: number[] = [];
        for (let time = start.getTime() / 1000; time <= end.getTime() / 1000; time += stepSeconds)
          times.push(time);
        const series = parts.map(([labels, course]) => ({
          labels,
          times,
          values: times.map((time) => course((NOW_SECONDS - time) / HOUR)),
        }));
        return { series, isPartial: false, warnings: [] };
      },
    },
  );
  return { ...source, asked };
}

const SATURATION = { name: 'saturation', query: 'memory', unit: 'ratio' } as const;

const disk = (changes: Partial<WatchedLimit> = {}): WatchedLimit => ({
  name: 'disk',
  query: 'disk',
  limit: 1,
  direction: 'up',
  unit: 'ratio',
  ...changes,
});

async function look(metrics: MetricsSource, limits: Readonly<Record<string, readonly WatchedLimit[]>>) {
  const queries = createEvidenceQueries(metrics, {
    queryTimeoutMs: 200,
    signal: new AbortController().signal,
  });
  const services = Object.entries(limits).map(([name, of]) => ({ ...service(name, 2), limits: of }));
  const deadlineMs = performance.now() + 500;
  const { readings, gaps } = await measureForecasts(queries, services, { now: NOW, deadlineMs });
  const failed = queries.gaps();
  queries.close();
  return { rows: describeForecasts(readings, NOW_SECONDS), gaps: [...failed, ...gaps] };
}

describe('what the catalogue declares', () => {
  test('that runs out within a day is said with its time, interval, pace and query', async () => {
    const metrics = backend({ disk: (hoursAgo) => 0.9 - 0.02 * hoursAgo });

    const { rows, gaps } = await look(metrics, { db: [disk()] });

    expect(gaps).toEqual([]);
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({
      kind: 'forecast',
      service: 'db',
      statement:
        'Disk of db will reach its limit of 100 % at about 08:12 UTC (in 5 h) if it goes on like this: it is at 90 % and rises by 2 % an hour since 21:12 UTC.',
      why: 'There is time to act before it is another cause of failures.',
      source: 'prometheus',
      query: 'disk',
      range: { start: new Date(NOW.getTime() - 6 * HOUR * 1000), end: NOW },
      data: { name: 'disk', limit: 1, direction: 'up', unit: 'ratio', outcome: 'exhausts', part: null },
      isAnomalous: true,
    });
    const data = rows[0]?.data as { at: number; perHour: number; points: unknown[] };
    expect(data.at).toBeCloseTo(NOW_SECONDS + 5 * HOUR, -2);
    expect(data.perHour).toBeCloseTo(0.02, 6);
    expect(data.points.length).toBeLessThanOrEqual(60);
    expect(data.points.length).toBeGreaterThan(30);
    expect(metrics.asked).toEqual([{ query: 'disk', hours: 6 }]);
  });

  test('that falls to nothing runs out, in its own unit', async () => {
    const metrics = backend({
      cert: (hoursAgo) => 10 * HOUR + hoursAgo * HOUR,
      free: (hoursAgo) => 1024 ** 3 * (2 + hoursAgo),
      quota: () => 0,
    });

    const { rows } = await look(metrics, {
      web: [disk({ name: 'certificate', query: 'cert', limit: 0, direction: 'down', unit: 'seconds' })],
      db: [
        disk({ name: 'free disk', query: 'free', limit: 0, direction: 'down', unit: 'bytes' }),
        disk({ name: 'quota', query: 'quota', limit: 0, direction: 'down', unit: 'number' }),
      ],
    });

    expect(rows.map(({ statement }) => statement)).toEqual([
      'Quota of db has run out: it is at 0.',
      'Free disk of db will run out at about 05:12 UTC (in 2 h) if it goes on like this: it is at 2 GiB and falls by 1 GiB an hour since 21:12 UTC.',
      'Certificate of web will run out at about 13:12 UTC (in 10 h) if it goes on like this: it is at 10 h and falls since 21:12 UTC.',
    ]);
    expect(rows[0]?.why).toBe('What has run out makes everything that needs it fail.');
  });

  test('of several series the one that ends first speaks, and says which it is', async () => {
    const metrics = backend({
      disk: [
        [{ job: 'node', device: 'sda' }, () => 0.95],
        [{ job: 'node', device: 'sdb' }, (hoursAgo) => 0.6 - 0.05 * hoursAgo],
      ],
    });

    const { rows } = await look(metrics, { db: [disk()] });

    expect(rows[0]?.statement).toMatch(
      /^Disk of db \(sdb\) will reach its limit of 100 % at about 11:12 UTC/,
    );
  });

  test('a part that is no more, full as it was, does not speak for the one in use', async () => {
    const metrics = backend({
      disk: [
        [{ device: 'gone' }, (hoursAgo) => (hoursAgo < 2 ? Number.NaN : 1)],
        [{ device: 'used' }, () => 0.3],
      ],
    });

    const { rows } = await look(metrics, { db: [disk()] });

    expect(rows).toHaveLength(1);
    expect(rows[0]?.statement).toBe('Not running out within a day: disk of db (30 %).');
    expect(rows[0]?.isAnomalous).toBe(false);
  });

  test('that is fine is told in one sentence', async () => {
    const metrics = backend({ disk: () => 0.4, cert: (hoursAgo) => 61 * 24 * HOUR + hoursAgo * HOUR });

    const { rows } = await look(metrics, {
      db: [disk()],
      web: [disk({ name: 'certificate', query: 'cert', limit: 0, direction: 'down', unit: 'seconds' })],
    });

    expect(rows).toMatchObject([
      {
        kind: 'forecast',
        service: null,
        statement: 'Not running out within a day: disk of db (40 %) and certificate of web (61 days).',
        isAnomalous: false,
      },
    ]);
  });

  test('that cannot be asked for is named, and the rest is told', async () => {
    const metrics = backend({ disk: () => 0.4 });

    const { rows, gaps } = await look(metrics, { db: [disk(), disk({ name: 'memory', query: 'memory' })] });

    expect(rows.map(({ statement }) => statement)).toEqual([
      'Not running out within a day: disk of db (40 %).',
    ]);
    expect(gaps).toEqual(['The query for memory of db (memory): the server is overloaded.']);
  });

  test('is asked for within bounds, and what was left out is counted', async () => {
    const metrics = backend({ disk: () => 0.4 });
    const many = Array.from({ length: 8 }, (_, index) => disk({ name: `disk ${index}` }));

    const { gaps } = await look(metrics, { a: many, b: many, c: many, d: many, e: many });

    expect(metrics.asked).toHaveLength(24);
    expect(gaps).toEqual(['40 limits are declared for the services looked at; 24 were forecast.']);
  });
});

describe('a saturation that was measured anyway', () => {
  const range = { start: new Date(NOW.getTime() - HOUR * 1000), end: NOW };
  const forecast = (course: Course, windowSeconds = 120) => {
    const times = Array.from({ length: 240 }, (_, index) => NOW_SECONDS - HOUR + (index + 1) * 15);
    const values = times.map((time) => course((NOW_SECONDS - time) / HOUR));
    return describeForecasts(
      forecastSaturations([{ service: 'cart', signal: SATURATION, series: { labels: {}, times, values } }], {
        range,
        windowSeconds,
      }),
      NOW_SECONDS,
    ).map(({ statement }) => statement);
  };

  test('is said when it will be full within hours', () => {
    expect(forecast((hoursAgo) => 0.85 - 0.24 * hoursAgo)).toEqual([
      'Saturation of cart will reach its limit of 100 % at about 03:50 UTC (in 38 min) if it goes on like this: it is at 85 % and rises by 24 % an hour since 02:12 UTC.',
    ]);
  });

  test('is silent while its rise may be no more than the window of its query filling', () => {
    const rising: Course = (hoursAgo) => 0.2 + Math.max(0, 0.15 - hoursAgo) * 4;

    expect(forecast(rising, 600)).toEqual([]);
    expect(forecast(rising, 60)).toHaveLength(1);
  });

  test('is silent when it stands, creeps, or is full already', () => {
    expect(forecast(() => 0.85)).toEqual([]);
    expect(forecast((hoursAgo) => 0.3 - 0.05 * hoursAgo)).toEqual([]);
    expect(forecast(() => 1)).toEqual([]);
  });
});

describe('the evidence pass', () => {
  test('tells beside the signals what runs out, in time, and counts it for the service', async () => {
    const courses: Readonly<Record<string, Course>> = {
      free_disk: (hoursAgo) => 1024 ** 3 * (0.5 + hoursAgo),
      cert: () => 61 * 24 * HOUR,
    };
    const metrics = createMetrics(BAD_RELEASE);
    const source: MetricsSource = {
      ...metrics,
      async queryRange(query, range, options) {
        const course = courses[query];
        if (!course) return metrics.queryRange(query, range, options);
        return backend({ [query]: course }).queryRange(query, range, options);
      },
    };
    const limit = { limit: 0, direction: 'down' } as const;
    const catalog = catalogOf([
      service('web', 1, ['checkout']),
      {
        ...service('checkout', 1),
        limits: [
          { ...limit, name: 'free disk', query: 'free_disk', unit: 'bytes' },
          { ...limit, name: 'certificate', query: 'cert', unit: 'seconds' },
        ],
      },
    ]);

    const { observations, suspects, gaps } = await gather(source, { catalog });

    expect(gaps).toEqual([]);
    const rows = observations.filter(({ kind }) => kind === 'forecast');
    expect(rows.map(({ statement }) => statement)).toEqual([
      'Free disk of checkout will run out at about 03:42 UTC (in 30 min) if it goes on like this: it is at 512 MiB and falls by 1 GiB an hour since 21:12 UTC.',
      'Not running out within a day: certificate of checkout (61 days).',
    ]);
    const index = observations.indexOf(rows[0]!);
    expect(suspects[0]).toMatchObject({ service: 'checkout' });
    expect(suspects[0]?.observations).toContain(index);
    expect(observations[index - 1]).toMatchObject({ kind: 'signal', isAnomalous: true });
  });

  test('tells what a measured resource is heading for', async () => {
    const metrics = createMetrics({});
    const filling: MetricsSource = {
      ...metrics,
      async queryRange(query, range, options) {
        const answer = await metrics.queryRange(query, range, options);
        if (query !== 'saturation{service="db"}') return answer;
        return {
          ...answer,
          series: answer.series.map((series) => ({
            ...series,
            values: series.times.map((time) => 0.7 - 0.005 * (NOW_SECONDS - time)),
          })),
        };
      },
    };

    const { observations } = await gather(filling);

    expect(observations.filter(({ kind }) => kind === 'forecast')).toMatchObject([
      {
        service: 'db',
        statement: expect.stringMatching(
          /^Saturation of db will reach its limit of 100 % at about 03:13 UTC \(in 60 s\)/,
        ),
        query: 'saturation{service="db"}',
        isAnomalous: true,
      },
    ]);
  });
});
