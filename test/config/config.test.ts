import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createApp } from '../../src/app.js';
import { loadConfig } from '../../src/config/config.js';
import { silentLogger } from '../../src/observability/logger.js';
import { ConfigError } from '../../src/shared/errors.js';

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-config-'));
  path = join(directory, 'firewatch.yaml');
});
afterEach(() => rm(directory, { recursive: true }));

/** The message of the ConfigError. */
function problemOf(variables: Readonly<Record<string, string>>): string {
  try {
    loadConfig({ FIREWATCH_CONFIG: path, ...variables });
  } catch (error) {
    if (error instanceof ConfigError) return error.message;
    throw error;
  }
  return 'no problem';
}

describe('the environment', () => {
  beforeEach(() => writeFile(path, ''));

  test('has a default for everything', () => {
    const { env, file } = loadConfig({ FIREWATCH_CONFIG: path });

    expect(env).toMatchObject({
      HOST: '127.0.0.1',
      PORT: 8080,
      LOG_LEVEL: 'info',
      SLACK_CHANNEL: 'incidents',
    });
    expect(file.approvals).toEqual({ approvers: [], expireAfter: 1800, verifyEvery: 5 });
    expect(file.runbooks).toEqual([join(directory, 'runbooks')]);
  });

  test('takes an empty variable for an absent one', () => {
    const { env } = loadConfig({ FIREWATCH_CONFIG: path, DATABASE_URL: '', PORT: '', OPENAI_API_KEY: '' });

    expect(env).toMatchObject({ DATABASE_URL: undefined, PORT: 8080, OPENAI_API_KEY: undefined });
  });

  test.each([
    ['PORT', 'http', 'PORT must be a number from 0 to 65535'],
    ['PORT', '70000', 'PORT must be a number from 0 to 65535'],
    ['LOG_LEVEL', 'loud', 'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent'],
    ['DATABASE_URL', 'mysql://x', 'DATABASE_URL must begin with postgres://'],
    ['SLACK_BOT_TOKEN', 'xapp-1', 'SLACK_BOT_TOKEN must begin with xoxb-'],
    ['SLACK_APP_TOKEN', 'xoxb-1', 'SLACK_APP_TOKEN must begin with xapp-'],
    ['SLACK_SIGNING_SECRET', 'short', 'SLACK_SIGNING_SECRET must have at least 8 characters'],
    ['SLACK_API_URL', 'slack', 'SLACK_API_URL must be an http:// or https:// address'],
    ['ALERTMANAGER_TOKEN', 'short', 'ALERTMANAGER_TOKEN must have at least 8 characters'],
    ['CHANGES_TOKEN', 'short', 'CHANGES_TOKEN must have at least 8 characters'],
    ['PROMETHEUS_URL', 'localhost:9090', 'PROMETHEUS_URL must be an http:// or https:// address'],
    ['LOKI_URL', 'loki:3100', 'LOKI_URL must be an http:// or https:// address'],
    ['LOKI_TENANT', 'shop\nx-admin: 1', 'LOKI_TENANT must be printable characters without blanks'],
    ['TEMPO_URL', 'tempo', 'TEMPO_URL must be an http:// or https:// address'],
    ['JAEGER_URL', '/jaeger', 'JAEGER_URL must be an http:// or https:// address'],
    ['OPENAI_BASE_URL', 'file:///etc', 'OPENAI_BASE_URL must be an http:// or https:// address'],
    ['PAGERDUTY_FROM_EMAIL', 'me', 'PAGERDUTY_FROM_EMAIL must be an e-mail address'],
    ['PAGERDUTY_API_URL', 'x', 'PAGERDUTY_API_URL must be an http:// or https:// address'],
    // Clients disagree where such a host ends.
    ['PAGERDUTY_API_URL', 'http://a{b}/', 'PAGERDUTY_API_URL must be an http:// or https:// address'],
  ])('%s = %s gives a sentence', (name, value, sentence) => {
    expect(problemOf({ [name]: value })).toBe(`${sentence}.`);
  });

  test('names every wrong variable at once, and never shows a value', () => {
    expect(problemOf({ PORT: 'x', ALERTMANAGER_TOKEN: 's3cret' })).toBe(
      'PORT must be a number from 0 to 65535; ALERTMANAGER_TOKEN must have at least 8 characters.',
    );
  });

  test('takes one trace store, not two', () => {
    const [tempo, jaeger] = ['http://tempo:3200', 'http://jaeger:16686'];

    expect(problemOf({ TEMPO_URL: tempo, JAEGER_URL: '' })).toBe('no problem');
    expect(problemOf({ TEMPO_URL: tempo, JAEGER_URL: jaeger })).toBe(
      'TEMPO_URL and JAEGER_URL are both set; traces come from one store, so leave one of them empty.',
    );
  });

  test('names a file that cannot be read', () => {
    expect(problemOf({ FIREWATCH_CONFIG: join(directory, 'none.yaml') })).toContain('FIREWATCH_CONFIG names');
  });

  const slack = { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' };
  test.each<[string, Readonly<Record<string, string>>]>([
    ['SLACK_BOT_TOKEN', { SLACK_APP_TOKEN: 'xapp-1' }],
    ['SLACK_APP_TOKEN or SLACK_SIGNING_SECRET', { SLACK_BOT_TOKEN: 'xoxb-1' }],
    ['ALERTMANAGER_TOKEN', { ...slack, HOST: '0.0.0.0', CHANGES_TOKEN: '12345678' }],
    ['CHANGES_TOKEN', { ...slack, HOST: '0.0.0.0', ALERTMANAGER_TOKEN: '12345678' }],
    ['PAGERDUTY_FROM_EMAIL', { ...slack, PAGERDUTY_TOKEN: 'x' }],
  ])('without %s the bot does not start', async (name, variables) => {
    const config = loadConfig({ FIREWATCH_CONFIG: path, ...variables });

    await expect(createApp(config, { log: silentLogger() })).rejects.toThrow(`Set ${name}`);
  });
});

describe('the file', () => {
  test.each([
    ['a: [', ':1: '],
    ['- a list', ':1: the file must be a mapping of settings'],
    ['\n\nsurprise: 1', ':3: surprise is not a setting'],
    ['approvals:\n  approvers: [U0ALICE]\n  aprovers: []', ':3: approvals.aprovers is not a setting'],
    [
      'approvals:\n  approvers:\n    - U0ALICE\n    - alice',
      ':4: approvals.approvers.1 must be Slack user ids',
    ],
    ['approvals:\n  expireAfter: 30', ':2: approvals.expireAfter must be a duration such as 30s'],
    ['approvals:\n  expireAfter: 0s', ':2: approvals.expireAfter must be longer than zero'],
    ['metrics:\n  window: soon', ':2: metrics.window must be a PromQL duration such as 1m'],
    ['logs:\n  selector: app', ':2: logs.selector must be a LogQL stream selector such as {app="$service"}'],
    ['incidents:\n  groupDistance: 9', ':2: incidents.groupDistance must be a whole number from 0 to 4'],
    ['incidents:\n  maxAlerts: 0', ':2: incidents.maxAlerts must be a whole number from 1'],
    [
      'incidents:\n  openAfter:\n    - { alertname: Disk*, firings: 1, within: 10m }',
      ':3: incidents.openAfter.0.firings must be a whole number from 2',
    ],
    [
      'incidents:\n  openAfter:\n    - { alertname: Disk*, firings: 3, within: 2d }',
      ':3: incidents.openAfter.0.within must be longer than zero and at most 1d',
    ],
    [
      'maintenance:\n  - { service: a, from: 2026-12-01, until: 2026-12-02T02:00:00Z, reason: b }',
      ':2: maintenance.0.from must be a moment with its time zone',
    ],
    [
      'maintenance:\n  - { service: a, from: 2026-12-02T02:00:00Z, until: 2026-12-02T02:00:00Z, reason: b }',
      ':2: maintenance.0.until must be later than from',
    ],
    ['digest:\n  day: Monday', ':2: digest.day must be mon, tue, wed, thu, fri, sat, sun or never'],
    ['digest:\n  at: 9 am', ':2: digest.at must be a time of day such as 09:00'],
    ['digest:\n  timeZone: Berlin', ':2: digest.timeZone must be a time zone such as Europe/Berlin'],
    ['agent:\n  streaming: maybe', ':2: agent.streaming must be true or false'],
    ['catalog: services.yaml', ':1: catalog must be a list'],
    [
      'actions:\n  httpEndpoints:\n    - name: Restart!',
      ':3: actions.httpEndpoints.0.name must be lower-case',
    ],
    [
      'actions:\n  httpEndpoints:\n    - name: a\n      description: b\n      service: c\n      url: ftp://x',
      ':6: actions.httpEndpoints.0.url must be an http:// or https:// address',
    ],
    [
      'actions:\n  alertmanager:\n    url: http://a{b}/',
      ':3: actions.alertmanager.url must be an http:// or https:// address',
    ],
    [
      'actions:\n  httpEndpoints:\n    - name: a\n      description: b\n      url: http://x',
      ':3: actions.httpEndpoints.0.service is missing',
    ],
  ])('%j gives file, line and field', async (text, sentence) => {
    await writeFile(path, text);

    expect(problemOf({})).toContain(`${path}${sentence}`);
  });

  test('takes an endpoint’s token from the environment, and says so when it is not there', async () => {
    await writeFile(
      path,
      'actions:\n  httpEndpoints:\n    - { name: a, description: b, service: c, url: "http://x", tokenEnv: FIX_TOKEN }',
    );

    expect(problemOf({})).toBe('FIX_TOKEN is not set; the endpoint a needs it as its token.');
    const { file } = loadConfig({ FIREWATCH_CONFIG: path, FIX_TOKEN: 's3cret' });
    expect(file.actions.httpEndpoints[0]?.headers).toEqual({ authorization: 'Bearer s3cret' });
  });
});
