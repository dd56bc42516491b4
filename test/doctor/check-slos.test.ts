import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { createHttpApi, type HttpApi } from '../../demo/metrics/http-api.js';
import { labelSetFrom } from '../../demo/metrics/label-set.js';
import { createPromqlEngine } from '../../demo/metrics/promql/engine.js';
import { createMetricsStore } from '../../demo/metrics/store.js';
import { loadConfig } from '../../src/config/config.js';
import { checkSlos } from '../../src/doctor/check-slos.js';

let folder: string;
let prometheus: HttpApi;
let url: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'firewatch-doctor-slos-'));
  const store = createMetricsStore();
  const total = { __name__: 'http_requests_total', service: 'web', code: '200' };
  for (const [ago, value] of [
    [60, 1],
    [30, 2],
    [0, 3],
  ] as const)
    store.appendSamples(Date.now() - ago * 1000, [{ labels: labelSetFrom(total), value }]);
  prometheus = createHttpApi({
    store,
    engine: createPromqlEngine(store),
    targets: () => [],
    metadata: () => new Map(),
    groups: () => [],
    scrapeIntervalMs: 5_000,
  });
  url = await prometheus.listen(0);
});
afterEach(async () => {
  await prometheus.close();
  await rm(folder, { recursive: true, force: true });
});

async function check(services: readonly string[], openSlo: string | null, env = { PROMETHEUS_URL: url }) {
  const components = services.map(
    (name) =>
      `kind: Component\nmetadata:\n  name: ${name}\n  annotations: { firewatch.dev/slo-target: "99" }\n`,
  );
  await writeFile(join(folder, 'catalog-info.yaml'), components.join('---\n'));
  if (openSlo !== null) await writeFile(join(folder, 'slo.yaml'), openSlo);
  const path = join(folder, 'firewatch.yaml');
  await writeFile(path, `catalog: [catalog-info.yaml]\nslos: [${openSlo === null ? '' : 'slo.yaml'}]\n`);
  return checkSlos(loadConfig({ FIREWATCH_CONFIG: path, ...env }));
}

const openSlo = (bad: string, service = 'web') => `apiVersion: openslo/v1
kind: SLO
metadata: { name: answers }
spec:
  service: ${service}
  timeWindow: [{ duration: 30d, isRolling: true }]
  objectives: [{ target: 0.99 }]
  indicator:
    spec:
      ratioMetric:
        bad: { metricSource: { type: Prometheus, spec: { query: '${bad}' } } }
        total: { metricSource: { type: Prometheus, spec: { query: 'rate(http_requests_total[5m])' } } }
`;

describe('doctor, about SLOs', () => {
  test('says nothing where nothing is promised', async () => {
    expect(await check([], null)).toBeNull();
  });

  test('says that the queries find data; that nothing failed so far is fine', async () => {
    const bad = 'rate(http_requests_total{code="500"}[5m])';

    expect(await check(['web'], openSlo(bad))).toBe('2 SLOs; the queries of all find data');
  });

  test('names a service without samples, one that nobody knows, and a query that is refused', async () => {
    await expect(check(['gone'], openSlo('rate(x[5m', 'shop'))).rejects.toThrow(/without a range/);
    await expect(check(['gone'], openSlo('rate(x[5m])) +', 'shop'))).rejects.toThrow(
      /slo\.yaml:7: the SLO answers is for shop, which the catalogue does not have\.\n.*catalog-info\.yaml:4: the SLO availability finds no samples for failing share over 5m: .*service="gone".*\n(.*\n)*.*slo\.yaml:7: the SLO answers cannot be asked for bad events over 5m: Prometheus refused/,
    );
  });
});
