import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { sourceSecrets } from '../../src/app/source-secrets.js';
import { loadConfig } from '../../src/config/config.js';
import { sharedToken } from '../../src/intake/bearer.js';
import { createSources } from '../../src/intake/sources/index.js';
import { argocdBodyOf, datadogBodyOf, grafanaAlertOf, grafanaBodyOf } from '../helpers/token-senders.js';
import { startIntake, type Intake } from '../helpers/intake.js';

const tokenOf = (variable: string) => `the value of ${variable}`;
const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
});

/** By the variable that switches the sender on: where it sends what, and what is wrong with a body that it never sends. */
const SENDERS = [
  {
    variable: 'GRAFANA_TOKEN',
    path: '/webhooks/grafana',
    body: grafanaBodyOf([grafanaAlertOf()]),
    wrong: grafanaBodyOf([grafanaAlertOf()], { version: '4' }),
    sentence: 'Field version is wrong: must be "1"',
    stored: { source: 'grafana', service: 'checkout' },
  },
  {
    variable: 'DATADOG_TOKEN',
    path: '/webhooks/datadog',
    body: datadogBodyOf(),
    wrong: datadogBodyOf({ transition: 'Muted' }),
    sentence: 'Field transition is wrong: must be Triggered',
    stored: { source: 'datadog', service: 'checkout' },
  },
  {
    variable: 'ARGOCD_TOKEN',
    path: '/webhooks/argocd',
    body: argocdBodyOf(),
    wrong: argocdBodyOf({ app: null }),
    sentence: 'Field app is wrong: must be the name of the application',
    stored: { source: 'argocd', service: 'checkout' },
  },
];

// One intake for the whole file: what it is sent must not depend on what it was sent before.
let intake: Intake;
beforeAll(async () => {
  intake = await startIntake(
    Object.fromEntries(SENDERS.map(({ variable }) => [variable, tokenOf(variable)])),
  );
}, 30_000);
afterAll(() => intake.close());

const storedBy = (source: string) =>
  intake.query(
    `SELECT DISTINCT source, service FROM firewatch.alerts WHERE source = $1
     UNION SELECT DISTINCT source, service FROM firewatch.changes WHERE source = $1`,
    [source],
  );

describe.each(SENDERS)('POST $path', ({ variable, path, body, wrong, sentence, stored }) => {
  test.each([
    ['nothing', {}],
    ['another token', bearer(`${tokenOf(variable)}x`)],
    ['the token as user', basic(tokenOf(variable), 'x')],
    ['half a pair', { authorization: `Basic ${Buffer.from(tokenOf(variable)).toString('base64')}` }],
  ])('turns away whoever sends %s, and keeps nothing of it', async (_, headers) => {
    const answer = await intake.post(path, body, headers as Record<string, string>);

    expect(answer.status).toBe(401);
    expect(answer.body.error).toContain(variable);
    expect(await storedBy(stored.source)).toEqual([]);
  });

  test('takes a bearer token, and the token as password of any user', async () => {
    const first = await intake.post(path, body, bearer(tokenOf(variable)));
    const again = await intake.post(path, body, basic('anybody', tokenOf(variable)));

    expect([first.status, again.status].every((status) => status === 200 || status === 201)).toBe(true);
    expect(first.body).toEqual({ accepted: 1 });
    expect(await storedBy(stored.source)).toEqual([stored]);
  });

  test('refuses what it cannot read with a sentence that names the field', async () => {
    const answer = await intake.post(path, wrong, bearer(tokenOf(variable)));

    expect(answer.status).toBe(400);
    expect(answer.body.error).toContain(sentence);
  });
});

test('the old token is taken beside the new one while a sender changes', () => {
  const { admit, sign } = sharedToken(['new-token', 'old-token'], 'SOME_TOKEN');

  expect([bearer('new-token'), bearer('old-token')].map(admit)).toEqual([undefined, undefined]);
  expect(admit(bearer('new-token,old-token'))).toContain('SOME_TOKEN');
  expect(sign()).toEqual(bearer('new-token'));
});

test.each([
  ['ALERTMANAGER_TOKEN', 'alertmanager'],
  ['CHANGES_TOKEN', 'changes'],
])('%s may hold both while it changes', (variable, name) => {
  const { env } = loadConfig({ [variable]: 'new-token, old-token' });
  const source = createSources(sourceSecrets(env)).find((one) => one.name === name);

  expect(['new-token', 'old-token'].map((token) => source?.admit(bearer(token)))).toEqual([
    undefined,
    undefined,
  ]);
  expect(source?.admit(bearer('third-token'))).toContain(variable);
  expect(source?.sign(Buffer.alloc(0))).toEqual(bearer('new-token'));
});

test('a sender whose variable is not set is off, and hears which one to set', () => {
  const off = createSources(sourceSecrets(loadConfig({}).env));

  for (const { variable, path } of SENDERS)
    expect(off.find((source) => source.path === path)?.off).toContain(`set ${variable}`);
});
