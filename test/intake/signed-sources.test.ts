import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sourceSecrets } from '../../src/app/source-secrets.js';
import { loadConfig } from '../../src/config/config.js';
import { createServer } from '../../src/intake/server.js';
import { createSources } from '../../src/intake/sources/index.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { systemClock } from '../../src/shared/clock.js';
import { processAlerts } from '../../src/workflows/alerts/process-alerts.js';
import { startIntake, type Intake } from '../helpers/intake.js';
import {
  githubHeaders,
  githubStatusBody,
  pagerDutyBody,
  pagerDutyHeaders,
  sentryHeaders,
  sentryIssueAlertBody,
  sentryIssueBody,
} from '../helpers/signed-senders.js';
import { createWorkflowDeps } from '../helpers/workflow-deps.js';

const NEW = 'the newer secret of the sender';
const OLD = 'the older secret of the sender';

/** By the variable that switches the sender on: what it sends, how it signs, and a body that it never sends. */
const SENDERS = [
  {
    name: 'github',
    variable: 'GITHUB_WEBHOOK_SECRET',
    body: githubStatusBody(),
    sign: (secret: string, body: string) => githubHeaders('deployment_status', secret, body),
    signature: 'x-hub-signature-256',
    wrong: githubStatusBody({ created_at: 'today' }),
    sentence: 'Field deployment_status.created_at is wrong: must be a time',
    stored: [{ source: 'github', service: 'checkout' }],
  },
  {
    name: 'pagerduty',
    variable: 'PAGERDUTY_WEBHOOK_SECRET',
    body: pagerDutyBody('incident.triggered'),
    sign: (secret: string, body: string) => pagerDutyHeaders([secret], body),
    signature: 'x-pagerduty-signature',
    wrong: pagerDutyBody('incident.triggered', { created_at: 7 }),
    sentence: 'Field event.data.created_at is wrong: must be a time',
    stored: [{ source: 'pagerduty', service: 'checkout' }],
  },
  {
    name: 'sentry',
    variable: 'SENTRY_CLIENT_SECRET',
    body: sentryIssueAlertBody(),
    sign: (secret: string, body: string) => sentryHeaders('event_alert', secret, body),
    signature: 'sentry-hook-signature',
    wrong: sentryIssueAlertBody({ issue_id: null }),
    sentence: 'Field data.event.issue_id is wrong: must be an id',
    stored: [{ source: 'sentry', service: 'web' }],
  },
];

// One intake for the whole file, in the middle of replacing every secret.
let intake: Intake;
beforeAll(async () => {
  intake = await startIntake(
    Object.fromEntries(SENDERS.map(({ variable }) => [variable, `${NEW}, ${OLD}`])),
    {
      web: { sentryProject: 'acme/shop-front' },
      checkout: { repository: 'acme/shop-checkout', pagerDutyServiceId: 'PF9KMXH' },
    },
  );
}, 30_000);
afterAll(() => intake.close());

const storedBy = (source: string) =>
  intake.query(
    `SELECT source, service FROM firewatch.alerts WHERE source = $1
     UNION ALL SELECT source, service FROM firewatch.changes WHERE source = $1`,
    [source],
  );

describe.each(SENDERS)('POST /webhooks/$name', (sender) => {
  const { name, variable, sign, signature, stored } = sender;
  const path = `/webhooks/${name}`;
  const body = JSON.stringify(sender.body);

  test.each([
    ['no signature', { ...sign(NEW, body), [signature]: undefined }],
    ['the signature of another secret', sign('a secret that nobody knows', body)],
    ['the signature of another body', sign(NEW, `${body} `)],
    ['a token instead', { authorization: `Bearer ${NEW}` }],
  ])('turns away what comes with %s, and keeps nothing of it', async (_, headers) => {
    const answer = await intake.post(path, body, JSON.parse(JSON.stringify(headers)));

    expect(answer.status).toBe(401);
    expect(answer.body.error).toMatch(new RegExp(`${variable} here and .* must be the same`));
    expect(await storedBy(name)).toEqual([]);
  });

  test('takes what is signed with either secret, and the same twice as one', async () => {
    const first = await intake.post(path, body, sign(OLD, body));
    const again = await intake.post(path, body, sign(NEW, body));

    expect([first.status, again.status].every((status) => status === 200 || status === 201)).toBe(true);
    expect(first.body).toEqual({ accepted: stored.length });
    expect(await storedBy(name)).toEqual(stored);
  });

  test('takes fields that nobody knows, byte for byte as they were signed', async () => {
    const novel = JSON.stringify({ ...sender.body, novelty: { 'caf\u00e9': [1.0, null] } }, null, 3);

    expect((await intake.post(path, novel, sign(NEW, novel))).status).toBeLessThan(300);
    expect(await storedBy(name)).toEqual(stored);
  });

  test.each([
    ['a wrong field', JSON.stringify(sender.wrong), sender.sentence],
    ['a list', '[]', 'is wrong'],
    ['text', 'hello', 'The body is not JSON'],
    ['no body', '', 'The body is empty'],
  ])('refuses %s in a sentence', async (_, wrong, sentence) => {
    const answer = await intake.post(path, wrong, sign(NEW, wrong));

    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(sentence);
  });

  test('takes what a kept payload is sent again with', async () => {
    const source = createSources(sourceSecrets(loadConfig({ [variable]: NEW }).env)).find(
      (one) => one.name === name,
    );

    const answer = await intake.post(path, body, source?.sign(Buffer.from(body)));

    expect(answer.status).toBe(200);
  });
});

