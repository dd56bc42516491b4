import { spawn } from 'node:child_process';
import { describe, expect, test } from '@jest/globals';
import { failureOf, useFakePagerDuty } from './with-pagerduty.js';

const setUp = useFakePagerDuty();

describe('when PagerDuty is ill', () => {
  test('a 429 is waited out as its headers ask', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext({ status: 429, headers: { 'ratelimit-limit': '960', 'ratelimit-reset': '1' }, body: {} });
    const startedAt = Date.now();

    await pagerDuty.ping();

    expect(Date.now() - startedAt).toBeGreaterThanOrEqual(950);
    expect(Date.now() - startedAt).toBeLessThan(5_000);
    expect(server.requests).toHaveLength(2);
  });

  test('a 429 without headers is repeated after a short pause', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext({ status: 429, body: {} });

    await pagerDuty.ping();

    expect(server.requests).toHaveLength(2);
  });

  test('a 429 that asks for a long pause is given back to the caller at once', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext({ status: 429, headers: { 'ratelimit-reset': '42' }, body: {} });
    const startedAt = Date.now();

    const failure = await failureOf(pagerDuty.ping());

    expect(Date.now() - startedAt).toBeLessThan(1_000);
    expect(failure).toMatchObject({ status: 429, isRetryable: true });
    expect(failure.message).toContain('asks us to slow down (429, for 42 s)');
    expect(server.requests).toHaveLength(1);
  });

  test('5xx answers are repeated, also when they are not JSON', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext({ status: 500, body: { error: { message: 'oops' } } }, { status: 502, body: '<html>' });

    await pagerDuty.ping();

    expect(server.requests).toHaveLength(3);
  });

  test('a 5xx that stays is worth trying later', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext({ status: 503, body: '' }, { status: 503, body: '' }, { status: 503, body: '' });

    const failure = await failureOf(pagerDuty.ping());

    expect(failure).toMatchObject({ status: 503, isRetryable: true });
  });

  test('a wrong token is refused with advice, and never shown', async () => {
    const { pagerDuty } = await setUp({ client: { token: 'wrong-secret' } });

    const failure = await failureOf(pagerDuty.ping());

    expect(failure).toMatchObject({ status: 401, isRetryable: false });
    expect(failure.message).toContain('refused access (401: Authentication failed); check PAGERDUTY_TOKEN');
    expect(String(failure.stack)).not.toContain('wrong-secret');
  });

  test('a request that hangs ends after the time limit', async () => {
    const { pagerDuty, server } = await setUp({ client: { timeoutMs: 200 } });
    server.failNext('hang');

    const failure = await failureOf(pagerDuty.ping());

    expect(failure.message).toContain('did not answer within 0.2 s');
    expect(failure.isRetryable).toBe(true);
    expect(server.requests).toHaveLength(1);
  });

  test('the caller can give up', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext('hang');

    const failure = await failureOf(pagerDuty.onCall('SVC1', AbortSignal.timeout(50)));

    expect(failure.message).toContain('the caller gave up');
  });

  test('an answer in an unknown form is an error, not a crash', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext({ body: { incident: { id: 7 } } });

    const failure = await failureOf(pagerDuty.read('PD1'));

    expect(failure.message).toContain('in a form we do not know');
    expect(failure.isRetryable).toBe(false);
  });

  test('a program that could not reach it ends at once, with nothing left running', async () => {
    const script = `
      import { createPagerDuty } from './src/clients/pagerduty.ts';
      const pagerDuty = createPagerDuty({ token: 't', fromEmail: 'f', apiUrl: 'http://127.0.0.1:1', timeoutMs: 2000 });
      await pagerDuty.ping().catch((error) => console.log(error.message));`;
    const startedAt = Date.now();

    const output = await new Promise<string>((resolve) => {
      const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script]);
      let text = '';
      child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
      child.on('close', () => resolve(text));
    });

    expect(output.trim()).toBe(
      'PagerDuty at 127.0.0.1:1 cannot be reached; check PAGERDUTY_API_URL and the network.',
    );
    expect(Date.now() - startedAt).toBeLessThan(15_000); // pdjs alone would take 30 s
  });
});
