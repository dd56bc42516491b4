import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createFaultPanel } from '../../demo/fault-panel.js';
import { FAULT_NAMES } from '../../demo/shop/faults.js';
import { createShop, type Shop } from '../../demo/shop/shop.js';
import type { Panel } from '../../demo/slack/ui/panel.js';

describe('the strip that breaks the shop', () => {
  let shop: Shop;
  let panel: Panel;

  beforeAll(async () => {
    shop = createShop({ loadScale: 0 });
    await shop.start();
    panel = createFaultPanel(shop);
  });

  afterAll(async () => {
    await shop?.stop();
  });

  const press = async (id: string) => panel.actions.find((action) => action.id === id)?.run();
  const active = () => shop.faults.list().flatMap((fault) => (fault.isActive ? [fault.name] : []));

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
});
