import { afterEach, describe, expect, test } from '@jest/globals';
import { ConfigError, UncertainOutcomeError, UpstreamError } from '../../src/shared/errors.js';
import {
  createNamedEndpoints,
  type NamedEndpointConfig,
  type NamedEndpointsOptions,
} from '../../src/clients/named-endpoints.js';
import { startHttpStub, type HttpStub, type StubAnswer } from '../helpers/http-stub.js';

const TOKEN = 'very-secret-token';

let stub: HttpStub | undefined;

afterEach(async () => {
  await stub?.close();
  stub = undefined;
});

function endpoint(url: string, more: Partial<NamedEndpointConfig> = {}): NamedEndpointConfig {
  return {
    name: 'rollback-checkout',
    description: 'Puts the previous release of checkout back.',
    service: 'checkout',
    method: 'POST',
    url: `${url}/rollback`,
    headers: { Authorization: `Bearer ${TOKEN}` },
    body: { to: 'previous' },
    previewUrl: `${url}/rollback/preview`,
    risk: 'medium',
    isIdempotent: false,
    undo: null,
    isReversible: true,
    rollback: 'Deploy the newer release again.',
    ...more,
  };
}

async function setUp(
  answer: StubAnswer,
  more: { endpoint?: Partial<NamedEndpointConfig>; options?: Partial<NamedEndpointsOptions> } = {},
) {
  const server = await startHttpStub(() => answer);
  stub = server;
  const endpoints = createNamedEndpoints({
    endpoints: [endpoint(server.url, more.endpoint)],
    timeoutMs: 2_000,
    ...more.options,
  });
  const call = (signal = new AbortController().signal) =>
    endpoints.call('rollback-checkout', { idempotencyKey: 'key-1', signal });
  return { server, endpoints, call };
}

async function failureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`Expected an UpstreamError, got ${String(error)}`);
  return error;
}

describe('call', () => {
  test('sends exactly what is configured, with the idempotency key', async () => {
    const { call, server } = await setUp({ body: 'rolled back' });

    expect(await call()).toEqual({ status: 200, body: 'rolled back' });

    const request = server.requests[0];
    expect(request).toMatchObject({ method: 'POST', path: '/rollback', body: '{"to":"previous"}' });
    expect(request?.headers).toMatchObject({
      authorization: `Bearer ${TOKEN}`,
      'content-type': 'application/json',
      'idempotency-key': 'key-1',
    });
  });

  test('takes any 2xx for a success', async () => {
    const { call } = await setUp({ status: 202, body: '' });

    expect(await call()).toEqual({ status: 202, body: '' });
  });

  test.each([400, 404, 409, 429, 500, 503])(
    'a %d is a certain failure and is not repeated',
    async (status) => {
      const { call, server } = await setUp({ status, body: 'no' });

      const failure = await failureOf(call());

      expect(failure).toMatchObject({ service: 'rollback-checkout', status, isRetryable: false });
      expect(failure).not.toBeInstanceOf(UncertainOutcomeError);
      expect(server.requests).toHaveLength(1);
    },
  );

  test('a failure quotes what the target said, without the credential', async () => {
    const { call } = await setUp({ status: 409, body: `nothing to\nroll back (asked by ${TOKEN})` });

    const failure = await failureOf(call());

    expect(failure.message).toBe(
      'rollback-checkout answered 409: "nothing to roll back (asked by [secret])"',
    );
  });

  test('a redirect is not followed', async () => {
    const { call, server } = await setUp({ status: 307, headers: { location: '/elsewhere' } });

    const failure = await failureOf(call());

    expect(failure.message).toBe('rollback-checkout answered 307, a redirect, which is not followed');
    expect(server.requests).toHaveLength(1);
  });

  test.each<[string, StubAnswer]>([
    ['does not answer in time', 'hang'],
    ['breaks the connection', 'drop'],
    ['is behind a gateway that gave up', { status: 504, body: '' }],
  ])('the outcome is uncertain when the target %s, and nothing is repeated', async (_what, answer) => {
    const { call, server } = await setUp(answer, { options: { timeoutMs: 200 } });

    const failure = await failureOf(call());

    expect(failure).toBeInstanceOf(UncertainOutcomeError);
    expect(failure.isRetryable).toBe(false);
    expect(failure.message).toContain('It may have acted all the same');
    expect(server.requests).toHaveLength(1);
  });

  test('the outcome is uncertain when the caller gives up in the middle', async () => {
    const { call } = await setUp('hang');

    const failure = await failureOf(call(AbortSignal.timeout(50)));

    expect(failure).toBeInstanceOf(UncertainOutcomeError);
  });

  test('nobody listening is a certain failure: nothing was sent', async () => {
    const { call, server } = await setUp({});
    await server.close();
    stub = undefined;

    const failure = await failureOf(call());

    expect(failure).not.toBeInstanceOf(UncertainOutcomeError);
    expect(failure.message).toContain('cannot be reached, so nothing was sent');
  });

  test('a name that is not configured cannot be called', async () => {
    const { endpoints, server } = await setUp({});
    const { signal } = new AbortController();

    await expect(endpoints.call('drop-database', { idempotencyKey: 'k', signal })).rejects.toThrow(
      ConfigError,
    );
    expect(endpoints.describe('drop-database')).toBeUndefined();
    expect(server.requests).toHaveLength(0);
  });
});

