/** The client against a real Prometheus, which watches itself. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPrometheus, type Prometheus } from '../../src/clients/prometheus.js';
import {
  describeWithServer,
  findFreePort,
  startPrometheus,
  type RealServer,
} from '../helpers/real-servers.js';

const LIMITS = { timeoutMs: 5_000, maxSeries: 2, maxPointsPerSeries: 50, maxBytes: 4 * 1024 * 1024 };

describeWithServer('prometheus', 'the Prometheus client against the real server', () => {
  let server: RealServer;
  let prometheus: Prometheus;

  beforeAll(async () => {
    const target = `127.0.0.1:${await findFreePort()}`; // nobody there: its `up` is 0
    server = await startPrometheus({
      configYaml: `
global: { scrape_interval: 1s }
scrape_configs:
  - job_name: absent
    static_configs: [{ targets: ['${target}'] }]
`,
    });
    prometheus = createPrometheus({ url: server.url, ...LIMITS });
    for (let tries = 0; tries < 100; tries += 1) {
      const { series } = await prometheus.queryInstant('up', {});
      if (series.length > 0) break;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });

  afterAll(async () => {
    await server.stop();
  });

  test('tells its version', async () => {
    expect((await prometheus.ping()).version).toMatch(/^\d+\.\d+/);
  });

  test('answers instant queries', async () => {
    const { series, isPartial } = await prometheus.queryInstant('up', {});

    expect(series).toHaveLength(1);
    expect(series[0]?.labels).toMatchObject({ job: 'absent' });
    expect(series[0]?.values).toEqual([0]);
    expect(isPartial).toBe(false);
  });

  test('answers range queries, with a step that it accepts', async () => {
    const end = new Date();
    const range = { start: new Date(end.getTime() - 100_000), end };

    const { series, warnings } = await prometheus.queryRange('vector(1)', range, { stepSeconds: 1 });

    expect(series[0]?.times).toHaveLength(51);
    expect(warnings).toEqual(['The step was raised from 1 s to 2 s to bound the answer.']);
  });

  test('drops what is not a number', async () => {
    const answer = await prometheus.queryInstant('vector(0) / 0', {});

    expect(answer.series).toEqual([]);
    expect(answer.warnings).toEqual(['1 sample was NaN or infinite and left out.']);
  });

  test('cuts answers with too many series', async () => {
    const query =
      'label_replace(vector(1), "n", "1", "", "") or label_replace(vector(1), "n", "2", "", "") or vector(1)';

    const answer = await prometheus.queryInstant(query, {});

    expect(answer.series).toHaveLength(2);
    expect(answer.isPartial).toBe(true);
  });

  test.each([
    ['up{', 'refused the query (400 bad_data): '],
    ['{__name__=~"scrape_.*"} + on(job) {__name__=~"scrape_.*"}', 'refused the query (422 execution): '],
  ])('passes on why it refuses %s', async (query, message) => {
    await expect(prometheus.queryInstant(query, {})).rejects.toThrow(message);
  });

  test('lists its metrics', async () => {
    expect(await prometheus.listMetrics({ contains: 'SCRAPE_dur', limit: 5 })).toEqual({
      names: ['scrape_duration_seconds'],
      hasMore: false,
    });
  });
});
