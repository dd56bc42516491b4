/**
 * An alert storm, open-loop: so many webhooks a second, whether or not earlier ones have been answered. A process of its own,
 * so that it shares no event loop with what is measured.
 */
import { Agent, request } from 'node:http';

export interface StormSettings {
  readonly url: string;
  /** Who is sent to: Firewatch takes Alertmanager's webhooks, Alertmanager takes Prometheus's alerts. */
  readonly to: 'firewatch' | 'alertmanager';
  readonly token: string;
  /** Alert groups to choose from; every alert is a new one of its group. */
  readonly groups: number;
  readonly perSecond: number;
  readonly seconds: number;
  /** One alert for each group first, without which there is nothing to join. */
  readonly isOpening: boolean;
}

export interface StormReport {
  readonly accepted: number;
  readonly failed: number;
  /** When the first left and the last was answered: milliseconds since the epoch. */
  readonly firstAt: number;
  readonly lastAt: number;
}

async function storm(settings: StormSettings): Promise<StormReport> {
  const { groups, perSecond, seconds, isOpening } = settings;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const total = isOpening ? groups : Math.round(perSecond * seconds);
  const firstAt = Date.now();
  const startedAt = performance.now();
  const answers: Promise<boolean>[] = [];
  for (let index = 0; index < total; index += 1) {
    const waitMs = startedAt + (index / perSecond) * 1000 - performance.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
    answers.push(send(settings, agent, buildAlert(index % groups, isOpening ? 0 : index + 1)));
  }
  const isAccepted = await Promise.all(answers);
  agent.destroy();
  const accepted = isAccepted.filter(Boolean).length;
  return { accepted, failed: total - accepted, firstAt, lastAt: Date.now() };
}

/** One alert of one group. */
function buildAlert(group: number, shard: number) {
  const service = `service-${group}`;
  return {
    labels: { alertname: 'HighErrorRate', service, severity: 'warning', shard: String(shard) },
    annotations: { summary: `Requests to ${service} fail` },
    startsAt: new Date().toISOString(),
    generatorURL: '',
    fingerprint: `${group.toString(16).padStart(8, '0')}${shard.toString(16).padStart(8, '0')}`,
  };
}

type StormAlert = ReturnType<typeof buildAlert>;

/** As Alertmanager sends it. */
function webhookOf(alert: StormAlert): string {
  const { service } = alert.labels;
  return JSON.stringify({
    receiver: 'firewatch',
    status: 'firing',
    alerts: [{ ...alert, status: 'firing', endsAt: '0001-01-01T00:00:00Z' }],
    groupLabels: { service },
    commonLabels: alert.labels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example:9093',
    version: '4',
    groupKey: `{}:{service="${service}"}`,
    truncatedAlerts: 0,
  });
}

/** As Prometheus sends it. */
const alertsOf = ({ fingerprint: _, ...alert }: StormAlert) => JSON.stringify([alert]);

function send({ url, token, to }: StormSettings, agent: Agent, alert: StormAlert): Promise<boolean> {
  const [path, body] =
    to === 'firewatch' ? ['/webhooks/alertmanager', webhookOf(alert)] : ['/api/v2/alerts', alertsOf(alert)];
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    const call = request(`${url}${path}`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve((answer.statusCode ?? 0) < 300));
      answer.on('error', () => resolve(false));
    });
    call.on('error', () => resolve(false));
    call.end(body);
  });
}

process.once('message', (settings: StormSettings) => {
  void storm(settings).then((report) => process.send?.(report, () => process.exit(0)));
});
