/**
 * Sends single alerts open-loop: each leaves at its moment, whether or not earlier ones have been answered, and its time
 * counts from that moment. A process of its own, so that it does not share the event loop it measures; requests are made
 * beforehand, for the same reason. Reports to its parent which alerts were answered 2xx.
 */
import { createKeptAlive } from '../burst/kept-alive.js';
import { buildAlertBody, buildWebhookBody } from './webhook-body.js';

export interface LoadSettings {
  readonly url: string;
  readonly token: string;
  /** The webhook of the bot, or Alertmanager's own API, which is what Prometheus posts to. */
  readonly to: 'firewatch' | 'alertmanager';
  readonly perSecond: number;
  readonly seconds: number;
  /** Open from the beginning; more are opened while all are busy. */
  readonly connections: number;
  /** Alerts are numbered from here; equal numbers are equal alerts. */
  readonly firstId: number;
}

export interface LoadReport {
  /** Fingerprints of the alerts that were answered 2xx. */
  readonly acknowledged: readonly string[];
  /** Milliseconds from each one's moment to its answer. */
  readonly latenciesMs: readonly number[];
  /** Other answers, broken connections, and what was not sent any more. */
  readonly failures: number;
  /** From the first request to the last answer. */
  readonly seconds: number;
}

/** How often what is due is sent. */
const TICK_MS = 2;
/** A receiver that is so far behind does not keep up, and more would only say by how much. */
const MOST_UNANSWERED = 2_000;
const PATHS = { firewatch: '/webhooks/alertmanager', alertmanager: '/api/v2/alerts' };

async function load(settings: LoadSettings): Promise<LoadReport> {
  const { perSecond, seconds, connections, firstId, to } = settings;
  const { hostname, port } = new URL(settings.url);
  const build = to === 'alertmanager' ? buildAlertBody : buildWebhookBody;
  const now = new Date();
  const alerts = Array.from({ length: Math.ceil(perSecond * seconds) }, (_, index) => {
    const { fingerprint, body } = build(firstId + index, now);
    return { fingerprint, request: requestOf(settings, body) };
  });
  const receiver = createKeptAlive(hostname, Number(port));
  await receiver.open(Math.min(connections, alerts.length));
  const acknowledged: string[] = [];
  const latenciesMs: number[] = [];
  const startedAt = performance.now();
  const answers: Promise<void>[] = [];
  let answered = 0;
  while (answers.length < alerts.length && answers.length - answered < MOST_UNANSWERED) {
    const due = Math.ceil(((performance.now() - startedAt) / 1000) * perSecond);
    for (const { fingerprint, request } of alerts.slice(answers.length, due)) {
      const dueAt = startedAt + (answers.length / perSecond) * 1000;
      answers.push(
        receiver.send(request).then((status) => {
          answered += 1;
          if (status < 200 || status >= 300) return;
          latenciesMs.push(performance.now() - dueAt);
          acknowledged.push(fingerprint);
        }),
      );
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  await Promise.all(answers);
  const took = (performance.now() - startedAt) / 1000;
  receiver.close();
  return { acknowledged, latenciesMs, failures: alerts.length - acknowledged.length, seconds: took };
}

function requestOf({ url, token, to }: LoadSettings, body: string): Buffer {
  const head = [
    `POST ${PATHS[to]} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    `Authorization: Bearer ${token}`,
    'Content-Type: application/json',
  ];
  return Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`);
}

process.once('message', (settings: LoadSettings) => {
  void load(settings).then((report) => process.send?.(report, () => process.exit(0)));
});
