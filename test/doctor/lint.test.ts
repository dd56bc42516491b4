import { mkdirSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/config.js';
import { lint } from '../../src/doctor/examine.js';
import { closeAfterEach } from '../helpers/close-after-each.js';
import { startHttpStub } from '../helpers/http-stub.js';

const closeLater = closeAfterEach();

const CATALOG = `apiVersion: backstage.io/v1alpha1
kind: Component
metadata:
  name: checkout
  annotations:
    firewatch.dev/slo-target: '99.9'
`;

async function lintFiles(catalog: string) {
  const folder = await mkdtemp(join(tmpdir(), 'firewatch-lint-'));
  closeLater(() => rm(folder, { recursive: true, force: true }));
  const prometheus = await startHttpStub(() => ({ status: 500, body: 'must not be asked' }));
  closeLater(() => prometheus.close());
  mkdirSync(join(folder, 'runbooks'));
  writeFileSync(join(folder, 'catalog-info.yaml'), catalog);
  writeFileSync(
    join(folder, 'firewatch.yaml'),
    stringify({ catalog: ['catalog-info.yaml'], approvals: { approvers: ['U0ALICE'] } }),
  );
  const config = loadConfig({
    FIREWATCH_CONFIG: join(folder, 'firewatch.yaml'),
    PROMETHEUS_URL: prometheus.url,
  });
  const findings = await lint(config);
  return { findings: Object.fromEntries(findings.map((one) => [one.name, one])), asked: prometheus.requests };
}

test('lint reads every file and connects to nothing', async () => {
  const { findings, asked } = await lintFiles(CATALOG);

  expect(Object.values(findings).map(({ name, status }) => `${name} ${status}`)).toEqual([
    'service catalogue ok',
    'slos ok',
    'runbooks ok',
    'approvers ok',
    'policy off',
    'webhooks file off',
  ]);
  expect(asked).toEqual([]);
});

test('lint names file and line of what cannot be used', async () => {
  const { findings } = await lintFiles(CATALOG.replace('99.9', 'high'));

  expect(findings['service catalogue']).toMatchObject({
    status: 'wrong',
    sentence: expect.stringMatching(/catalog-info\.yaml:\d+: .*SLO target of checkout must be percent/),
  });
});
