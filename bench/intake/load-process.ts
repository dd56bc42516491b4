/**
 * Sends alerts one per request over kept-alive connections, as fast as each is answered, for some seconds. A process of its
 * own, so that it does not share the event loop it measures. Reports to its parent which alerts were answered 2xx.
 */
import { Agent, request } from 'node:http';
import { buildAlertBody, buildWebhookBody } from './webhook-body.js';

export interface LoadSettings {
  readonly url: string;
  readonly token: string;
  /** The webhook of the bot, or Alertmanager's own API, which is what Prometheus posts to. */
  readonly to: 'firewatch' | 'alertmanager';
  readonly seconds: number;
  readonly connections: number;
  /** Alerts are numbered from here; equal numbers are equal alerts. */
  readonly firstId: number;
}

export interface LoadReport {
  /** Fingerprints of the alerts that were answered 2xx. */
  readonly acknowledged: readonly string[];
  /** Milliseconds from request to answer, of the same alerts. */
  readonly latenciesMs: readonly number[];
  /** Other answers and broken connections. */
  readonly failures: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
}

const PATHS = { firewatch: '/webhooks/alertmanager', alertmanager: '/api/v2/alerts' };

async function load(settings: LoadSettings): Promise<LoadReport> {
  const { connections, seconds, to } = settings;
  const build = to === 'alertmanager' ? buildAlertBody : buildWebhookBody;
  const agent = new Agent({ keepAlive: true, maxSockets: connections });
  const acknowledged: string[] = [];
  const latenciesMs: number[] = [];
  let failures = 0;
  let nextId = settings.firstId;
  const startedAt = performance.now();
  const endsAt = startedAt + seconds * 1000;

  async function sendUntilEnd(): Promise<void> {
    while (performance.now() < endsAt) {
      const { fingerprint, body } = build(nextId++, new Date());
      const sentAt = performance.now();
      const status = await post(settings, agent, body);
      if (status >= 200 && status < 300) {
        latenciesMs.push(performance.now() - sentAt);
        acknowledged.push(fingerprint);
      } else failures += 1;
    }
  }

  await Promise.all(Array.from({ length: connections }, sendUntilEnd));
  agent.destroy();
  return { acknowledged, latenciesMs, failures, seconds: (performance.now() - startedAt) / 1000 };
}

/** The status; 0 when there was no answer. */
function post({ url, token, to }: LoadSettings, agent: Agent, body: string): Promise<number> {
  return new Promise((resolve) => {
    const headers = {
      'content-type': 'application/json',
      'content-length': Buffer.byteLength(body),
      authorization: `Bearer ${token}`,
    };
    const call = request(`${url}${PATHS[to]}`, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
      answer.on('error', () => resolve(0));
    });
    call.on('error', () => resolve(0));
    call.end(body);
  });
}

process.once('message', (settings: LoadSettings) => {
  void load(settings).then((report) => process.send?.(report, () => process.exit(0)));
});
