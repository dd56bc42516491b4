import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { writeDemoPolicy } from '../../demo/demo-policy.js';
import { createBackOffice } from '../../demo/back-office.js';
import { createFaultPanel } from '../../demo/fault-panel.js';
import { FAULT_NAMES } from '../../demo/shop/faults.js';
import { createShop, type Shop } from '../../demo/shop/shop.js';
import type { Panel } from '../../demo/slack/ui/panel.js';
import { loadPolicy } from '../../src/clients/policy-file.js';
import { waitUntil } from '../helpers/wait-until.js';
import { callFix } from './shop/shop-probe.js';

describe('the strip that breaks the shop', () => {
  const directory = mkdtempSync(join(tmpdir(), 'firewatch-panel-'));
  const policyFile = join(directory, 'policy.yaml');
  let shop: Shop;
  const backOffice = createBackOffice();
  let panel: Panel;

  beforeAll(async () => {
    shop = createShop({ loadScale: 0 });
    await shop.start();
    writeDemoPolicy(policyFile);
    await backOffice.start();
    panel = createFaultPanel(shop, { policyFile, backOffice });
  });

  afterAll(async () => {
    await shop?.stop();
    await backOffice.stop();
    rmSync(directory, { recursive: true });
  });

  const press = async (id: string) =>
    panel.groups
      .flatMap(({ actions }) => actions)
      .find((action) => action.id === id)
      ?.run();
  const active = () => shop.faults.list().flatMap((fault) => (fault.isActive ? [fault.name] : []));
  const order = async () => {
    const web = shop.services.find(({ name }) => name === 'web');
    return fetch(`${web?.url}/checkout?user=ada&voucher=WINTER10`, { method: 'POST' });
  };

  test('pressing a fault twice says that it is so already', async () => {
    expect(await press('bad-release')).toMatch(/Watch #incidents/);

    expect(await press('bad-release')).toMatch(/^That is so already: A release of checkout/);
    expect(active()).toEqual(['bad-release']);
  });

  test.each(FAULT_NAMES)('repair ends %s', async (name) => {
    await press(name);
    expect(active()).toContain(name);

    expect(await press('repair')).toContain(name.replace('-', ' '));
    expect(active()).toEqual([]);
    expect(await press('repair')).toBe('Nothing is broken.');
  });

  test('several at once breaks the shop and both workers, and repair mends them', async () => {
    const pages = async () => {
      const texts = backOffice.targets.map(async ({ url }) => (await fetch(url)).text());
      return (await Promise.all(texts)).join('\n');
    };
    await waitUntil('jobs that are done', async () => /result="done"} [1-9]/.test(await pages()));
    expect(await pages()).not.toMatch(/result="failed"} [1-9]/);

    expect(await press('several')).toContain('/incident list');
    expect(active()).toEqual(['expired-credential']);
    await waitUntil('failed jobs', async () => /result="failed"} [1-9]/.test(await pages()));
    await waitUntil('waiting jobs', async () => /worker_queue_jobs [1-9]\d/.test(await pages()));

    expect(await press('repair')).toContain('newsletter, warehouse sync');
    await waitUntil('an empty queue', async () => !/worker_queue_jobs [1-9]/.test(await pages()));
  });

  test('a second deploy is for a bad release alone, and changes what its fix would do', async () => {
    const { previewUrl } = shop.fixEndpoints().find(({ name }) => name === 'rollback-checkout') ?? {};
    const versionNow = async () =>
      ((await (await fetch(previewUrl ?? '')).json()) as { target: { version: string } }).target.version;
    expect(await press('deploy-again')).toMatch(/^Press “bad release” first/);

    await press('bad-release');
    const before = await versionNow();
    expect(await press('deploy-again')).toMatch(/it is not run/);

    expect(await versionNow()).not.toBe(before);
    await press('repair');
  });

  test('after a misleading release the roll-back does not help, and can be taken back', async () => {
    await press('misleading-release');
    expect((await order()).status).toBeGreaterThanOrEqual(500);

    expect(await callFix(shop, 'rollback-checkout')).toMatchObject({ body: { changed: true } });
    expect((await order()).status).toBeGreaterThanOrEqual(500);
    expect(await callFix(shop, 'redeploy-checkout')).toMatchObject({ body: { changed: true } });

    expect(await press('repair')).toContain('misleading release');
    expect((await order()).status).toBeLessThan(500);
  });

  test('freeze goes into the policy and out of it, and leaves the rest as it was written', async () => {
    const before = await loadPolicy(policyFile);
    const comments = readFileSync(policyFile, 'utf8').match(/#.*/g);

    expect(await press('freeze')).toContain('Press again to end it');
    expect(await loadPolicy(policyFile)).toMatchObject({ policy: { freezes: [{ name: 'tried by hand' }] } });
    expect(readFileSync(policyFile, 'utf8').match(/#.*/g)).toEqual(comments);

    expect(await press('freeze')).toContain('can be approved again');
    expect(await loadPolicy(policyFile)).toEqual(before);
  });

  test('a policy that somebody is in the middle of writing is left alone', async () => {
    writeFileSync(policyFile, 'rules: [');

    expect(await press('freeze')).toContain('no valid YAML');
    expect(readFileSync(policyFile, 'utf8')).toBe('rules: [');
  });
});
