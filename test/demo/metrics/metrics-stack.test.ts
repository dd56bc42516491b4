import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createMetricsStack, type MetricsStack } from '../../../demo/metrics/metrics-stack.js';
import type { WebhookMessage } from '../../../demo/metrics/alerting/webhook-payload.js';

const RULES = `
groups:
  - name: shop
    rules:
      - record: service:errors:sum
        expr: sum by (service) (shop_errors)
      - alert: TooManyErrors
        expr: service:errors:sum > 5
        for: 60ms
        labels: { severity: critical }
        annotations: { summary: '{{ $labels.service }} has {{ $value }} errors' }
`;

describe('createMetricsStack', () => {
  let errors = 0;
  let received: { message: WebhookMessage; authorization: string | undefined }[] = [];
  let folder: string;
  let shop: Server;
  let receiver: Server;
  let stack: MetricsStack;

  beforeEach(async () => {
    errors = 0;
    received = [];
    folder = mkdtempSync(join(tmpdir(), 'firewatch-rules-'));
    writeFileSync(join(folder, 'rules.yml'), RULES);
    shop = createServer((_, response) => response.end(`# TYPE shop_errors gauge\nshop_errors ${errors}\n`));
    receiver = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        const message = JSON.parse(Buffer.concat(chunks).toString()) as WebhookMessage;
        received.push({ message, authorization: request.headers.authorization });
        response.end();
      });
    });
    const target = {
      url: `${await listen(shop)}/metrics`,
      labels: { job: 'shop', instance: 'a:1', service: 'checkout' },
    };
    stack = createMetricsStack({
      targets: [target],
      scrapeIntervalMs: 20,
      rulesFile: join(folder, 'rules.yml'),
      webhook: { url: await listen(receiver), token: 'secret' },
      group: { waitMs: 20, intervalMs: 50, by: ['alertname'] },
    });
    await stack.start();
  });

  afterEach(async () => {
    await stack.stop();
    await Promise.all([shop, receiver].map(closeServer));
    rmSync(folder, { recursive: true });
  });

  test('scrapes a target, fires an alert in the format of Alertmanager and resolves it', async () => {
    errors = 7;
    await until(() => received.length === 1);
    errors = 0;
    await until(() => received.length === 2);

    const [firing, resolved] = received.map(({ message }) => message);
    expect(received[0]?.authorization).toBe('Bearer secret');
    expect(firing).toMatchObject({
      version: '4',
      status: 'firing',
      receiver: 'firewatch',
      groupKey: '{}:{alertname="TooManyErrors"}',
      groupLabels: { alertname: 'TooManyErrors' },
      commonLabels: { alertname: 'TooManyErrors', service: 'checkout', severity: 'critical' },
      commonAnnotations: { summary: 'checkout has 7 errors' },
      truncatedAlerts: 0,
      alerts: [
        {
          status: 'firing',
          endsAt: '0001-01-01T00:00:00Z',
          fingerprint: expect.stringMatching(/^[0-9a-f]{16}$/),
        },
      ],
    });
    expect(resolved).toMatchObject({
      status: 'resolved',
      alerts: [
        {
          status: 'resolved',
          startsAt: firing?.alerts[0]?.startsAt,
          fingerprint: firing?.alerts[0]?.fingerprint,
        },
      ],
    });
    expect(Date.parse(resolved?.alerts[0]?.endsAt ?? '')).toBeGreaterThan(
      Date.parse(firing?.alerts[0]?.startsAt ?? ''),
    );
  });

  test('serves what it scraped over the HTTP API of Prometheus', async () => {
    errors = 9;
    await until(async () => (await get('/api/v1/alerts')).data.alerts.length === 1);

    expect(await get('/api/v1/query?query=up')).toMatchObject({
      status: 'success',
      data: {
        resultType: 'vector',
        result: [{ metric: { __name__: 'up', job: 'shop' }, value: [expect.any(Number), '1'] }],
      },
    });
    expect((await get('/api/v1/label/__name__/values')).data).toEqual(
      expect.arrayContaining([
        'ALERTS',
        'scrape_duration_seconds',
        'service:errors:sum',
        'shop_errors',
        'up',
      ]),
    );
    expect((await get('/api/v1/metadata')).data).toEqual({
      shop_errors: [{ type: 'gauge', help: '', unit: '' }],
    });
    expect((await get('/api/v1/targets')).data.activeTargets).toMatchObject([
      { health: 'up', lastError: '' },
    ]);
    expect((await get('/api/v1/rules?type=alert')).data.groups[0].rules).toMatchObject([
      {
        name: 'TooManyErrors',
        type: 'alerting',
        health: 'ok',
        alerts: [{ labels: { service: 'checkout' } }],
      },
    ]);
  });

  test('ends the series of a removed target at once', async () => {
    expect(stack.query('shop_errors')).toMatchObject({ samples: [{ value: 0 }] });

    stack.setTargets([]);
    await until(() => {
      const result = stack.query('shop_errors or up');
      return result.type === 'vector' && result.samples.length === 0;
    });
  });

  async function get(path: string) {
    return (await (await fetch(`${stack.url}${path}`)).json()) as Answer;
  }
});

interface Answer {
  status: string;
  data: {
    alerts: unknown[];
    activeTargets: unknown[];
    groups: { rules: unknown[] }[] & { 0: { rules: unknown[] } };
  };
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error('The condition did not come true within 5 s.');
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
