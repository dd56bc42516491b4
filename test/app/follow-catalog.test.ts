import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { followCatalog } from '../../src/app/follow-catalog.js';
import { describeFiles } from '../../src/app/followed-files.js';
import { loadConfig } from '../../src/config/config.js';
import { createLogger } from '../../src/observability/logger.js';
import { sleep } from '../../src/shared/clock.js';
import { useCatalogFiles } from '../clients/catalog-files.js';
import { closeAfterEach } from '../helpers/close-after-each.js';
import { waitUntil } from '../helpers/wait-until.js';

const { at, write } = useCatalogFiles();
const closeLater = closeAfterEach();

const FILE = 'services/catalog-info.yaml';
const componentOf = (name: string, tier = '2') =>
  stringify({
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata: { name, annotations: { 'firewatch.dev/tier': tier } },
    spec: { type: 'service' },
  });
const sloOf = (target: number) =>
  stringify({
    apiVersion: 'openslo/v1',
    kind: 'SLO',
    metadata: { name: 'availability' },
    spec: {
      service: 'checkout',
      indicator: {
        metadata: { name: 'requests' },
        spec: {
          ratioMetric: {
            bad: { metricSource: { type: 'Prometheus', spec: { query: 'sum(rate(bad[$window]))' } } },
            total: { metricSource: { type: 'Prometheus', spec: { query: 'sum(rate(total[$window]))' } } },
          },
        },
      },
      timeWindow: [{ duration: '30d', isRolling: true }],
      budgetingMethod: 'Occurrences',
      objectives: [{ target }],
    },
  });

async function follow() {
  const path = write('firewatch.yaml', stringify({ catalog: ['services'], slos: ['slos'] }));
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const followed = await followCatalog(loadConfig({ FIREWATCH_CONFIG: path }), log, 10);
  followed.catalogFiles?.start();
  closeLater(() => followed.catalogFiles?.stop());
  return {
    lines,
    names: () =>
      followed
        .catalog()
        .list()
        .map(({ name }) => name),
    targets: () =>
      followed
        .slos()
        .list()
        .map(({ target }) => target),
    health: () => describeFiles('Service catalogue', followed.catalogFiles)[0],
  };
}

test('services and SLOs hold as saved, without a restart; files come and go', async () => {
  write(FILE, componentOf('checkout'));
  write('slos/a.yaml', sloOf(0.99));
  const { names, targets, health, lines } = await follow();
  expect([names(), targets()]).toEqual([['checkout'], [0.99]]);

  write('services/more/catalog-info.yaml', componentOf('search'));
  write('slos/a.yaml', sloOf(0.999));

  await waitUntil('both', () => names().includes('search') && targets()[0] === 0.999);
  expect(health()).toMatchObject({ name: 'Service catalogue', status: 'ok' });
  await sleep(60);
  expect(lines.filter((line) => line.includes('read again')).length).toBeLessThanOrEqual(2);
});

test.each([
  ['a service of two tiers', componentOf('checkout', 'first'), /catalog-info.yaml:\d+: .*tier/],
  ['no YAML', 'metadata: [', /catalog-info.yaml:1:/],
  ['nothing any more', '', /no service is described any more/],
])('%s keeps what held before, and says so until it is mended', async (_, broken, sentence) => {
  write(FILE, componentOf('checkout', '1'));
  write('slos/a.yaml', sloOf(0.99));
  const { names, health, lines } = await follow();

  writeFileSync(at(FILE), broken);
  await waitUntil('the problem', () => health()?.status === 'failing');
  expect(names()).toEqual(['checkout']);
  expect(health()?.problem).toMatch(/^What it said before still holds\. /);
  expect(health()?.problem).toMatch(sentence);
  expect(lines.join('')).toContain('what they said before holds');

  writeFileSync(at(FILE), componentOf('checkout', '1'));
  await waitUntil('the mend', () => health()?.status === 'ok');
  writeFileSync(at(FILE), componentOf('basket'));
  await waitUntil('the change', () => names()[0] === 'basket');
});

test('what could not be read at the start is left out, and shown until it is mended', async () => {
  write(FILE, componentOf('checkout'));
  write('services/more/catalog-info.yaml', 'metadata: [');
  write('slos/a.yaml', sloOf(0.99));
  const { names, health } = await follow();
  await sleep(60);
  expect(names()).toEqual(['checkout']);
  expect(health()?.problem).toMatch(/^Without what cannot be read\. /);
  // Another change need not wait for that.
  writeFileSync(at(FILE), componentOf('basket'));
  await waitUntil('the change', () => names()[0] === 'basket');
  expect(health()?.problem).toMatch(/^Without what cannot be read\. /);

  write('services/more/catalog-info.yaml', componentOf('search'));

  await waitUntil('the mend', () => health()?.status === 'ok');
  expect(names().toSorted()).toEqual(['basket', 'search']);
});

test('is nothing to show where nothing is described', () => {
  expect(describeFiles('Service catalogue', null)).toEqual([]);
});
