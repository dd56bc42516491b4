/** Webhooks that Alertmanager cuts or never gets to send, between a real Alertmanager, a real Prometheus and the intake. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { reconcileWithSender } from '../../src/workflows/alerts/reconcile-with-sender.js';
import { listerAt, postAlerts, startLonelyAlertmanager } from '../helpers/alertmanager.js';
import { closeAfterEach } from '../helpers/close-after-each.js';
import { startIntake, type Intake } from '../helpers/intake.js';
import { describeWithServer, startPrometheus } from '../helpers/real-servers.js';
import { alertOf, webhookOf } from '../helpers/webhook.js';
import { waitUntil } from '../helpers/wait-until.js';
import { createWorkflowDeps } from '../helpers/workflow-deps.js';

const closeLater = closeAfterEach();
const WAIT_MS = 20_000;

async function startReceiver() {
  const intake = await startIntake({});
  closeLater(() => intake.close());
  return { intake, webhook: `${intake.url}/webhooks/alertmanager` };
}

const alertsOf = (intake: Intake) =>
  intake.query(
    'SELECT name, status, received_count AS count, sent_by AS "sentBy" FROM firewatch.alerts ORDER BY sent_by',
  );
const jobsOf = (intake: Intake) =>
  intake.query(`SELECT data FROM pgboss.job WHERE name = 'reconcile-alerts' AND data <> '{"isCut": false}'`);

/** What the bot does every two minutes. */
async function look(intake: Intake, url: string, isCut: boolean): Promise<void> {
  const deps = { ...createWorkflowDeps(intake.store), alertLister: listerAt(url) };
  await reconcileWithSender(deps, { isCut }, AbortSignal.timeout(10_000));
}

describeWithServer(['alertmanager', 'prometheus'], 'Alertmanager', () => {
  test('may leave alerts out of a webhook: they are fetched at once, and what both told is one episode', async () => {
    const { intake, webhook } = await startReceiver();
    const alertmanager = await startLonelyAlertmanager({ webhook, wait: '1s', maxAlerts: 1 });
    closeLater(() => alertmanager.stop());
    const startsAt = new Date('2026-01-02T03:04:05.678Z');
    const labels = (instance: string) => ({ alertname: 'DiskFull', service: 'ledger', instance });
    await postAlerts(
      alertmanager.url,
      ...['a', 'b', 'c'].map((instance) => ({ labels: labels(instance), startsAt })),
    );

    const [job] = await waitUntil('the look', async () => {
      const jobs = await jobsOf(intake);
      return jobs.length > 0 && jobs;
    });
    expect(job).toEqual({ data: { isCut: true } });
    expect(await alertsOf(intake)).toHaveLength(1);
    await look(intake, alertmanager.url, true);

    expect(await alertsOf(intake)).toEqual([
      { name: 'DiskFull', status: 'firing', count: 1, sentBy: expect.stringContaining('http') },
      { name: 'DiskFull', status: 'firing', count: 1, sentBy: null },
      { name: 'DiskFull', status: 'firing', count: 1, sentBy: null },
    ]);
  }, 60_000);

  test('may cut many webhooks at once: they are looked up together', async () => {
    const { intake } = await startReceiver();
    const cut = () => ({ ...webhookOf(alertOf()), truncatedAlerts: 3 });

    const answers = await Promise.all(
      Array.from({ length: 50 }, () => intake.post('/webhooks/alertmanager', cut())),
    );

    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const jobs = await jobsOf(intake);
    expect(jobs.length).toBeGreaterThan(0);
    // One now and one afterwards; two more when the ten seconds end just then.
    expect(jobs.length).toBeLessThanOrEqual(4);
  }, 60_000);

  test.each([1_000, 10_000])(
    'may tell of %d alerts in one webhook',
    async (count) => {
      const { intake } = await startReceiver();
      const alerts = Array.from({ length: count }, (_, i) => alertOf({ labels: { instance: `host-${i}` } }));

      const answer = await intake.post('/webhooks/alertmanager', webhookOf(...alerts));

      expect(answer).toEqual({ status: 200, body: { accepted: count } });
      expect(await intake.query('SELECT count(*)::int AS count FROM firewatch.alerts')).toEqual([{ count }]);
    },
    60_000,
  );

  test('may be killed before it told of an alert: Prometheus tells the next one, and a look there finds the same', async () => {
    const { intake, webhook } = await startReceiver();
    const killed = await startLonelyAlertmanager({ webhook, wait: '1m' });
    const home = mkdtempSync(join(tmpdir(), 'firewatch-rules-'));
    closeLater(() => rmSync(home, { recursive: true, force: true }));
    writeFileSync(
      join(home, 'rules.yml'),
      stringify({ groups: [{ name: 'g', rules: [{ alert: 'Always', expr: 'vector(1)' }] }] }),
    );
    const host = new URL(killed.url).host;
    const prometheus = await startPrometheus({
      configYaml: stringify({
        global: { evaluation_interval: '1s' },
        rule_files: [join(home, '*.yml')],
        alerting: { alertmanagers: [{ static_configs: [{ targets: [host] }] }] },
      }),
      args: ['--rules.alert.resend-delay=1s'],
    });
    closeLater(() => prometheus.stop());
    const isListed = async () => (await listerAt(killed.url).list()).alerts.length === 1;
    await waitUntil('the alert', () => isListed().catch(() => false), WAIT_MS);

    await killed.kill();
    const startedAt = Date.now();
    const next = await startLonelyAlertmanager({ webhook, wait: '1s', port: Number(host.split(':')[1]) });
    closeLater(() => next.stop());
    const told = await waitUntil('the webhook', async () => {
      const alerts = await alertsOf(intake);
      return alerts.length > 0 && alerts;
    });

    // Resend delay, evaluation and group_wait are a second each here; the rest is the start of a process.
    expect(Date.now() - startedAt).toBeLessThan(WAIT_MS);
    expect(told).toMatchObject([{ name: 'Always', status: 'firing' }]);
    await look(intake, next.url, true);
    expect(await alertsOf(intake)).toHaveLength(1);
  }, 60_000);
});
