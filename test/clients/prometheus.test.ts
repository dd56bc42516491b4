import { afterEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../../src/shared/errors.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { createPrometheus, type PrometheusOptions } from '../../src/clients/prometheus.js';
import { startHttpStub, type HttpStub, type StubAnswer } from '../helpers/http-stub.js';

let stub: HttpStub | undefined;

afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

/** A client of a server that gives these answers in turn, and the last one for ever. */
async function setUp(answers: readonly StubAnswer[], options: Partial<PrometheusOptions> = {}) {
  let next = 0;
  const server = await startHttpStub(() => answers[Math.min(next++, answers.length - 1)]);
  stub = server;
  const prometheus = createPrometheus({
    url: server.url,
    timeoutMs: 2_000,
    maxSeries: 3,
    maxPointsPerSeries: 100,
    maxBytes: 1024 * 1024,
    ...options,
  });
  return { prometheus, server };
}

function success(resultType: string, result: unknown, more: object = {}): StubAnswer {
  return { body: { status: 'success', data: { resultType, result }, ...more } };
}

async function failureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`Expected an UpstreamError, got ${String(error)}`);
  return error;
}

const RANGE = { start: new Date('2026-11-01T10:00:00Z'), end: new Date('2026-11-01T11:00:00Z') };

describe('queries', () => {
  test('reads a vector, sends the query as a form and the token as a header', async () => {
    const result = [{ metric: { service: 'cart' }, value: [1_700_000_000.5, '0.25'] }];
    const { prometheus, server } = await setUp([success('vector', result)], { token: 'secret-token' });

    const answer = await prometheus.queryInstant('up', { at: new Date(1_700_000_000_500) });

    expect(answer).toEqual({
      series: [{ labels: { service: 'cart' }, times: [1_700_000_000.5], values: [0.25] }],
      isPartial: false,
      warnings: [],
    });
    const request = server.requests[0];
    expect(request?.method).toBe('POST');
    expect(request?.path).toBe('/api/v1/query');
    expect(request?.headers.authorization).toBe('Bearer secret-token');
    const form = new URLSearchParams(request?.body);
    expect(form.get('query')).toBe('up');
    expect(form.get('time')).toBe('1700000000.5');
  });

  test('reads a matrix and sends the range in seconds', async () => {
    const result = [{ metric: {}, values: [[1, '1'], [31, '2e3']] }]; // prettier-ignore
    const { prometheus, server } = await setUp([success('matrix', result)]);

    const answer = await prometheus.queryRange('up', RANGE, { stepSeconds: 60 });

    expect(answer.series).toEqual([{ labels: {}, times: [1, 31], values: [1, 2000] }]);
    expect(answer.warnings).toEqual([]);
    const form = new URLSearchParams(server.requests[0]?.body);
    expect([form.get('start'), form.get('end'), form.get('step')]).toEqual([
      '1793527200',
      '1793530800',
      '60',
    ]);
  });

  test('reads a scalar as one series without labels', async () => {
    const { prometheus } = await setUp([success('scalar', [5, '42'])]);

    const answer = await prometheus.queryInstant('42', {});

    expect(answer.series).toEqual([{ labels: {}, times: [5], values: [42] }]);
  });

  test('leaves out NaN and infinite samples, says how many, and drops a series that has no other', async () => {
    const result = [
      { metric: { a: '1' }, values: [[1, 'NaN'], [2, '5'], [3, '+Inf'], [4, '-Inf']] }, // prettier-ignore
      { metric: { a: '2' }, values: [[1, 'NaN']] },
    ];
    const { prometheus } = await setUp([success('matrix', result)]);

    const answer = await prometheus.queryRange('x', RANGE, { stepSeconds: 60 });

    expect(answer.series).toEqual([{ labels: { a: '1' }, times: [2], values: [5] }]);
    expect(answer.warnings).toEqual(['4 samples were NaN or infinite and left out.']);
    expect(answer.isPartial).toBe(false);
  });

  test('gives no series for an empty result', async () => {
    const { prometheus } = await setUp([success('vector', [])]);

    const answer = await prometheus.queryInstant('absent', {});

    expect(answer).toEqual({ series: [], isPartial: false, warnings: [] });
  });

  test('keeps the first series up to the cap and says so', async () => {
    const result = ['a', 'b', 'c', 'd'].map((name) => ({ metric: { name }, value: [1, '1'] }));
    const { prometheus } = await setUp([success('vector', result)]);

    const answer = await prometheus.queryInstant('many', {});

    expect(answer.series.map((series) => series.labels.name)).toEqual(['a', 'b', 'c']);
    expect(answer.isPartial).toBe(true);
    expect(answer.warnings).toEqual(['The answer has more than 3 series; only the first 3 were kept.']);
  });

  test('raises the step so that no series has too many points', async () => {
    const { prometheus, server } = await setUp([success('matrix', [])]);

    const answer = await prometheus.queryRange('up', RANGE, { stepSeconds: 1 });

    expect(new URLSearchParams(server.requests[0]?.body).get('step')).toBe('36');
    expect(answer.warnings).toEqual(['The step was raised from 1 s to 36 s to bound the answer.']);
  });

  test('takes an answer with advice about the query for complete', async () => {
    const { prometheus } = await setUp([success('vector', [], { infos: ['might not be a counter'] })]);

    expect(await prometheus.queryInstant('up', {})).toEqual({ series: [], isPartial: false, warnings: [] });
  });

  test('passes warnings on and calls the answer partial', async () => {
    const notes = { warnings: ['store 2 is down'] };
    const { prometheus } = await setUp([success('vector', [], notes)]);

    const answer = await prometheus.queryInstant('up', {});

    expect(answer).toEqual({
      series: [],
      isPartial: true,
      warnings: ['store 2 is down'],
    });
  });
});

