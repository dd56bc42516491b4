import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from '@jest/globals';
import { advanceAlerts } from '../../../../demo/metrics/alerting/alert-state.js';
import { parseRules } from '../../../../demo/metrics/alerting/rules-file.js';
import {
  buildWebhookMessage,
  type OutgoingAlert,
} from '../../../../demo/metrics/alerting/webhook-payload.js';
import { labelSetFrom, labelSetOf } from '../../../../demo/metrics/label-set.js';
import { describeWithServer, startAlertmanager, startPrometheus } from '../../../helpers/real-servers.js';

const cleanups: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  await Promise.all(cleanups.splice(0).map(async (cleanUp) => cleanUp()));
});

describeWithServer('alertmanager', 'the webhook message and that of Alertmanager agree', () => {
  test('for the same firing alerts', async () => {
    const bodies: unknown[] = [];
    const receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        bodies.push(JSON.parse(Buffer.concat(chunks).toString()));
        response.end();
      });
    });
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
    const alertmanager = await startAlertmanager({
      configYaml: `
route: { receiver: firewatch, group_by: [alertname, zone], group_wait: 10ms }
receivers:
  - name: firewatch
    webhook_configs: [{ url: 'http://127.0.0.1:${(receiver.address() as AddressInfo).port}/' }]
`,
    });
    cleanups.push(
      async () => alertmanager.stop(),
      async () => {
        receiver.closeAllConnections();
        await new Promise((resolve) => receiver.close(resolve));
      },
    );
    const startsAtMs = Date.now() - 60_000;
    const alerts = ['web', 'ünï "x"\n\\'].map((service): OutgoingAlert => ({
      labels: labelSetFrom({ alertname: 'Test', zone: 'a"b', service, severity: 'critical' }),
      annotations: { summary: `${service} burns`, runbook: 'same' },
      startsAtMs,
      endsAtMs: undefined,
      generatorUrl: 'http://127.0.0.1/graph?g0.expr=up',
    }));

    const posted = await fetch(`${alertmanager.url}/api/v2/alerts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(
        alerts.map((alert) => ({
          labels: Object.fromEntries(alert.labels.values),
          annotations: alert.annotations,
          startsAt: new Date(alert.startsAtMs).toISOString(),
          generatorURL: alert.generatorUrl,
        })),
      ),
    });
    await until(() => bodies.length > 0);

    expect(posted.status).toBe(200);
    const ours = buildWebhookMessage({
      alerts,
      groupLabels: labelSetFrom({ alertname: 'Test', zone: 'a"b' }),
      receiver: 'firewatch',
      externalUrl: alertmanager.url,
    });
    expect(inOrder(ours)).toEqual(inOrder(bodies[0] as typeof ours));
  });

  function inOrder<T extends { alerts: readonly { fingerprint: string }[] }>(message: T): T {
    const alerts = message.alerts.toSorted((a, b) => (a.fingerprint < b.fingerprint ? -1 : 1));
    return { ...message, alerts };
  }
});

describeWithServer('prometheus', 'alert templates and those of Prometheus agree', () => {
  const values =
    '0 1 -1 0.5 0.12345678 -0.00001234 12.5 59.99 61 3661.9 90061 -90061 999.95 1000 1234567 123456789 1048576 1e6 1e15 2e-9 0.0001 0.00001 Inf -Inf NaN'.split(
      ' ',
    );
  const annotations = {
    plain: '{{ $value }} {{ .Value }}',
    humanize: '{{ $value | humanize }} {{humanize $value}}',
    binary: '{{ $value | humanize1024 }}',
    percentage: '{{ $value | humanizePercentage }}',
    duration: '{{ $value | humanizeDuration }}',
    fixed: '{{ printf "%.2f" $value }} {{ $value | printf "%.3g%%" }} {{ printf "%e" $value }}',
    labels:
      'a {{- " b " -}} c {{ $labels.kind | toUpper }} {{ .Labels.kind | title }} [{{ $labels.nosuch }}] {{/* x */}}',
  };

  test('for many values', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'firewatch-templates-'));
    const rules = values.map((value, index) => ({
      alert: `Value${index}`,
      expr: `label_replace(vector(${value}), "kind", "some thing", "", "")`,
      labels: { formatted: '{{ $value | humanize }}' },
      annotations,
    }));
    const yaml = JSON.stringify({ groups: [{ name: 'g', interval: '1s', rules }] });
    writeFileSync(join(folder, 'rules.yml'), yaml);
    const prometheus = await startPrometheus({ configYaml: `rule_files: ['${join(folder, 'rules.yml')}']` });
    cleanups.push(
      async () => prometheus.stop(),
      async () => rmSync(folder, { recursive: true }),
    );
    let theirs: { labels: Record<string, string>; annotations: Record<string, string> }[] = [];
    await until(async () => {
      const answer = await fetch(`${prometheus.url}/api/v1/alerts`);
      theirs = ((await answer.json()) as { data: { alerts: typeof theirs } }).data.alerts;
      return theirs.length === values.length;
    });

    const ours = parseRules(yaml, 'rules.yml').flatMap(({ rules: parsed }) =>
      parsed.flatMap((rule, index) => {
        if (rule.kind !== 'alerting') return [];
        const labels = labelSetOf([['kind', 'some thing']]);
        const value = Number((values[index] ?? '').replace('Inf', 'Infinity'));
        return [...advanceAlerts(rule, new Map(), [{ labels, value }], 0).values()];
      }),
    );

    const byName = (name: string | undefined) => theirs.find(({ labels }) => labels['alertname'] === name);
    for (const alert of ours) {
      const other = byName(alert.labels.values.get('alertname'));
      expect({ labels: Object.fromEntries(alert.labels.values), annotations: alert.annotations }).toEqual({
        labels: other?.labels,
        annotations: other?.annotations,
      });
    }
    expect(ours).toHaveLength(values.length);
  });
});

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come true within 10 s.');
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}