describe('answers', () => {
  test('are cut to 4 KiB', async () => {
    const { call } = await setUp({ body: 'x'.repeat(100_000) });

    expect((await call()).body).toHaveLength(4_096);
  });

  test('never hold the credential, with or without its scheme', async () => {
    const { call } = await setUp({
      body: `you sent Bearer ${TOKEN} or ${TOKEN}${'.'.repeat(5_000)}${TOKEN}`,
    });

    const { body } = await call();

    expect(body).toMatch(/^you sent \[secret\] or \[secret\]\.+$/);
  });

  test('do not turn a success into a failure when they break off', async () => {
    const server = await startHttpStub((_request, response) => {
      response.writeHead(200, { 'content-length': '100' });
      response.write('done');
      setTimeout(() => response.destroy(), 20);
      return undefined;
    });
    stub = server;
    const endpoints = createNamedEndpoints({ endpoints: [endpoint(server.url)], timeoutMs: 2_000 });
    const { signal } = new AbortController();

    const answer = await endpoints.call('rollback-checkout', { idempotencyKey: 'k', signal });

    expect(answer).toEqual({ status: 200, body: 'done' });
  });
});

describe('preview', () => {
  test('reads the preview address with GET and the same credential', async () => {
    const { endpoints, server } = await setUp({ body: 'would go from v2 to v1' });

    const answer = await endpoints.preview('rollback-checkout', new AbortController().signal);

    expect(answer).toEqual({ status: 200, body: 'would go from v2 to v1' });
    expect(server.requests[0]).toMatchObject({ method: 'GET', path: '/rollback/preview', body: '' });
    expect(server.requests[0]?.headers.authorization).toBe(`Bearer ${TOKEN}`);
  });

  test('is undefined where none is configured', async () => {
    const { endpoints, server } = await setUp({}, { endpoint: { previewUrl: undefined } });

    expect(await endpoints.preview('rollback-checkout', new AbortController().signal)).toBeUndefined();
    expect(server.requests).toHaveLength(0);
  });

  test('that hangs is an ordinary failure: nothing could have changed', async () => {
    const { endpoints } = await setUp('hang', { options: { timeoutMs: 200 } });

    const failure = await failureOf(endpoints.preview('rollback-checkout', new AbortController().signal));

    expect(failure).not.toBeInstanceOf(UncertainOutcomeError);
    expect(failure.isRetryable).toBe(true);
  });
});

describe('configuration', () => {
  test('the description holds neither headers nor body', async () => {
    const { endpoints, server } = await setUp({});

    const shown = endpoints.describe('rollback-checkout');

    expect(shown).toEqual({
      name: 'rollback-checkout',
      bodyHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      description: 'Puts the previous release of checkout back.',
      service: 'checkout',
      undo: null,
      wants: null,
      method: 'POST',
      url: `${server.url}/rollback`,
      risk: 'medium',
      isIdempotent: false,
      isReversible: true,
      rollback: 'Deploy the newer release again.',
    });
  });

  test.each<[string, Partial<NamedEndpointConfig>]>([
    ['an address with a password', { url: 'http://bob:hunter22@shop.example/' }],
    ['another scheme', { url: 'file:///etc/passwd' }],
    ['a password in its check', { check: { url: 'http://bob:hunter22@shop.example/', path: '', is: 1 } }],
    ['an address that is none', { url: 'shop' }],
    ['a GET with a body', { method: 'GET' }],
    ['a method that is none', { method: 'ROLL BACK' }],
    ['a header with a line break', { headers: { authorization: 'hunter22\nx: y' } }],
  ])('refuses %s without showing secrets', (_what, more) => {
    let message = '';
    try {
      createNamedEndpoints({ endpoints: [endpoint('http://shop.example', more)], timeoutMs: 1_000 });
    } catch (error) {
      message = error instanceof ConfigError ? error.message : '';
    }

    expect(message).toContain('rollback-checkout');
    expect(message).not.toContain('hunter22');
  });

  test('refuses two endpoints of one name', () => {
    const endpoints = [endpoint('http://a.example'), endpoint('http://b.example')];

    expect(() => createNamedEndpoints({ endpoints, timeoutMs: 1_000 })).toThrow('rename one of them');
  });
});