describe('failures', () => {
  test.each([
    [400, 'bad_data', 'parse error: unexpected "}"'],
    [422, 'execution', 'multiple matches for labels'],
  ])('a %d carries the explanation and is not retried', async (status, errorType, error) => {
    const { prometheus, server } = await setUp([{ status, body: { status: 'error', errorType, error } }]);

    const failure = await failureOf(prometheus.queryInstant('up}', {}));

    expect(failure).toMatchObject({ service: 'prometheus', status, isRetryable: false });
    expect(failure.message).toBe(`Prometheus refused the query (${status} ${errorType}): ${error}`);
    expect(server.requests).toHaveLength(1);
  });

  test('a long explanation is cut', async () => {
    const { prometheus } = await setUp([
      { status: 400, body: { status: 'error', errorType: 'bad_data', error: 'x'.repeat(5_000) } },
    ]);

    const failure = await failureOf(prometheus.queryInstant('up', {}));

    expect(failure.message.length).toBeLessThan(400);
  });

  test('a 503 is asked again, and the second answer counts', async () => {
    const metrics = createMetrics();
    const unavailable = {
      status: 503,
      body: { status: 'error', errorType: 'timeout', error: 'query timed out' },
    };
    const { prometheus, server } = await setUp([unavailable, success('vector', [])], { metrics });

    await prometheus.queryInstant('up', {});

    expect(server.requests).toHaveLength(2);
    const text = await metrics.registry.metrics();
    expect(text).toContain(
      'firewatch_upstream_request_duration_seconds_count{service="prometheus",result="error"} 1',
    );
    expect(text).toContain(
      'firewatch_upstream_request_duration_seconds_count{service="prometheus",result="ok"} 1',
    );
  });

  test('a 503 that stays is an error worth trying later', async () => {
    const { prometheus, server } = await setUp([{ status: 503, body: 'unavailable' }]);

    const failure = await failureOf(prometheus.queryInstant('up', {}));

    expect(failure).toMatchObject({ status: 503, isRetryable: true });
    expect(server.requests).toHaveLength(3);
  });

  test('a server that does not answer in time is given up, once, with advice', async () => {
    const { prometheus, server } = await setUp(['hang'], { timeoutMs: 200 });

    const failure = await failureOf(prometheus.queryInstant('up', {}));

    const { host } = new URL(server.url);
    expect(failure.message).toBe(
      `Prometheus at ${host} did not answer within 0.2 s; check PROMETHEUS_URL and the network.`,
    );
    expect(failure.isRetryable).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test('the time limit covers a body that trickles', async () => {
    const server = await startHttpStub((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"status":');
      const timer = setInterval(() => response.write(' '), 20);
      response.on('close', () => clearInterval(timer));
      return undefined;
    });
    stub = server;
    const limits = { timeoutMs: 200, maxSeries: 3, maxPointsPerSeries: 100, maxBytes: 1_000_000 };
    const prometheus = createPrometheus({ url: server.url, ...limits });

    const failure = await failureOf(prometheus.queryInstant('up', {}));

    expect(failure.message).toContain('did not answer within 0.2 s');
  });

  test('the caller can give up at any time', async () => {
    const { prometheus } = await setUp(['hang']);
    const startedAt = Date.now();

    const failure = await failureOf(prometheus.queryInstant('up', { signal: AbortSignal.timeout(50) }));

    expect(Date.now() - startedAt).toBeLessThan(1_000);
    expect(failure.message).toContain('the caller gave up');
  });

  test('an answer of 50 MB is cut off while it streams', async () => {
    const chunk = Buffer.alloc(1024 * 1024, 'x');
    let sent = 0;
    const server = await startHttpStub((_request, response) => {
      const push = () => {
        while (sent < 50 && !response.destroyed) {
          sent += 1;
          if (!response.write(chunk)) return void response.once('drain', push);
        }
        response.end();
      };
      push();
      return undefined;
    });
    stub = server;
    const limits = { timeoutMs: 5_000, maxSeries: 3, maxPointsPerSeries: 100, maxBytes: 2 * 1024 * 1024 };
    const prometheus = createPrometheus({ url: server.url, ...limits });

    const failure = await failureOf(prometheus.queryInstant('up', {}));

    expect(failure.message).toContain('answered more than 2 MiB');
    expect(failure.isRetryable).toBe(false);
    expect(sent).toBeLessThan(50);
    expect(server.requests).toHaveLength(1);
  });

  test('a redirect is not followed', async () => {
    const { prometheus, server } = await setUp([
      { status: 302, headers: { location: '/login?next=secret' } },
    ]);

    const failure = await failureOf(prometheus.queryInstant('up', {}));

    expect(failure.message).toContain(
      'redirects elsewhere (302), which is not followed; check PROMETHEUS_URL',
    );
    expect(failure.message).not.toContain('secret');
    expect(server.requests).toHaveLength(1);
  });

  test('a page that is not the API is told apart from a failure', async () => {
    const { prometheus } = await setUp([{ body: '<html>Welcome</html>' }]);

    const failure = await failureOf(prometheus.queryInstant('up', {}));

    expect(failure.message).toContain('check that PROMETHEUS_URL is the base address');
    expect(failure.isRetryable).toBe(false);
  });

  test('nobody there: says so, and never shows the credentials of the address', async () => {
    const { prometheus, server } = await setUp([success('vector', [])]);
    const { host } = new URL(server.url);
    await prometheus.ping().catch(() => undefined);
    await server.close();
    stub = undefined;
    const limits = { timeoutMs: 1_000, maxSeries: 3, maxPointsPerSeries: 100, maxBytes: 1_000_000 };
    const gone = createPrometheus({ url: `http://bob:hunter22@${host}/`, token: undefined, ...limits });

    const failure = await failureOf(gone.queryInstant('up', {}));

    expect(failure.message).toBe(
      `Prometheus at ${host} cannot be reached; check PROMETHEUS_URL and the network.`,
    );
    expect(failure.isRetryable).toBe(true);
    expect(JSON.stringify([failure.message, String(failure.cause), failure.stack])).not.toContain('hunter22');
  });

  test('a 429 is retried after the pause that it asks for, and not at all when that is too long', async () => {
    const short = await setUp([{ status: 429, headers: { 'retry-after': '0' } }, success('vector', [])]);
    await short.prometheus.queryInstant('up', {});
    expect(short.server.requests).toHaveLength(2);
    await short.server.close();

    const long = await setUp([{ status: 429, headers: { 'retry-after': '3600' } }]);
    const failure = await failureOf(long.prometheus.queryInstant('up', {}));
    expect(failure).toMatchObject({ status: 429, isRetryable: true });
    expect(long.server.requests).toHaveLength(1);
  });
});

describe('the rest of the API', () => {
  test('lists metric names that contain a text, and says when there are more', async () => {
    const names = ['http_requests_total', 'HTTP_errors_total', 'up', 'http_in_flight'];
    const { prometheus } = await setUp([{ body: { status: 'success', data: names } }]);

    expect(await prometheus.listMetrics({ contains: 'http', limit: 2 })).toEqual({
      names: ['http_requests_total', 'HTTP_errors_total'],
      hasMore: true,
    });
    expect(await prometheus.listMetrics({ contains: 'up', limit: 2 })).toEqual({
      names: ['up'],
      hasMore: false,
    });
  });

  test('keeps the path of its address and sends its user and password', async () => {
    const { server } = await setUp([success('vector', [])]);
    const url = server.url.replace('http://', 'http://bob:p%40ss@') + '/prom/';
    const limits = { timeoutMs: 1_000, maxSeries: 3, maxPointsPerSeries: 100, maxBytes: 1_000_000 };

    await createPrometheus({ url, ...limits }).queryInstant('up', {});

    expect(server.requests[0]?.path).toBe('/prom/api/v1/query');
    expect(server.requests[0]?.headers.authorization).toBe(`Basic ${btoa('bob:p@ss')}`);
  });

  test('ping tells the version, or null where the backend has no such page', async () => {
    const known = await setUp([{ body: { status: 'success', data: { version: '2.42.0' } } }]);
    expect(await known.prometheus.ping()).toEqual({ version: '2.42.0' });
    await known.server.close();

    const unknown = await setUp([{ status: 404, body: 'not found' }, success('vector', [])]);
    expect(await unknown.prometheus.ping()).toEqual({ version: null });
  });
});
