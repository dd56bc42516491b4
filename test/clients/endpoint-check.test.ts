import { describe, expect, test } from '@jest/globals';
import { createNamedEndpoints } from '../../src/clients/named-endpoints.js';
import { createPrometheus } from '../../src/clients/prometheus.js';
import { endpointsOf } from '../../src/app/settings.js';
import { loadConfig } from '../../src/config/config.js';
import { ConfigFile } from '../../src/config/file.js';
import { ConfigError, UncertainOutcomeError, UpstreamError } from '../../src/shared/errors.js';
import { closeAfterEach } from '../helpers/close-after-each.js';
import { startHttpStub, type StubAnswer } from '../helpers/http-stub.js';

const SECRET = 'very-secret-token';

const onClose = closeAfterEach();

const configured = (check: object) =>
  ConfigFile.safeParse({
    actions: {
      httpEndpoints: [
        {
          name: 'pin-checkout',
          description: 'Pins checkout.',
          service: 'checkout',
          url: 'http://deploy.example/pin',
          headers: { authorization: `Bearer ${SECRET}` },
          check,
        },
      ],
    },
  });

/** From the configuration to the wire; `url` of a check is a path of the server. */
async function setUp(
  answer: StubAnswer,
  check: { readonly url?: string; readonly [key: string]: unknown },
  { isMetrics = true } = {},
) {
  const server = await startHttpStub(() => answer);
  onClose(() => server.close());
  const url = check.url === undefined ? {} : { url: server.url + check.url };
  const file = configured({ ...check, ...url }).data;
  if (!file) throw new Error('The configuration is refused.');
  const metrics = createPrometheus({
    url: server.url,
    timeoutMs: 300,
    maxSeries: 10,
    maxPointsPerSeries: 10,
    maxBytes: 10_000,
  });
  const endpoints = createNamedEndpoints({
    endpoints: endpointsOf({ ...loadConfig({}), file }),
    timeoutMs: 300,
    ...(isMetrics && { metrics }),
  });
  const look = () => endpoints.check('pin-checkout', AbortSignal.timeout(5_000));
  return { server, endpoints, look };
}

const json = (body: unknown): StubAnswer => ({ body });

describe('an address', () => {
  test.each<[string, unknown, object, boolean, string]>([
    [
      'the value',
      { release: { id: 'v1.14.2' } },
      { path: 'release.id', is: 'v1.14.2' },
      true,
      'at release.id answers "v1.14.2"',
    ],
    [
      'another value',
      { release: 'v1.15.0' },
      { path: 'release', is: 'v1.14.2' },
      false,
      'answers "v1.15.0", wanted "v1.14.2"',
    ],
    ['a text for a number', { replicas: '3' }, { path: 'replicas', is: 3 }, false, 'answers "3", wanted 3'],
    ['true', { on: true }, { path: 'on', is: true }, true, 'answers true'],
    ['null', { pinned: null }, { path: 'pinned', is: null }, true, 'answers null'],
    ['nothing there', { pinned: 1 }, { path: 'other', is: null }, false, 'answers nothing, wanted null'],
    ['plain text', 'ok\n', { is: 'ok' }, true, 'answers "ok"'],
    [
      'what matches',
      { release: 'v1.14.2' },
      { path: 'release', matches: 'v1\\.\\d+\\.2' },
      true,
      'answers "v1.14.2"',
    ],
    [
      'what matches in part',
      { release: 'v1.14.20' },
      { path: 'release', matches: 'v1\\.14\\.2' },
      false,
      'wanted what matches v1\\.14\\.2',
    ],
    ['what takes for ever to match', 'a'.repeat(40), { matches: '(?:a|a)*b' }, false, 'wanted what matches'],
    ['an object', { release: {} }, { path: 'release', matches: '.*' }, false, 'answers {}'],
    [
      'what we sent',
      { echo: `Bearer ${SECRET}` },
      { path: 'echo', is: '' },
      false,
      'answers "[secret]", wanted ""',
    ],
  ])('that answers %s', async (_what, body, check, isReached, text) => {
    const { look, server } = await setUp(json(body), { url: '/state?of=checkout', ...check });
    expect(await look()).toEqual({ isReached, text: expect.stringContaining(text) });
    expect(server.requests).toMatchObject([
      { method: 'GET', path: '/state', body: '', headers: { authorization: `Bearer ${SECRET}` } },
    ]);
  });

  test.each<[string, StubAnswer, string]>([
    ['an error', { status: 500, body: `no, ${SECRET}` }, 'answered 500: "no, [secret]"'],
    [
      'a redirect',
      { status: 302, headers: { location: 'http://169.254.169.254/' } },
      'a redirect, which is not followed',
    ],
    ['nothing in time', 'hang', 'did not answer within 0.3 s'],
    ['too much', { body: 'x'.repeat(70_000) }, 'more than 64 KiB'],
  ])('that answers %s tells nothing', async (_what, answer, text) => {
    const { look, server } = await setUp(answer, { url: '/state', is: 'ok' });
    const error: unknown = await look().catch((caught: unknown) => caught);
    expect(error).toBeInstanceOf(UpstreamError);
    expect(error).not.toBeInstanceOf(UncertainOutcomeError);
    expect(String(error)).toContain(text);
    expect(server.requests).toHaveLength(1);
  });

  test('of the machine itself is never asked', async () => {
    const { data } = configured({ url: 'http://169.254.169.254/latest', is: 'ok' });
    const endpoints = createNamedEndpoints({
      endpoints: endpointsOf({ ...loadConfig({}), file: data! }),
      timeoutMs: 300,
    });
    await expect(endpoints.check('pin-checkout', AbortSignal.timeout(5_000))).rejects.toThrow(
      'cannot be reached',
    );
  });
});

