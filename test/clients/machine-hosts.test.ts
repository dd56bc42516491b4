import dns from 'node:dns';
import { afterEach, describe, expect, jest, test } from '@jest/globals';
import { attemptHttp } from '../../src/clients/http-attempt.js';
import { exchange } from '../../src/clients/kubernetes/exchange.js';
import { createBoundedFetch } from '../../src/clients/mcp/bounded-fetch.js';
import { exchange as exchangeWithPagerDuty } from '../../src/clients/pagerduty-exchange.js';

const ask = (url: string) =>
  attemptHttp({ url: new URL(url), method: 'GET', headers: {}, timeoutMs: 1_000, maxBytes: 100 });

describe('addresses of the machine itself', () => {
  test.each([
    'http://169.254.169.254/latest/meta-data/',
    'http://2852039166/',
    'http://0xA9.0xFE.0xA9.0xFE/',
    'http://0251.0376.0251.0376/',
    'http://169.254.169.254./',
    'http://[::ffff:169.254.169.254]/',
    'http://[::ffff:a9fe:a9fe]/',
    'http://[64:ff9b::a9fe:a9fe]/',
    'http://[fe80::1]/',
    'http://[fd00:ec2::254]/',
    'http://0/',
    'http://[::]:80/',
    'http://metadata.google.internal/computeMetadata/v1/',
    'http://METADATA.google.internal./',
    'http://①⑥⑨。②⑤④。①⑥⑨。②⑤④/',
  ])('are not asked: %s', async (url) => {
    expect(await ask(url)).toMatchObject({
      kind: 'unreachable',
      cause: { message: expect.stringContaining('nothing is sent there') },
    });
  });

  test.each(['http://127.0.0.1:1/', 'http://[::1]:1/'])(
    'are not those where services may be: %s',
    async (url) => {
      expect(await ask(url)).toMatchObject({
        cause: { message: expect.not.stringContaining('nothing is sent there') },
      });
    },
  );
});

/** The resolver says what a hostile or mistaken zone would; everything else is as it runs. */
describe('a name that leads to the machine itself', () => {
  const URL_BY_NAME = 'http://inventory.example:1/';
  const NOTHING_SENT = { message: expect.stringContaining('nothing is sent there') };
  const say = (...addresses: readonly string[]) => {
    const found = addresses.map((address) => ({ address, family: 4 as const }));
    const answer = (...args: readonly unknown[]) =>
      (args.at(-1) as (error: null, all: typeof found) => void)(null, found);
    jest.spyOn(dns, 'lookup').mockImplementation(answer as unknown as typeof dns.lookup);
    jest
      .spyOn(dns.promises, 'lookup')
      .mockImplementation((async () => found) as unknown as typeof dns.promises.lookup);
  };
  afterEach(() => {
    jest.restoreAllMocks();
  });

  const signal = () => AbortSignal.timeout(2_000);
  const WAYS: readonly [string, (url: string) => Promise<unknown>][] = [
    ['endpoints and services', ask],
    [
      'clusters',
      (url) =>
        exchange({
          url: new URL(url),
          method: 'GET',
          headers: {},
          options: {},
          maxBytes: 100,
          signal: signal(),
        }),
    ],
    [
      'MCP servers',
      (url) =>
        createBoundedFetch({ maxBytes: 100, timeoutMs: 1_000, onTooLong: () => {} })(url, {
          method: 'POST',
        }).catch((cause: unknown) => ({ cause })),
    ],
    [
      'PagerDuty',
      (base) =>
        exchangeWithPagerDuty(
          { base: base.replace(/\/$/, ''), token: 'x', fromEmail: 'x@example.com', timeoutMs: 1_000 },
          { method: 'GET', path: '/incidents' },
        ),
    ],
  ];

  test.each(WAYS)('is not asked for %s, whatever else it leads to', async (_, reach) => {
    say('127.0.0.1', '169.254.169.254');
    expect(await reach(URL_BY_NAME)).toMatchObject({ cause: NOTHING_SENT });
  });

  test.each(WAYS)('is asked for %s when it leads elsewhere', async (_, reach) => {
    say('127.0.0.1');
    expect(await reach(URL_BY_NAME)).not.toMatchObject({ cause: NOTHING_SENT });
    expect(await reach(URL_BY_NAME)).toMatchObject({ cause: expect.anything() });
  });
});