test('PagerDuty signs with both secrets while one replaces the other', async () => {
  const body = JSON.stringify(pagerDutyBody('pagey.ping', { message: 'Hello from your friend Pagey!' }));

  const answer = await intake.post(
    '/webhooks/pagerduty',
    body,
    pagerDutyHeaders(['one that is not known here', NEW], body),
  );

  expect(answer).toEqual({ status: 200, body: { accepted: 0 } });
});

test('an incident of PagerDuty opens one here, and ends it whatever happened between', async () => {
  const deps = createWorkflowDeps(intake.store);
  const tell = async (event: string, more: Record<string, unknown>) => {
    const body = JSON.stringify(pagerDutyBody(`incident.${event}`, { id: 'PWHOLE', ...more }));
    expect((await intake.post('/webhooks/pagerduty', body, pagerDutyHeaders([NEW], body))).status).toBe(200);
    await processAlerts(deps);
    return intake.query(`SELECT status FROM firewatch.incidents WHERE title = 'The whole way'`);
  };
  const now = Date.now();
  const at = (minutes: number) => new Date(now + minutes * 60_000).toISOString();
  const incident = { title: 'The whole way', created_at: at(-9), service: { id: 'PX', summary: 'Alone' } };

  expect(await tell('triggered', { ...incident, occurredAt: at(-9) })).toEqual([{ status: 'open' }]);
  expect(await tell('acknowledged', { ...incident, occurredAt: at(-8) })).toEqual([{ status: 'open' }]);
  expect(await tell('resolved', { ...incident, occurredAt: at(-7) })).toEqual([{ status: 'resolved' }]);
  expect(await tell('reopened', { ...incident, occurredAt: at(-6) })).toEqual([{ status: 'open' }]);
  // Told once more because an answer was lost.
  expect(await tell('resolved', { ...incident, occurredAt: at(-7) })).toEqual([{ status: 'open' }]);
  expect(await tell('resolved', { ...incident, occurredAt: at(-4) })).toEqual([{ status: 'resolved' }]);
  expect(await tell('reopened', { ...incident, occurredAt: at(-5) })).toEqual([{ status: 'resolved' }]);
  expect(await tell('triggered', { ...incident, occurredAt: at(-9) })).toEqual([{ status: 'resolved' }]);
}, 30_000);

test('an issue of Sentry opens one incident however often its alert goes off, until it is resolved', async () => {
  const deps = createWorkflowDeps(intake.store);
  const tell = async (resource: string, payload: unknown) => {
    const body = JSON.stringify(payload);
    const answer = await intake.post('/webhooks/sentry', body, sentryHeaders(resource, NEW, body));
    expect(answer.status).toBe(200);
    await processAlerts(deps);
    return intake.query(`SELECT status FROM firewatch.incidents WHERE title = 'A new error'`);
  };
  const goOff = (secondsAgo: number) =>
    tell(
      'event_alert',
      sentryIssueAlertBody({
        issue_id: '77',
        title: 'A new error',
        url: 'https://sentry.io/api/0/projects/acme/lonely/events/1/',
        datetime: new Date(Date.now() - secondsAgo * 1000).toISOString(),
      }),
    );

  expect(await goOff(60)).toEqual([{ status: 'open' }]);
  expect(await goOff(30)).toEqual([{ status: 'open' }]);
  expect(await tell('issue', sentryIssueBody('assigned', { id: '77' }))).toEqual([{ status: 'open' }]);
  expect(await tell('issue', sentryIssueBody('resolved', { id: '77' }))).toEqual([{ status: 'resolved' }]);
  expect(await goOff(45)).toEqual([{ status: 'resolved' }]);
}, 30_000);

test('a sender whose variable is not set finds nothing, and how to change that', async () => {
  const never = () => Promise.reject(new Error('Nothing is to be stored.'));
  const metrics = createMetrics();
  const server = createServer({
    sources: createSources(sourceSecrets(loadConfig({}).env)),
    recordAlerts: never,
    recordChange: never,
    acceptPagingEvent: never,
    lookUpAlerts: never,
    keepRejected: never,
    findUnready: never,
    refreshMetrics: never,
    slack: null,
    mcp: null,
    clock: systemClock,
    log: silentLogger(),
    metrics,
  });
  const url = await server.listen('127.0.0.1', 0);
  for (const { name, variable, sign, body } of SENDERS) {
    const text = JSON.stringify(body);
    const answer = await fetch(`${url}/webhooks/${name}`, {
      method: 'POST',
      body: text,
      headers: sign('', text),
    });

    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({
      error: `Nothing is taken here: set ${variable} and start Firewatch again.`,
    });
  }
  await server.close();
});
