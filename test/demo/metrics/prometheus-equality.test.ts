import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createHttpApi, type HttpApi } from '../../../demo/metrics/http-api.js';
import { labelSetFrom } from '../../../demo/metrics/label-set.js';
import { createPromqlEngine } from '../../../demo/metrics/promql/engine.js';
import { createMetricsStore, type MetricsStore } from '../../../demo/metrics/store.js';
import { describeWithServer, startPrometheus, type RealServer } from '../../helpers/real-servers.js';
import { OPERATOR_QUERIES } from './promql-operators.js';
import { QUERIES, RANGE_VECTORS } from './promql-queries.js';
import { REFUSED } from './promql-refused.js';
import { remoteWrite } from './remote-write.js';
import { END_MS, START_MS, syntheticSeries, type SyntheticSeries } from './synthetic-series.js';

const MINUTE_MS = 60_000;
const TOLERANCE = 1e-9;
/** On a scrape, between two, around resets, gaps and stale markers, and after the data. */
const INSTANTS = [10, 10.05, 17.5, 29.123, 40, 44.9, 45, 50].map((minutes) => START_MS + minutes * MINUTE_MS);
const RANGES = [
  { start: START_MS - 30_000, end: END_MS + 6 * MINUTE_MS, step: 61_000 },
  { start: START_MS + 10 * MINUTE_MS, end: START_MS + 16 * MINUTE_MS, step: 5_000 },
];

describeWithServer('prometheus', 'the embedded metrics store and Prometheus agree', () => {
  let prometheus: RealServer;
  let api: HttpApi;
  let embedded: string;

  beforeAll(async () => {
    const series = syntheticSeries();
    prometheus = await startPrometheus({ configYaml: '', args: ['--web.enable-remote-write-receiver'] });
    await remoteWrite(prometheus.url, series);
    const store = createMetricsStore();
    fill(store, series);
    api = createHttpApi({
      store,
      engine: createPromqlEngine(store),
      targets: () => [],
      metadata: () => new Map(),
      groups: () => [],
      scrapeIntervalMs: 5_000,
    });
    embedded = await api.listen(0);
  });

  afterAll(async () => {
    await Promise.all([prometheus?.stop(), api?.close()]);
  });

  describe.each(Object.entries({ ...QUERIES, ...OPERATOR_QUERIES }))('on %s', (_, queries) => {
    test.each(queries)('%s', async (query) => {
      expect(await instantDifferences(query)).toEqual([]);
      expect(await rangeDifferences(query)).toEqual([]);
    });
  });

  test.each(RANGE_VECTORS)('on the range vector %s', async (query) => {
    expect(await instantDifferences(query)).toEqual([]);
  });

  test.each(REFUSED)('on refusing %j', async (query) => {
    const [theirs, ours] = await ask('query', { query, time: seconds(END_MS) });

    expect(theirs).toMatchObject({ httpStatus: 400, status: 'error', errorType: 'bad_data' });
    expect(ours).toMatchObject({ httpStatus: 400, status: 'error', errorType: 'bad_data' });
  });

  test.each([
    ['query_range', { query: 'up', start: '0', end: '1e6', step: '1' }],
    ['query_range', { query: 'up', start: '10', end: '5', step: '1' }],
    ['query_range', { query: 'up', start: '10', end: '20', step: '0' }],
    ['query_range', { query: 'up', start: '10', end: '20', step: 'x' }],
    ['query_range', { query: 'up[5m]', start: '10', end: '20', step: '1' }],
    ['query', { query: 'up', time: 'yesterday' }],
    ['series', {}],
    ['series', { 'match[]': 'up[5m]' }],
    ['label/9bad/values', {}],
  ])('on refusing bad parameters of %s %j', async (path, parameters) => {
    const [theirs, ours] = await ask(path, parameters);

    expect(theirs.httpStatus).toBe(400);
    expect({ ...ours, error: '' }).toEqual({ ...theirs, error: '' });
  });

  test.each([
    ['series', { 'match[]': 'http_requests_total{code="503"}' }],
    ['series', { 'match[]': 'short_lived', start: seconds(START_MS + 30 * MINUTE_MS), end: seconds(END_MS) }],
    ['labels', {}],
    ['labels', { 'match[]': 'up' }],
    ['label/__name__/values', {}],
    ['label/service/values', { 'match[]': 'flapping' }],
    ['label/nosuch/values', {}],
  ])('on %s %j', async (path, parameters) => {
    const [theirs, ours] = await ask(path, parameters);

    expect(theirs.status).toBe('success');
    expect({ ...ours, data: sorted(ours.data) }).toEqual({ ...theirs, data: sorted(theirs.data) });
  });

  async function instantDifferences(query: string): Promise<string[]> {
    const found = INSTANTS.map(async (time) =>
      differences('query', { query, time: seconds(time) }, isOrdered(query)),
    );
    return (await Promise.all(found)).flat();
  }

  async function rangeDifferences(query: string): Promise<string[]> {
    const found = RANGES.map(async ({ start, end, step }) => {
      const bounds = { start: seconds(start), end: seconds(end), step: seconds(step) };
      return differences('query_range', { query, ...bounds }, false);
    });
    return (await Promise.all(found)).flat();
  }

  async function differences(
    path: string,
    parameters: Record<string, string>,
    keepsOrder: boolean,
  ): Promise<string[]> {
    const [theirs, ours] = await ask(path, parameters);
    const outcome = ({ httpStatus, errorType }: Answer) => `${httpStatus} ${errorType ?? 'success'}`;
    const difference =
      theirs.status === 'success' && ours.status === 'success'
        ? findDifference(theirs.data, ours.data, keepsOrder)
        : outcome(theirs) === outcome(ours)
          ? undefined
          : `${outcome(ours)} instead of ${outcome(theirs)}: ${ours.error ?? theirs.error ?? ''}`;
    return difference === undefined ? [] : [`${path} ${JSON.stringify(parameters)}: ${difference}`];
  }

  async function ask(path: string, parameters: Record<string, string>): Promise<[Answer, Answer]> {
    const suffix = `/api/v1/${path}?${new URLSearchParams(parameters).toString()}`;
    return Promise.all([getJson(`${prometheus.url}${suffix}`), getJson(`${embedded}${suffix}`)]);
  }
});

