/** Error budgets against a real Prometheus that was given half a day of history. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createPrometheus } from '../../../src/clients/prometheus.js';
import { toWindowTemplate, type Sli, type Slo } from '../../../src/incidents/slo/slo.js';
import { fastestPair } from '../../../src/incidents/slo/error-budget.js';
import { createBudgetReader, type BudgetReader } from '../../../src/workflows/impact/measure-budget.js';
import { remoteWrite } from '../../demo/metrics/remote-write.js';
import { describeWithServer, startPrometheus, type RealServer } from '../../helpers/real-servers.js';

const HOUR = 3600;
const STEP = 30;
const START = Date.UTC(2026, 0, 31) / 1000;
const HISTORY = 14 * HOUR;
/** A tenth fails from the twelfth hour on, for one hour. */
const [FAILS, ENDS] = [START + 12 * HOUR, START + 13 * HOUR];
const TIMES = Array.from({ length: HISTORY / STEP + 1 }, (_, index) => START + index * STEP);
const at = (seconds: number) => new Date(seconds * 1000);
const signal = AbortSignal.timeout(60_000);

/** A counter that grows by so many a second; without growth before it begins. */
function counter(
  name: string,
  labels: Record<string, string>,
  perSecond: (time: number) => number,
  from = START,
) {
  let sum = 0;
  const samples = TIMES.filter((time) => time >= from).map((time): readonly [number, number] => {
    sum += time === from ? 0 : perSecond(time) * STEP;
    return [time * 1000, sum];
  });
  return { labels: { __name__: name, ...labels }, samples };
}

const isFailing = (time: number) => time > FAILS && time <= ENDS;
const template = (query: string) => toWindowTemplate(query, { isCounter: true }) ?? query;
const bad: Sli = {
  kind: 'events',
  good: null,
  bad: template('r_total{code="500"}'),
  total: template('sum(increase(r_total[1m]))'),
};
const slo = (sli: Sli, windowSeconds = 12 * HOUR): Slo => ({
  name: 'a',
  service: 'shop',
  target: 0.99,
  windowSeconds,
  sli,
  place: 'slo.yaml:1',
});

describeWithServer('prometheus', 'error budgets at a real Prometheus', () => {
  let server: RealServer;
  let reader: BudgetReader;

  beforeAll(async () => {
    server = await startPrometheus({ configYaml: '', args: ['--web.enable-remote-write-receiver'] });
    await remoteWrite(server.url, [
      counter('r_total', { code: '200' }, (time) => (isFailing(time) ? 9 : 10)),
      counter('r_total', { code: '500' }, (time) => (isFailing(time) ? 1 : 0)),
      counter('new_total', { code: '200' }, () => 1, ENDS),
      counter('new_total', { code: '500' }, () => 1, ENDS),
      counter('idle_total', {}, () => 0),
    ]);
    const limits = { timeoutMs: 5_000, maxSeries: 50, maxPointsPerSeries: 1_000, maxBytes: 4 * 1024 * 1024 };
    reader = createBudgetReader(createPrometheus({ url: server.url, ...limits }));
  });
  afterAll(() => server.stop());

  test('burn in both windows while it lasts, and less once it is over', async () => {
    const during = await reader.read(slo(bad), at(ENDS), signal);
    const after = await reader.read(slo(bad), at(ENDS + 600), signal);
    const later = await reader.read(slo(bad), at(ENDS + HOUR), signal);

    // A tenth fails where a hundredth may.
    expect(during.pairs[0]?.long.rate).toBeCloseTo(10, 0);
    expect(during.pairs[0]?.short.rate).toBeCloseTo(10, 0);
    expect(fastestPair(during)?.rate).toBeCloseTo(10, 0);
    expect(after.pairs[0]?.short.rate).toBeCloseTo(0, 1);
    expect(after.pairs[0]?.long.rate).toBeCloseTo(50 / 6, 0);
    expect(fastestPair(after)?.rate).toBeLessThan(2);
    expect(fastestPair(later)?.rate).toBeCloseTo(0, 1);
    // One hour of twelve at ten times what is allowed.
    expect(during.spent).toBeCloseTo(10 / 12, 1);
    expect(during.coveredSeconds).toBe(12 * HOUR);
  });

  test('say how short the record is', async () => {
    const sli: Sli = { ...bad, bad: template('new_total{code="500"}'), total: template('new_total') };

    const budget = await reader.read(slo(sli), at(ENDS + 1200), signal);

    expect(budget.coveredSeconds).toBeGreaterThan(1100);
    expect(budget.coveredSeconds).toBeLessThan(1210);
    expect(budget.pairs[0]?.short).toMatchObject({ isAtLeast: false, rate: expect.closeTo(50, 0) });
    expect(budget.pairs[0]?.long).toMatchObject({ isAtLeast: true });
    expect(budget.pairs[0]!.long.rate! / (50 / 3)).toBeCloseTo(1, 1);
  });

  test.each([
    ['no traffic', { ...bad, total: template('idle_total') }, 'there was no event in the last 12h'],
    ['no series', { ...bad, total: template('gone_total') }, 'there are no samples of the last 12h'],
    [
      'a query that finds nothing good',
      { ...bad, bad: null, good: template('r_total{code="2OO"}') },
      'the query for good events finds nothing',
    ],
    ['a broken query', { ...bad, total: 'sum(r_total[$window]' }, 'Prometheus refused the query (400'],
    [
      'no traffic behind a share',
      { kind: 'share' as const, failing: 'vector(0)', traffic: template('idle_total') },
      'there was no request in the last 12h',
    ],
  ])('cannot be measured with %s, and say why', async (_, sli, why) => {
    const budget = await reader.read(slo(sli), at(ENDS), signal);

    expect(budget.spent).toBeNull();
    expect(budget.why).toContain(why);
    expect(fastestPair(budget)).toBeUndefined();
  });
});
