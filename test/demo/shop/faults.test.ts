import { describe, expect, test } from '@jest/globals';
import { FAULT_NAMES, type FaultName } from '../../../demo/shop/faults.js';
import { createShop, type Shop } from '../../../demo/shop/shop.js';
import { callFix, pause, scrape, sumOf, waitUntil, watchUsers } from './shop-probe.js';

/** How a fault shows: in the service where the cause lies, and to the users of the front door. */
const SYMPTOMS: Readonly<
  Record<FaultName, { fix: string; wrongFix: string; isSuffering: (shop: Shop) => Promise<boolean> }>
> = {
  'bad-release': {
    fix: 'rollback-checkout',
    wrongFix: 'restart-cart',
    isSuffering: async (shop) => (await watchUsers(shop, 'checkout', 1500)).failingShare > 0.1,
  },
  'memory-leak': {
    fix: 'restart-cart',
    wrongFix: 'scale-catalog',
    isSuffering: async (shop) => {
      const { failingShare, meanSeconds } = await watchUsers(shop, 'cart', 1000);
      const samples = await scrape(shop, 'cart');
      const used = sumOf(samples, 'app_heap_bytes') / sumOf(samples, 'app_memory_limit_bytes');
      return used > 0.85 && failingShare > 0.05 && meanSeconds > 0.05;
    },
  },
  'slow-database': {
    fix: 'kill-slow-queries-orders-db',
    wrongFix: 'recycle-pool-payments',
    isSuffering: async (shop) =>
      (await watchUsers(shop, 'orders-db', 500)).meanSeconds > 0.2 &&
      (await watchUsers(shop, 'checkout', 1500)).meanSeconds > 0.8,
  },
  'exhausted-pool': {
    fix: 'recycle-pool-payments',
    wrongFix: 'rotate-credential-payments',
    isSuffering: async (shop) => {
      const { failingShare } = await watchUsers(shop, 'payments', 1500);
      const inUse = sumOf(await scrape(shop, 'payments'), 'db_pool_connections', { state: /in_use/ });
      return inUse === 15 && failingShare > 0.5;
    },
  },
  'traffic-surge': {
    fix: 'scale-catalog',
    wrongFix: 'rollback-checkout',
    isSuffering: async (shop) => {
      const { requests, failingShare, meanSeconds } = await watchUsers(shop, 'catalog', 1000);
      return requests > 40 && failingShare > 0.1 && meanSeconds > 0.1;
    },
  },
  'expired-credential': {
    fix: 'rotate-credential-payments',
    wrongFix: 'kill-slow-queries-orders-db',
    isSuffering: async (shop) => {
      const { failingShare } = await watchUsers(shop, 'payments', 1500);
      return failingShare === 1 && sumOf(await scrape(shop, 'payments'), 'upstream_auth_failures_total') > 0;
    },
  },
};

/** Half of what the gentlest fault does to a checkout; a machine with much else to do needs a part of it, too. */
const WELL_BELOW_SECONDS = 0.6;

async function isWell(shop: Shop): Promise<boolean> {
  const services = await Promise.all(
    shop.services.map(async ({ name }) => watchUsers(shop, name, name === 'checkout' ? 1200 : 800)),
  );
  return services.every(
    ({ failingShare, meanSeconds }) => !(failingShare > 0) && !(meanSeconds > WELL_BELOW_SECONDS),
  );
}

describe('a fault of the shop', () => {
  test.concurrent.each(FAULT_NAMES)(
    '%s hurts users until its own fix is called',
    async (name) => {
      const { fix, wrongFix, isSuffering } = SYMPTOMS[name];
      const shop = createShop();
      await shop.start();
      try {
        await waitUntil('the shop is well at first', 30_000, async () => isWell(shop));

        expect(shop.faults.inject(name)).toMatchObject({ name, fix, isActive: true });

        await waitUntil(`${name} hurts`, 30_000, async () => isSuffering(shop));

        await callFix(shop, wrongFix);
        await pause(500);
        expect(await waitUntil(`${name} still hurts`, 30_000, async () => isSuffering(shop))).toBeDefined();
        expect(shop.faults.list().filter((fault) => fault.isActive)).toMatchObject([{ name }]);

        expect(await callFix(shop, fix)).toMatchObject({ status: 200, body: { changed: true } });

        await waitUntil(`the shop is well after ${fix}`, 30_000, async () => isWell(shop));
        expect(shop.faults.list().some((fault) => fault.isActive)).toBe(false);
      } finally {
        await shop.stop();
      }
    },
    180_000,
  );

  test('with an unknown name is refused with the names that exist', () => {
    expect(() => createShop().faults.inject('fire')).toThrow(/no fault "fire".*bad-release.*traffic-surge/);
  });
});
