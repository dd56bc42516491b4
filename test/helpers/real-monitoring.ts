/**
 * Real Prometheus and real Alertmanager around a set of scrape targets, set up as an operator would, only faster. Alerts
 * begin when `armRules` is called, so that history can gather first and a busy start is not taken for an incident.
 */
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { startAlertmanager, startPrometheus, type RealServer } from './launch-servers.js';

export interface AlertReceiver {
  /** The bot's HTTP address, without a path. */
  readonly url: string;
  readonly token: string;
}

export interface RealMonitoring {
  readonly prometheusUrl: string;
  readonly alertmanagerUrls: readonly string[];
  /** Loads the alert rules; they are evaluated every second from now on. */
  armRules(): Promise<void>;
  /** Values of an instant query, one per series. */
  query(promql: string): Promise<readonly { labels: Record<string, string>; value: number }[]>;
  stop(): Promise<void>;
}

/** One Alertmanager per receiver, none knowing of the others: each tells its own receiver everything. */
export async function startRealMonitoring(options: {
  readonly targets: readonly { readonly url: string; readonly labels: Readonly<Record<string, string>> }[];
  readonly rulesFile: string;
  readonly receivers: readonly AlertReceiver[];
}): Promise<RealMonitoring> {
  const home = mkdtempSync(join(tmpdir(), 'firewatch-rules-'));
  const servers: RealServer[] = [];
  async function stop(): Promise<void> {
    await Promise.all(servers.map(async (server) => server.stop()));
    rmSync(home, { recursive: true, force: true });
  }
  try {
    for (const receiver of options.receivers) {
      servers.push(await startAlertmanager({ configYaml: alertmanagerConfig(receiver) }));
    }
    const alertmanagerUrls = servers.map(({ url }) => url);
    const prometheus = await startPrometheus({
      configYaml: prometheusConfig(options.targets, alertmanagerUrls, join(home, '*.yml')),
      // After a reload Prometheus knows no Alertmanager for up to 5 s; what fires meanwhile is sent again only now.
      args: ['--rules.alert.resend-delay=2s'],
    });
    servers.push(prometheus);
    return {
      prometheusUrl: prometheus.url,
      alertmanagerUrls,
      async armRules() {
        copyFileSync(options.rulesFile, join(home, 'alert-rules.yml'));
        const answer = await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
        if (!answer.ok) throw new Error(`Prometheus refused the rules: ${await answer.text()}`);
      },
      async query(promql) {
        const answer = await fetch(`${prometheus.url}/api/v1/query?query=${encodeURIComponent(promql)}`);
        const { data } = (await answer.json()) as {
          data: { result: { metric: Record<string, string>; value: [number, string] }[] };
        };
        return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function alertmanagerConfig({ url, token }: AlertReceiver): string {
  return stringify({
    route: {
      receiver: 'firewatch',
      group_by: ['alertname', 'service'],
      group_wait: '1s',
      group_interval: '2s',
      repeat_interval: '4h',
    },
    receivers: [
      {
        name: 'firewatch',
        webhook_configs: [
          {
            url: `${url}/webhooks/alertmanager`,
            send_resolved: true,
            http_config: { authorization: { type: 'Bearer', credentials: token } },
          },
        ],
      },
    ],
  });
}

function prometheusConfig(
  targets: readonly { readonly url: string; readonly labels: Readonly<Record<string, string>> }[],
  alertmanagerUrls: readonly string[],
  ruleFiles: string,
): string {
  return stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s', evaluation_interval: '1s' },
    rule_files: [ruleFiles],
    alerting: {
      alertmanagers: [{ static_configs: [{ targets: alertmanagerUrls.map((url) => new URL(url).host) }] }],
    },
    scrape_configs: [
      {
        job_name: 'shop',
        static_configs: targets.map(({ url, labels }) => ({ targets: [new URL(url).host], labels })),
      },
    ],
  });
}
