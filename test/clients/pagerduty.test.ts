import { spawn } from 'node:child_process';
import { afterEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '../../src/shared/errors.js';
import { createPagerDuty, type PagerDutyOptions } from '../../src/clients/pagerduty.js';
import { startFakePagerDuty, type FakeOnCall, type FakePagerDuty } from '../helpers/fake-pagerduty.js';

const TOKEN = 'token-for-tests';
const FROM = 'firewatch@example.org';
const CHECKOUT = {
  key: 'incident-1',
  title: 'Checkout fails',
  details: '41 %',
  serviceId: 'SVC1',
  isUrgent: true,
};

let fake: FakePagerDuty | undefined;

afterEach(async () => {
  await fake?.close();
  fake = undefined;
});

async function setUp(
  more: { client?: Partial<PagerDutyOptions>; onCalls?: readonly FakeOnCall[]; pageSize?: number } = {},
) {
  const server = await startFakePagerDuty({
    token: TOKEN,
    users: [FROM],
    services: { SVC1: 'POL1', SVC2: null },
    onCalls: more.onCalls ?? [],
    ...(more.pageSize === undefined ? {} : { pageSize: more.pageSize }),
  });
  fake = server;
  const pagerDuty = createPagerDuty({
    token: TOKEN,
    fromEmail: FROM,
    apiUrl: server.url,
    timeoutMs: 2_000,
    ...more.client,
  });
  return { server, pagerDuty };
}

function person(name: string, level: number, policyId = 'POL1'): FakeOnCall {
  return { policyId, level, user: { id: `U-${name}`, name, email: `${name}@example.org` } };
}

async function failureOf(promise: Promise<unknown>): Promise<UpstreamError> {
  const error: unknown = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof UpstreamError)) throw new Error(`Expected an UpstreamError, got ${String(error)}`);
  return error;
}

describe('onCall', () => {
  test('lists the people of the service, whoever is asked first at the top, everybody once', async () => {
    const onCalls = [
      person('zoe', 2),
      person('ann', 2),
      person('bob', 1),
      person('zoe', 1),
      person('eve', 1, 'OTHER'),
    ];
    const { pagerDuty } = await setUp({ onCalls });

    const people = await pagerDuty.onCall('SVC1');

    expect(people).toEqual([
      { name: 'bob', email: 'bob@example.org', level: 1 },
      { name: 'zoe', email: 'zoe@example.org', level: 1 },
      { name: 'ann', email: 'ann@example.org', level: 2 },
    ]);
  });

  test('follows every page', async () => {
    const onCalls = Array.from({ length: 7 }, (_, index) => person(`p${index}`, 1));
    const { pagerDuty, server } = await setUp({ onCalls, pageSize: 3 });

    const people = await pagerDuty.onCall('SVC1');

    expect(people.map(({ name }) => name)).toEqual(['p0', 'p1', 'p2', 'p3', 'p4', 'p5', 'p6']);
    expect(server.requests.filter((request) => request.path === '/oncalls')).toHaveLength(3);
  });

  test('is empty when nobody is on call or the service has no escalation policy', async () => {
    const { pagerDuty } = await setUp();

    expect(await pagerDuty.onCall('SVC1')).toEqual([]);
    expect(await pagerDuty.onCall('SVC2')).toEqual([]);
  });

  test('an unknown service is an error that is not worth repeating', async () => {
    const { pagerDuty, server } = await setUp();

    const failure = await failureOf(pagerDuty.onCall('NONE'));

    expect(failure).toMatchObject({ service: 'pagerduty', status: 404, isRetryable: false });
    expect(failure.message).toContain('answered 404 to GET /services/NONE: Not Found');
    expect(server.requests).toHaveLength(1);
  });
});

describe('incidents', () => {
  test('are created with key, urgency and details, and move through their states', async () => {
    const { pagerDuty, server } = await setUp();

    const id = await pagerDuty.createIncident(CHECKOUT);

    expect(server.incidents).toEqual([
      {
        id,
        title: 'Checkout fails',
        urgency: 'high',
        incidentKey: 'incident-1',
        serviceId: 'SVC1',
        details: '41 %',
        assignees: [],
        notes: [],
        status: 'triggered',
      },
    ]);
    expect(server.requests[0]?.headers.from).toBe(FROM);
    expect(await pagerDuty.status(id)).toBe('triggered');
    await pagerDuty.acknowledge(id);
    expect(await pagerDuty.status(id)).toBe('acknowledged');
    await pagerDuty.resolve(id);
    expect(await pagerDuty.status(id)).toBe('resolved');
  });

  test('with a key that is open already are found, not created twice', async () => {
    const { pagerDuty, server } = await setUp();

    const first = await pagerDuty.createIncident(CHECKOUT);
    const second = await pagerDuty.createIncident(CHECKOUT);

    expect(second).toBe(first);
    expect(server.incidents).toHaveLength(1);
  });

  test('with the key of a resolved one are created anew', async () => {
    const { pagerDuty } = await setUp();
    const first = await pagerDuty.createIncident(CHECKOUT);
    await pagerDuty.resolve(first);

    const second = await pagerDuty.createIncident(CHECKOUT);

    expect(second).not.toBe(first);
  });

  test('resolving or acknowledging what is resolved already is fine', async () => {
    const { pagerDuty } = await setUp();
    const id = await pagerDuty.createIncident(CHECKOUT);
    await pagerDuty.resolve(id);

    await pagerDuty.resolve(id);
    await pagerDuty.acknowledge(id);

    expect(await pagerDuty.status(id)).toBe('resolved');
  });

  test('a refusal that is no duplicate keeps its explanation', async () => {
    const { pagerDuty } = await setUp({ client: { fromEmail: 'nobody@example.org' } });

    const failure = await failureOf(pagerDuty.createIncident(CHECKOUT));

    expect(failure).toMatchObject({ status: 400, isRetryable: false });
    expect(failure.message).toContain('Requester User Not Found');
  });

  test('a connection cut after sending is tried again without a second incident', async () => {
    const { pagerDuty, server } = await setUp();
    server.failNext('drop');

    await pagerDuty.createIncident(CHECKOUT);

    expect(server.incidents).toHaveLength(1);
    expect(server.requests.filter((request) => request.method === 'POST')).toHaveLength(2);
  });
});

describe('notes', () => {
  test('are added once, whatever follows their first line', async () => {
    const { pagerDuty, server } = await setUp();
    const id = await pagerDuty.createIncident(CHECKOUT);

    await pagerDuty.addNote(id, 'Slack is away.\nNothing is known.');
    await pagerDuty.addNote(id, 'Slack is away.\nMore is known.');

    expect(server.incidents[0]?.notes).toEqual([{ content: 'Slack is away.\nNothing is known.' }]);
  });
});

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

    const failure = await failureOf(pagerDuty.status('PD1'));

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