describe('a query', () => {
  const series = (...values: string[]): StubAnswer =>
    json({
      status: 'success',
      data: {
        resultType: 'vector',
        result: values.map((value, id) => ({ metric: { id: String(id) }, value: [1, value] })),
      },
    });

  test.each<[string, StubAnswer, boolean, string]>([
    ['holds', series('0.01', '0.02'), true, 'errors is 0.01, 0.02'],
    ['does not hold for one', series('0.01', '0.5'), false, 'errors is 0.5, wanted < 0.1'],
    ['has no answer', series(), false, 'errors is unknown, wanted < 0.1'],
    ['has an incomplete answer', series('0.01', 'NaN'), false, 'not complete'],
  ])('that %s', async (_what, answer, isReached, text) => {
    const { look } = await setUp(answer, { query: 'errors', is: '< 0.1' });
    expect(await look()).toEqual({ isReached, text: expect.stringContaining(text) });
  });

  test('that fails tells nothing', async () => {
    const { look } = await setUp({ status: 422, body: {} }, { query: 'errors', is: '< 0.1' });
    await expect(look()).rejects.toBeInstanceOf(UpstreamError);
  });
});

test('an endpoint says what its check wants, without its headers', async () => {
  const { endpoints, server } = await setUp({}, { url: '/state', path: 'release', is: 'v1' });
  const shown = endpoints.describe('pin-checkout');
  expect(shown?.wants).toBe(`${server.url}/state at release to answer "v1"`);
  expect(JSON.stringify(shown)).not.toContain(SECRET);
});

test.each<[string, object]>([
  ['nothing to ask', { is: 'ok' }],
  ['two things to ask', { url: 'http://a.example', query: 'up', is: '== 1' }],
  ['nothing to want', { url: 'http://a.example' }],
  ['two things to want', { url: 'http://a.example', is: 'a', matches: 'a' }],
  ['a pattern that is none', { url: 'http://a.example', matches: '(' }],
  ['another scheme', { url: 'file:///etc/passwd', is: 'a' }],
])('the configuration refuses a check with %s', (_what, check) => {
  expect(configured(check).success).toBe(false);
});

test.each<[string, { url?: string; query?: string; is: string }, { isMetrics?: boolean }, string]>([
  ['a query without a comparison', { query: 'errors', is: 'low' }, {}, 'must be a comparison such as'],
  ['a query and nothing to ask', { query: 'errors', is: '< 1' }, { isMetrics: false }, 'set PROMETHEUS_URL'],
])('the start is refused with %s', async (_what, check, options, words) => {
  const error: unknown = await setUp({}, check, options).catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(ConfigError);
  expect(String(error)).toContain(words);
});