interface Answer {
  readonly httpStatus: number;
  readonly status: string;
  readonly errorType?: string;
  readonly error?: string;
  readonly data: unknown;
}
interface ResultData {
  readonly resultType: string;
  readonly result: readonly unknown[];
}

async function getJson(url: string): Promise<Answer> {
  const answer = await fetch(url);
  return { httpStatus: answer.status, ...((await answer.json()) as Omit<Answer, 'httpStatus'>) };
}

function fill(store: MetricsStore, series: readonly SyntheticSeries[]): void {
  for (const { labels, samples } of series) {
    const set = labelSetFrom(labels);
    for (const [timeMs, value] of samples) {
      if (value === undefined) store.markStale(timeMs, [set]);
      else store.appendSamples(timeMs, [{ labels: set, value }]);
    }
  }
}

function seconds(timeMs: number): string {
  return String(timeMs / 1000);
}

/** Only sort, topk and bottomk promise an order. */
function isOrdered(query: string): boolean {
  return /^sort|^(?:top|bottom)k\(/.test(query);
}

function sorted(data: unknown): unknown {
  return Array.isArray(data) ? data.map((item) => canonical(item)).toSorted() : data;
}

/** JSON with keys in order, so that equal objects give equal texts. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === 'object' && inner !== null && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The first difference between two results, told in a sentence; undefined when they are equal within the tolerance. */
function findDifference(theirs: unknown, ours: unknown, keepsOrder: boolean): string | undefined {
  const [a, b] = [theirs as ResultData, ours as ResultData];
  if (a.resultType !== b.resultType) return `result type ${b.resultType} instead of ${a.resultType}`;
  if (a.resultType === 'string' || a.resultType === 'scalar') return differingPoint(a.result, b.result, '');
  const [left, right] = [a, b].map(({ result }) => {
    const entries = result.map((item) => ({ item: item as Item, key: canonical((item as Item).metric) }));
    return keepsOrder ? entries : entries.toSorted((x, y) => (x.key < y.key ? -1 : 1));
  });
  const keys = (entries: typeof left) => (entries ?? []).map(({ key }) => key).join('\n');
  if (keys(left) !== keys(right)) return `series\n${keys(right)}\ninstead of\n${keys(left)}`;
  for (const [index, { item, key }] of (left ?? []).entries()) {
    const other = right?.[index]?.item;
    const difference =
      item.values === undefined
        ? differingPoint(item.value, other?.value, key)
        : item.values.length === other?.values?.length
          ? item.values
              .map((point, at) => differingPoint(point, other.values?.[at], key))
              .find((text) => text !== undefined)
          : `${key}: ${other?.values?.length} points instead of ${item.values.length}`;
    if (difference !== undefined) return difference;
  }
  return undefined;
}

interface Item {
  readonly metric: Record<string, string>;
  readonly value?: readonly unknown[];
  readonly values?: readonly (readonly unknown[])[];
}

function differingPoint(
  theirs: readonly unknown[] | undefined,
  ours: readonly unknown[] | undefined,
  key: string,
) {
  const [[timeA, textA], [timeB, textB]] = [theirs ?? [], ours ?? []];
  if (timeA === timeB && (textA === textB || isClose(Number(textA), Number(textB)))) return undefined;
  return `${key}: ${String(textB)} at ${String(timeB)} instead of ${String(textA)} at ${String(timeA)}`;
}

function isClose(a: number, b: number): boolean {
  return Math.abs(a - b) <= TOLERANCE * Math.max(Math.abs(a), Math.abs(b));
}
