import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ShopChange } from '../../../demo/shop/deploy-log.js';
import { createShop, type Shop } from '../../../demo/shop/shop.js';
import { callFix, endpointNamed, scrape, sumOf, waitUntil } from './shop-probe.js';

let shop: Shop;
beforeAll(async () => {
  shop = createShop({ adminToken: 'let-me-in' });
  await shop.start();
});
afterAll(async () => shop.stop());

function urlOf(service: string): string {
  return shop.services.find(({ name }) => name === service)?.url ?? '';
}

describe('the shop', () => {
  test('has six services, each on a port of its own with health, metrics and logs', async () => {
    expect(shop.services.map(({ name }) => name).sort()).toEqual([
      'cart',
      'catalog',
      'checkout',
      'orders-db',
      'payments',
      'web',
    ]);
    expect(new Set(shop.services.map(({ url }) => url)).size).toBe(6);
    for (const { name, url } of shop.services) {
      const health = await (await fetch(`${url}/healthz`)).json();
      expect(health).toMatchObject({ status: 'ok', service: name });
      const logs = await (await fetch(`${url}/admin/logs?limit=1&level=info`)).json();
      expect(logs).toMatchObject({ service: name, lines: [{ level: 'info', service: name }] });
    }
  });

  test('serves browsing, carts and checkouts through web', async () => {
    const web = urlOf('web');

    const answers = await Promise.all([
      fetch(`${web}/browse?user=ada`),
      fetch(`${web}/cart?user=ada`, { method: 'POST' }),
      fetch(`${web}/checkout?user=ada&voucher=WINTER10`, { method: 'POST' }),
    ]);

    expect(answers.map(({ status }) => status).filter((status) => status >= 500)).toEqual([]);
    expect(answers[0]?.status).toBe(200);
    expect((await fetch(`${web}/nothing`)).status).toBe(404);
  });

  test('counts every call between services under the names that rules and runbooks use', async () => {
    await waitUntil('the first checkouts', 20_000, async () => {
      const answered = { target: /^orders-db$/, code: /200/ };
      return (
        sumOf(await scrape(shop, 'payments'), 'http_requests_total', { code: /200/ }) > 3 &&
        sumOf(await scrape(shop, 'checkout'), 'upstream_requests_total', answered) > 0
      );
    });
    const checkout = await scrape(shop, 'checkout');
    const payments = await scrape(shop, 'payments');
    const ordersDb = await scrape(shop, 'orders-db');

    for (const target of [/^cart$/, /^payments$/, /^orders-db$/]) {
      expect(sumOf(checkout, 'upstream_requests_total', { target, code: /200/ })).toBeGreaterThan(0);
    }
    expect(sumOf(payments, 'upstream_requests_total', { target: /card-provider/ })).toBeGreaterThan(0);
    expect(sumOf(payments, 'db_pool_connections', { state: /max/ })).toBe(15);
    expect(sumOf(payments, 'credential_expiry_timestamp_seconds')).toBeGreaterThan(Date.now() / 1000);
    expect(sumOf(ordersDb, 'db_query_duration_seconds_count')).toBeGreaterThan(0);
    for (const name of ['app_heap_bytes', 'app_memory_limit_bytes', 'app_replicas', 'app_build_info']) {
      expect(sumOf(checkout, name)).toBeGreaterThan(0);
    }
    expect(sumOf(checkout, 'process_start_time_seconds')).toBeCloseTo(Date.now() / 1000, -2);
    expect(checkout.some(({ labels }) => 'service' in labels)).toBe(false);
  });

  test('starts with a history of harmless changes, none of them to checkout', () => {
    const changes = shop.deployLog();

    expect(changes.length).toBeGreaterThanOrEqual(4);
    expect(changes.some(({ service }) => service === 'checkout')).toBe(false);
    expect(changes.every(({ at }) => Date.parse(at) < Date.now() - 5 * 60_000)).toBe(true);
    expect(new Set(changes.map(({ id }) => id)).size).toBe(changes.length);
  });
});

describe('a fix endpoint', () => {
  test('exists for each fault and names the service it acts on', () => {
    expect(shop.fixEndpoints().map(({ name, service }) => [name, service])).toEqual([
      ['rollback-checkout', 'checkout'],
      ['redeploy-checkout', 'checkout'],
      ['restart-cart', 'cart'],
      ['scale-catalog', 'catalog'],
      ['scale-back-catalog', 'catalog'],
      ['recycle-pool-payments', 'payments'],
      ['rotate-credential-payments', 'payments'],
      ['kill-slow-queries-orders-db', 'orders-db'],
    ]);
    const names = shop.fixEndpoints().map(({ name }) => name);
    expect(shop.faults.list().every(({ fix }) => names.includes(fix))).toBe(true);
    expect(endpointNamed(shop, 'scale-catalog').body).toEqual({ replicas: 4 });
  });

  test('previews without a token and without changing anything', async () => {
    for (const { name, service, previewUrl } of shop.fixEndpoints()) {
      const first = await (await fetch(previewUrl)).json();
      const second = await (await fetch(previewUrl)).json();

      expect(first).toMatchObject({ fix: name, target: { name: service }, summary: expect.any(String) });
      expect((second as { target: unknown }).target).toEqual((first as { target: unknown }).target);
    }
    expect(shop.deployLog().some(({ author }) => author === 'admin')).toBe(false);
  });

  test('refuses a wrong token with 401 and changes nothing', async () => {
    for (const { name } of shop.fixEndpoints()) {
      expect(await callFix(shop, name, { token: 'guess' })).toMatchObject({ status: 401 });
    }
    expect(sumOf(await scrape(shop, 'catalog'), 'app_replicas')).toBe(1);
  });

  test('refuses a number of replicas that makes no sense', async () => {
    for (const body of [{}, { replicas: 0 }, { replicas: 2.5 }, { replicas: 1000 }, 'four']) {
      expect(await callFix(shop, 'scale-catalog', { body })).toMatchObject({
        status: 400,
        body: { error: expect.stringContaining('whole n from 1 to 10') },
      });
    }
  });

  test('answers 404 and 405 for what it does not offer', async () => {
    expect((await fetch(`${urlOf('cart')}/admin/rollback`, { method: 'POST' })).status).toBe(404);
    expect((await fetch(`${urlOf('cart')}/admin/restart`, { method: 'PUT' })).status).toBe(405);
  });

  test('does no harm to a healthy shop, and its changes are announced', async () => {
    const announced: ShopChange[] = [];
    const stopListening = shop.onChange((change) => announced.push(change));

    const results = await Promise.all(shop.fixEndpoints().map(async ({ name }) => callFix(shop, name)));
    const visits = await Promise.all(
      Array.from({ length: 20 }, async () => fetch(`${urlOf('web')}/cart?user=bob`, { method: 'POST' })),
    );

    expect(results.every(({ status }) => status === 200)).toBe(true);
    expect(visits.every(({ status }) => status === 200)).toBe(true);
    expect(announced).toMatchObject([
      { service: 'catalog', kind: 'scale', summary: 'Scale catalog from 1 to 4 replicas', author: 'admin' },
      { service: 'catalog', kind: 'scale', summary: 'Scale catalog from 4 to 1 replica', author: 'admin' },
    ]);
    expect(await callFix(shop, 'scale-back-catalog')).toMatchObject({ body: { changed: false } });
    stopListening();
    await callFix(shop, 'scale-catalog', { body: { replicas: 3 } });
    expect(announced).toHaveLength(2);
  });
});
