import { afterEach, describe, expect, test } from '@jest/globals';
import { createFeatureFlags } from '../../../src/clients/services/feature-flags.js';
import { UncertainOutcomeError } from '../../../src/shared/errors.js';
import { startHttpStub, type HttpStub, type StubAnswer } from '../../helpers/http-stub.js';
import { catalogueWith, RUN, signal } from './catalogue-with.js';

const ON = { flag: 'new-checkout', value: 'on' };
const OFF = { ...ON, value: 'off' };

let server: HttpStub | undefined;
afterEach(() => server?.close());

/** A flag service that keeps one flag and compares `If-Match`; a test may have it answer otherwise, or see who writes. */
async function flagService(onWrite: () => StubAnswer | undefined = () => undefined) {
  const state = { enabled: true as unknown, writes: 0 };
  const etag = () => `"${String(state.enabled)}"`;
  const stub = await startHttpStub(({ method, headers, body }) => {
    if (headers.authorization !== 'Bearer flag-token') return { status: 401 };
    if (method === 'GET') return { headers: { etag: etag() }, body: { data: { enabled: state.enabled } } };
    const answer = onWrite();
    if (answer) return answer;
    if (headers['if-match'] !== etag()) return { status: 412, body: { error: 'changed meanwhile' } };
    state.enabled = (JSON.parse(body) as { enabled: boolean }).enabled;
    state.writes += 1;
    return { status: 204 };
  });
  server = stub;
  const flags = createFeatureFlags(
    [
      {
        name: 'new-checkout',
        service: 'checkout',
        risk: 'low',
        readUrl: `${stub.url}/flags/new-checkout?env=production`,
        readPath: 'data.enabled',
        writeUrl: `${stub.url}/flags/new-checkout`,
        method: 'PATCH',
        headers: { authorization: 'Bearer flag-token' },
        values: [
          { name: 'on', reads: true, body: { enabled: true } },
          { name: 'off', reads: false, body: { enabled: false } },
        ],
      },
    ],
    300,
  );
  return { state, stub, catalogue: catalogueWith({ flags }) };
}

const run = (targetVersion: string) => ({ ...RUN, targetVersion, idempotencyKey: 'key-1', signal: signal() });

describe('set_feature_flag', () => {
  test('reads what is there, sets what was approved, once, and knows the way back', async () => {
    const { state, stub, catalogue } = await flagService();
    const { plan, arguments: args } = await catalogue.plan('set_feature_flag', OFF, signal());
    expect(plan).toMatchObject({
      effect: 'Set the flag new-checkout to off (now: on)',
      service: 'checkout',
      isReversible: true,
      undo: { action: 'set_feature_flag', arguments: ON },
    });
    expect(await catalogue.check('set_feature_flag', args, signal())).toMatchObject({ isReached: false });

    await catalogue.execute('set_feature_flag', args, run(plan.target.version));
    await catalogue.execute('set_feature_flag', args, run(plan.target.version));

    expect(state).toEqual({ enabled: false, writes: 1 });
    const [sent] = stub.requests.filter(({ method }) => method === 'PATCH');
    expect(sent).toMatchObject({ headers: { 'idempotency-key': 'key-1' }, body: '{"enabled":false}' });
    expect(await catalogue.check('set_feature_flag', args, signal())).toEqual({
      isReached: true,
      text: 'the flag new-checkout is off',
    });
    const undo = await catalogue.plan('set_feature_flag', plan.undo!.arguments, signal());
    expect(undo.plan.effect).toBe(plan.undo!.effect);
  });

  test('is refused when somebody else set it since, also in the very last moment', async () => {
    const { state, catalogue } = await flagService(() => {
      state.enabled = 'half';
      return undefined;
    });
    const { plan } = await catalogue.plan('set_feature_flag', OFF, signal());
    state.enabled = 'canary';
    await expect(catalogue.execute('set_feature_flag', OFF, run(plan.target.version))).rejects.toThrow(
      'is "canary" by now, which nobody approved',
    );
    const changed = await catalogue.plan('set_feature_flag', OFF, signal());
    expect(changed.plan).toMatchObject({ isReversible: false, undo: null });
    expect(changed.plan.target.version).not.toBe(plan.target.version);

    // Between our look and our write.
    state.enabled = true;
    await expect(catalogue.execute('set_feature_flag', OFF, run(plan.target.version))).rejects.toThrow('412');
    expect(state).toEqual({ enabled: 'half', writes: 0 });
  });

  test.each([
    ['a flag that nobody configured', { ...ON, flag: 'drop' }, 'No flag named drop'],
    ['another value', { ...ON, value: 'maybe' }, 'has no value maybe; known are on, off'],
    ['a path', { ...ON, flag: '../admin' }, 'refuses flag'],
    ['a body', { ...ON, body: {} }, 'refuses'],
  ])('is refused for %s', async (_what, args, words) => {
    const { stub, catalogue } = await flagService();
    await expect(catalogue.plan('set_feature_flag', args, signal())).rejects.toThrow(words);
    await expect(catalogue.execute('set_feature_flag', args, run(''))).rejects.toThrow(words);
    expect(stub.requests).toEqual([]);
  });

  test.each([
    ['is uncertain without an answer', 'hang' as const, true],
    ['is uncertain when the connection breaks', 'drop' as const, true],
    ['fails on a refusal, and quotes no token', { status: 409, body: 'no, flag-token' }, false],
    ['fails on a redirect', { status: 307, headers: { location: 'http://169.254.169.254/' } }, false],
  ])('%s', async (_what, answer, isUncertain) => {
    const { catalogue } = await flagService(() => answer);
    const { plan } = await catalogue.plan('set_feature_flag', OFF, signal());
    const failed: unknown = await catalogue
      .execute('set_feature_flag', OFF, run(plan.target.version))
      .catch((error: unknown) => error);
    expect(failed instanceof UncertainOutcomeError).toBe(isUncertain);
    expect(failed).toBeInstanceOf(Error);
    expect(String(failed)).not.toContain('flag-token');
  });
});
