import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createNotifier, type Notifier } from '../../../../demo/metrics/alerting/notifier.js';
import type { OutgoingAlert, WebhookMessage } from '../../../../demo/metrics/alerting/webhook-payload.js';
import { labelSetFrom } from '../../../../demo/metrics/label-set.js';

const WAIT_MS = 15;
const INTERVAL_MS = 60;

describe('createNotifier', () => {
  let server: Server;
  let url: string;
  let answers: number[];
  let received: WebhookMessage[];
  let receivedAtMs: number[];
  let failures: string[];
  const notifiers: Notifier[] = [];

  beforeEach(async () => {
    [answers, received, receivedAtMs, failures] = [[], [], [], []];
    server = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        received.push(JSON.parse(Buffer.concat(chunks).toString()) as WebhookMessage);
        receivedAtMs.push(Date.now());
        response.writeHead(answers.shift() ?? 200).end();
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterEach(async () => {
    await Promise.all(notifiers.splice(0).map(async (notifier) => notifier.stop()));
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  test('waits for further alerts of a group and sends them together', async () => {
    const notifier = startNotifier();

    notifier.update([firing('A', 'web')]);
    notifier.update([firing('A', 'cart'), firing('B', 'web')]);
    await messages(2);

    const sizes = received.map(({ groupLabels, alerts }) => `${groupLabels['alertname']}: ${alerts.length}`);
    expect(sizes.toSorted()).toEqual(['A: 2', 'B: 1']);
    expect(received.find(({ alerts }) => alerts.length === 2)?.commonLabels).toEqual({ alertname: 'A' });
  });

  test('tells a change only at the next group interval, and nothing while nothing changes', async () => {
    const notifier = startNotifier();
    notifier.update([firing('A', 'web')]);
    await messages(1);

    notifier.update([firing('A', 'web'), firing('A', 'cart')]);
    await messages(2);
    await pause(INTERVAL_MS * 2.5);

    expect(received.map(({ alerts }) => alerts.length)).toEqual([1, 2]);
    expect((receivedAtMs[1] ?? 0) - (receivedAtMs[0] ?? 0)).toBeGreaterThanOrEqual(INTERVAL_MS - 10);
  });

  test('repeats an unchanged group after the repeat interval', async () => {
    startNotifier({ repeatMs: 1 }).update([firing('A', 'web')]);

    await messages(3);

    expect(received.map(({ status }) => status)).toEqual(['firing', 'firing', 'firing']);
  });

  test('tells the end of an alert, then forgets the group', async () => {
    const notifier = startNotifier();
    notifier.update([firing('A', 'web'), firing('A', 'cart')]);
    await messages(1);

    notifier.update([resolved('A', 'web')]);
    await messages(2);
    notifier.update([resolved('A', 'cart')]);
    await messages(3);

    expect(received.map(({ status, alerts }) => [status, ...alerts.map((alert) => alert.status)])).toEqual([
      ['firing', 'firing', 'firing'],
      ['firing', 'firing', 'resolved'],
      ['resolved', 'resolved'],
    ]);
  });

  test('says nothing about an alert that ended before anybody was told', async () => {
    const notifier = startNotifier();

    notifier.update([firing('A', 'web')]);
    notifier.update([resolved('A', 'web')]);
    await pause(WAIT_MS + INTERVAL_MS);

    expect(received).toEqual([]);
  });

  test('does not tell the end when send_resolved is off', async () => {
    const notifier = startNotifier({}, { sendResolved: false });
    notifier.update([firing('A', 'web')]);
    await messages(1);

    notifier.update([resolved('A', 'web')]);
    await pause(INTERVAL_MS * 2);

    expect(received).toHaveLength(1);
  });

  test('retries a 5xx answer with growing pauses inside one flush', async () => {
    answers = [503, 500, 502];

    startNotifier({ intervalMs: 10_000 }).update([firing('A', 'web')]);
    await messages(4);

    const pauses = receivedAtMs.slice(1).map((time, index) => time - (receivedAtMs[index] ?? 0));
    expect(failures).toEqual([]);
    // The third pause is at least 10 ms × 1.5², less the rounding of the clock.
    expect(pauses[2]).toBeGreaterThanOrEqual(20);
  });

  test.each([404, 413, 429])('tries again after a %d only at the next group interval', async (status) => {
    answers = [status];

    // Long beside the delays of a busy machine.
    const intervalMs = 300;
    startNotifier({ intervalMs }).update([firing('A', 'web')]);
    await messages(2);

    expect(failures).toEqual([`unexpected status code ${status}`]);
    expect((receivedAtMs[1] ?? 0) - (receivedAtMs[0] ?? 0)).toBeGreaterThanOrEqual(intervalMs / 2);
  });

  test('retries while the receiver cannot be reached', async () => {
    const port = (server.address() as AddressInfo).port;
    await new Promise((resolve) => server.close(resolve));
    startNotifier({ intervalMs: 10_000 }).update([firing('A', 'web')]);
    await pause(WAIT_MS * 3);

    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    await messages(1);

    expect(received[0]?.status).toBe('firing');
  });

  function startNotifier(
    grouping: { intervalMs?: number; repeatMs?: number } = {},
    more: { sendResolved?: boolean } = {},
  ) {
    const notifier = createNotifier({
      receiver: { url },
      grouping: {
        waitMs: WAIT_MS,
        intervalMs: INTERVAL_MS,
        repeatMs: 3_600_000,
        by: ['alertname'],
        ...grouping,
      },
      externalUrl: () => 'http://metrics.example',
      onFailure: (reason) => failures.push(reason),
      firstPauseMs: 10,
      ...more,
    });
    notifiers.push(notifier);
    return notifier;
  }

  async function messages(count: number): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (received.length < count) {
      if (Date.now() > deadline)
        throw new Error(`Only ${received.length} of ${count} messages came within 5 s.`);
      await pause(2);
    }
  }
});

function firing(alertname: string, service: string): OutgoingAlert {
  return {
    labels: labelSetFrom({ alertname, service }),
    annotations: { summary: `${service} burns` },
    startsAtMs: 1_700_000_000_000,
    endsAtMs: undefined,
    generatorUrl: 'http://metrics.example/graph',
  };
}

function resolved(alertname: string, service: string): OutgoingAlert {
  return { ...firing(alertname, service), endsAtMs: 1_700_000_060_000 };
}

async function pause(ms: number): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}
