/**
 * A burst of webhooks, open-loop: each leaves at its moment, whether or not earlier ones have been answered, and its time
 * counts from that moment. The requests are made beforehand, and some connections are open, as after a night of alerts.
 */
import { buildWebhookBody } from '../intake/webhook-body.js';
import { createKeptAlive } from './kept-alive.js';

export interface BurstSettings {
  readonly url: string;
  readonly token: string;
  readonly webhooks: number;
  /** The burst is spread evenly over so long. */
  readonly overMs: number;
  /** Alerts are numbered from here; equal numbers are equal alerts. */
  readonly firstId: number;
}

export interface BurstReport {
  /** Other answers than 2xx, and broken connections. */
  readonly non2xx: number;
  /** Milliseconds from each one's moment to its answer. */
  readonly latenciesMs: readonly number[];
  /** How long it took to send them all. */
  readonly sendMs: number;
  readonly connections: number;
}

/** How often what is due is sent. */
const TICK_MS = 2;
const OPEN_CONNECTIONS = 256;

async function send(settings: BurstSettings): Promise<BurstReport> {
  const { webhooks, overMs, firstId } = settings;
  const { hostname, port, host } = new URL(settings.url);
  const startsAt = new Date();
  const requests = Array.from({ length: webhooks }, (_, index) =>
    requestOf(host, settings.token, buildWebhookBody(firstId + index, startsAt).body),
  );
  const receiver = createKeptAlive(hostname, Number(port));
  await receiver.open(Math.min(OPEN_CONNECTIONS, webhooks));
  const latenciesMs: number[] = [];
  let non2xx = 0;
  const answers: Promise<void>[] = [];
  const startedAt = performance.now();
  for (;;) {
    const due = Math.ceil(((performance.now() - startedAt) / overMs) * webhooks);
    for (const request of requests.slice(answers.length, due)) {
      const dueAt = startedAt + (answers.length / webhooks) * overMs;
      answers.push(
        receiver.send(request).then((status) => {
          latenciesMs.push(performance.now() - dueAt);
          if (status < 200 || status >= 300) non2xx += 1;
        }),
      );
    }
    if (answers.length === webhooks) break;
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const sendMs = performance.now() - startedAt;
  await Promise.all(answers);
  receiver.close();
  return { non2xx, latenciesMs, sendMs, connections: receiver.connections() };
}

/** Byte for byte what Alertmanager's client sends. */
function requestOf(host: string, token: string, body: string): Buffer {
  const head = [
    'POST /webhooks/alertmanager HTTP/1.1',
    `Host: ${host}`,
    'User-Agent: Alertmanager/0.25.0',
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
    'Accept-Encoding: gzip',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

process.once('message', (settings: BurstSettings) => {
  void send(settings).then((report) => process.send?.(report, () => process.exit(0)));
});
