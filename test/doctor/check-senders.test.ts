import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { loadConfig } from '../../src/config/config.js';
import { checkAlertmanager } from '../../src/doctor/check-clients.js';
import { checkSenders } from '../../src/doctor/check-senders.js';
import { startLonelyAlertmanager } from '../helpers/alertmanager.js';
import { describeWithServer, findFreePort, type RealServer } from '../helpers/real-servers.js';

test('the doctor lists who is heard, who is heard without a token, and who could be', () => {
  expect(
    checkSenders(loadConfig({ ALERTMANAGER_TOKEN: '12345678', GITHUB_WEBHOOK_SECRET: '12345678' })),
  ).toBe(
    [
      'heard at /webhooks/alertmanager, /changes, /webhooks/github',
      'without a token, so from this machine only: /changes',
      'off: grafana, datadog, argocd, pagerduty, sentry, cloudwatch',
    ].join('\n'),
  );
});

describeWithServer('alertmanager', 'the doctor at a real Alertmanager', () => {
  let alertmanager: RealServer;
  beforeAll(async () => {
    alertmanager = await startLonelyAlertmanager();
  }, 30_000);
  afterAll(() => alertmanager.stop());
  const check = (more: Readonly<Record<string, string>>) =>
    checkAlertmanager(loadConfig({ ALERTMANAGER_URL: alertmanager.url, ...more }));

  test('names its version and the receivers that count, and says what to set', async () => {
    expect(await checkAlertmanager(loadConfig({}))).toBeNull();
    expect(await check({ ALERTMANAGER_RECEIVER: 'firewatch' })).toMatch(
      /^version \d.*; alerts of its receiver firewatch are looked up$/,
    );
    await expect(check({})).rejects.toThrow(
      'has 2 receivers; set ALERTMANAGER_RECEIVER to the one that calls Firewatch (firewatch, elsewhere).',
    );
    await expect(check({ ALERTMANAGER_RECEIVER: 'pager' })).rejects.toThrow('has no receiver pager');
    const nobody = `http://127.0.0.1:${await findFreePort()}`;
    await expect(check({ ALERTMANAGER_URL: nobody })).rejects.toThrow('check ALERTMANAGER_URL');
  });
});
