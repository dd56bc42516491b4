/** A real Alertmanager that tests put alerts into, as Prometheus does. */
import { stringify } from 'yaml';
import { createAlertmanager } from '../../src/clients/alertmanager.js';
import { startAlertmanager, type RealServer } from './real-servers.js';

export interface PostedAlert {
  readonly labels: Readonly<Record<string, string>>;
  readonly startsAt: Date;
  readonly endsAt?: Date;
}

/** What an Alertmanager is told to do with alerts: those of the team `other` go elsewhere. */
export function alertmanagerConfig(
  webhook: string,
  { wait = '1h', maxAlerts = 0 }: { wait?: string; maxAlerts?: number } = {},
): string {
  return stringify({
    route: {
      receiver: 'firewatch',
      group_by: ['alertname'],
      group_wait: wait,
      group_interval: '1h',
      routes: [{ receiver: 'elsewhere', matchers: ['team="other"'] }],
    },
    receivers: [
      { name: 'firewatch', webhook_configs: [{ url: webhook, max_alerts: maxAlerts }] },
      { name: 'elsewhere' },
    ],
    inhibit_rules: [
      { source_matchers: ['alertname="Outage"'], target_matchers: ['alertname="Slow"'], equal: ['region'] },
    ],
  });
}

/** One whose webhooks nobody takes, unless an address is given. */
export function startLonelyAlertmanager(
  options: { webhook?: string; wait?: string; maxAlerts?: number; port?: number } = {},
): Promise<RealServer> {
  const { webhook = 'http://127.0.0.1:9/', port, ...timing } = options;
  return startAlertmanager({
    configYaml: alertmanagerConfig(webhook, timing),
    ...(port !== undefined && { port }),
  });
}

export async function postTo(url: string, path: string, body: unknown): Promise<unknown> {
  const answer = await fetch(`${url}/api/v2${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Alertmanager answered ${answer.status}: ${text}`);
  return text === '' ? null : JSON.parse(text);
}

export const postAlerts = (url: string, ...alerts: readonly PostedAlert[]) => postTo(url, '/alerts', alerts);

export const listerAt = (url: string, receivers: readonly string[] = ['firewatch']) =>
  createAlertmanager({ url, receivers, timeoutMs: 5_000, maxBytes: 16 * 1024 * 1024 });
