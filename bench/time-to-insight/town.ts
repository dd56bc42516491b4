/** Services that real Prometheus scrapes and real Alertmanager tells of: each fails from the moment it is broken. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startRealMonitoring, type RealMonitoring } from '../../test/helpers/real-monitoring.js';
import { startLocalServer } from '../local-server.js';

export interface Town {
  readonly monitoring: RealMonitoring;
  /** What the bot is configured with, beside its environment. */
  readonly configFile: string;
  /** From now on half of its requests fail. */
  break(service: string): void;
  /** When the webhook that tells of a service came: milliseconds since the epoch. */
  readonly toldAt: ReadonlyMap<string, number>;
  /** Where webhooks go from now on. */
  sendTo(url: string): void;
  stop(): Promise<void>;
}

const RULES = `groups:
  - name: services
    rules:
      - alert: HighErrorRate
        expr: sum by (service) (rate(http_requests_total{code="500"}[5s])) / sum by (service) (rate(http_requests_total[5s])) > 0.1
        labels: { severity: critical }
        annotations: { summary: 'Requests to {{ $labels.service }} fail' }
`;
/** The services have only just begun to be watched; and each is an incident of its own, though many come in few minutes. */
const CONFIG = 'metrics: { baseline: 2m, step: 5s }\nincidents: { stormAbove: 0 }\n';
const REQUESTS_PER_SECOND = 20;

export async function startTown(services: readonly string[], token: string): Promise<Town> {
  const home = mkdtempSync(join(tmpdir(), 'firewatch-town-'));
  const [rulesFile, configFile] = [join(home, 'rules.yml'), join(home, 'firewatch.yaml')];
  writeFileSync(rulesFile, RULES);
  writeFileSync(configFile, CONFIG);
  const startedAt = Date.now();
  const brokenAt = new Map<string, number>();
  const toldAt = new Map<string, number>();
  let receiver = '';

  const exporter = await startLocalServer((_request, response) => {
    const now = Date.now();
    const lines = services.flatMap((service) => {
      const count = (from: number) => Math.round(((now - from) / 1000) * REQUESTS_PER_SECOND);
      const failed = count(brokenAt.get(service) ?? now);
      const series = (code: number, value: number) =>
        `http_requests_total{service="${service}",code="${code}"} ${value}`;
      return [series(200, count(startedAt) - Math.floor(failed / 2)), series(500, Math.floor(failed / 2))];
    });
    response.setHeader('content-type', 'text/plain; version=0.0.4');
    response.end(`# TYPE http_requests_total counter\n${lines.join('\n')}\n`);
  });
  // Between Alertmanager and the bot, to see when Alertmanager asks; the bot answers.
  const watch = await startLocalServer(async ({ url, body }, response) => {
    const now = Date.now();
    const { status, commonLabels } = JSON.parse(body) as {
      status: string;
      commonLabels: { service?: string };
    };
    const service = commonLabels.service ?? '';
    if (status === 'firing' && !toldAt.has(service)) toldAt.set(service, now);
    const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
    const answer = await fetch(`${receiver}${url}`, { method: 'POST', headers, body });
    response.statusCode = answer.status;
    response.end(await answer.text());
  });
  const closeAll = async () => {
    await Promise.all([exporter.close(), watch.close()]);
    rmSync(home, { recursive: true, force: true });
  };
  try {
    const monitoring = await startRealMonitoring({
      targets: [{ url: exporter.url, labels: {} }],
      rulesFile,
      receivers: [{ url: watch.url, token }],
    });
    return {
      monitoring,
      configFile,
      break: (service) => void brokenAt.set(service, Date.now()),
      toldAt,
      sendTo: (url) => void (receiver = url),
      async stop() {
        await monitoring.stop();
        await closeAll();
      },
    };
  } catch (error) {
    await closeAll();
    throw error;
  }
}
