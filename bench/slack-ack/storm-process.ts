/**
 * An alert storm, open-loop: so many webhooks a second, whether or not earlier ones have been answered. A process of its own,
 * so that it shares no event loop with what is measured.
 */
import { Agent, request } from 'node:http';

export interface StormSettings {
  readonly url: string;
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
    answers.push(send(settings, agent, buildWebhook(index % groups, isOpening ? 0 : index + 1)));
  }
  const isAccepted = await Promise.all(answers);
  agent.destroy();
  const accepted = isAccepted.filter(Boolean).length;
  return { accepted, failed: total - accepted, firstAt, lastAt: Date.now() };
}

/** One alert of one group, as Alertmanager sends it. */
function buildWebhook(group: number, shard: number): string {
  const service = `service-${group}`;
  const labels = { alertname: 'HighErrorRate', service, severity: 'warning', shard: String(shard) };
  const alert = {
    status: 'firing',
    labels,
    annotations: { summary: `Requests to ${service} fail` },
    startsAt: new Date().toISOString(),
    endsAt: '0001-01-01T00:00:00Z',
    generatorURL: '',
    fingerprint: `${group.toString(16).padStart(8, '0')}${shard.toString(16).padStart(8, '0')}`,
  };
  return JSON.stringify({
    receiver: 'firewatch',
    status: 'firing',
    alerts: [alert],
    groupLabels: { service },
    commonLabels: labels,
    commonAnnotations: {},
    externalURL: 'http://alertmanager.example:9093',
    version: '4',
    groupKey: `{}:{service="${service}"}`,
    truncatedAlerts: 0,
  });
}

function send({ url, token }: StormSettings, agent: Agent, body: string): Promise<boolean> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    const call = request(`${url}/webhooks/alertmanager`, { method: 'POST', agent, headers }, (answer) => {
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
