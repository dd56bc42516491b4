/**
 * Turns a cart into a paid order. Faults: a release whose new voucher code throws for orders with a voucher, and a voucher
 * that no release can read.
 */
import { createHttpService, type HttpService, type ShopAnswer } from '../http-service.js';
import { sleep } from '../noise.js';
import { createReleases, STABLE_VERSION, type Voucher } from './checkout-releases.js';
import { failureFrom } from './pass-on.js';
import { MEBIBYTE, steadyHeap, type ServiceDeps } from './service-deps.js';

const UPSTREAM_TIMEOUT_MS = 4000;
const WINTER_VOUCHER: Voucher = { rate: 0.1 };

export interface Checkout {
  readonly service: HttpService;
  readonly deployBadRelease: () => void;
  readonly isBadRelease: () => boolean;
  /** A harmless release, and then a voucher that no release can read: rolling back seems right and does not help. */
  readonly deployMisleadingRelease: () => void;
  readonly isVoucherSpoiled: () => boolean;
  readonly mendVoucher: () => void;
}

export function createCheckout(
  deps: ServiceDeps & { cartUrl: () => string; paymentsUrl: () => string; ordersDbUrl: () => string },
): Checkout {
  const { deployLog } = deps;
  const service = createHttpService({
    name: 'checkout',
    version: STABLE_VERSION,
    replicas: 2,
    requestsPerSecondPerReplica: 60,
    memoryLimitBytes: 128 * MEBIBYTE,
    heapBytes: steadyHeap(deps.noise, 52),
    adminToken: deps.adminToken,
    collector: deps.collector,
  });
  const cart = service.upstream('cart', deps.cartUrl);
  const payments = service.upstream('payments', deps.paymentsUrl);
  const ordersDb = service.upstream('orders-db', deps.ordersDbUrl);
  const releases = createReleases();
  let voucher: Voucher | undefined = WINTER_VOUCHER;

  /** Puts what `releases` says now into service. */
  function deployed(summary: string, author: string): void {
    const { version } = releases.current();
    service.replaceProcess(version);
    deployLog.record({ service: 'checkout', kind: 'deploy', summary, version, author });
  }

  service.route('POST', '/orders', async ({ requestId, query }): Promise<ShopAnswer> => {
    await sleep(deps.noise.between(2, 6));
    const call = { method: 'POST', requestId, timeoutMs: UPSTREAM_TIMEOUT_MS } as const;
    const items = await cart.call(`/cart?user=${query.get('user') ?? 'nobody'}`, call);
    if (items.status !== 200) return failureFrom('cart', items);
    const discount = query.has('voucher') ? releases.current().discountRate(voucher) : 0;
    const reserved = await ordersDb.call('/query', { ...call, body: 'UPDATE stock SET …' });
    if (reserved.status !== 200) return failureFrom('orders-db', reserved);
    const paid = await payments.call('/payments', { ...call, body: { amount: 49 * (1 - discount) } });
    if (paid.status !== 200) return failureFrom('payments', paid);
    const stored = await ordersDb.call('/query', { ...call, body: 'INSERT INTO orders …' });
    if (stored.status !== 200) return failureFrom('orders-db', stored);
    service.log.write('info', 'order placed', { requestId, discount });
    return { status: 200, body: { order: requestId, discount } };
  });

  service.addFix({
    name: 'rollback-checkout',
    path: 'rollback',
    description: 'Puts the previous release of checkout back into service.',
    risk: 'medium',
    isIdempotent: true,
    isReversible: true,
    rollback: 'Deploy the newer release again.',
    undo: 'redeploy-checkout',
    preview() {
      const { version } = releases.current();
      const isStable = version === STABLE_VERSION;
      return {
        version,
        wouldChange: !isStable,
        summary: isStable
          ? `Checkout runs ${version}, the stable release; nothing would change.`
          : `Checkout would go back from ${version} to ${STABLE_VERSION}.`,
        state: { version, previousVersion: STABLE_VERSION },
      };
    },
    apply() {
      const from = releases.current().version;
      if (!releases.rollBack())
        return { status: 200, changed: false, summary: `Checkout already runs ${from}.` };
      const summary = `Roll back checkout from ${from} to ${STABLE_VERSION}`;
      deployed(summary, 'admin');
      return { status: 200, changed: true, summary: `${summary}.` };
    },
  });

  service.addFix({
    name: 'redeploy-checkout',
    path: 'redeploy',
    description: 'Puts the release of checkout that was rolled back last into service again.',
    risk: 'medium',
    isIdempotent: true,
    isReversible: true,
    rollback: 'Roll checkout back again.',
    preview() {
      const { version } = releases.current();
      const next = releases.rolledBack();
      return {
        version,
        wouldChange: next !== undefined,
        summary: next
          ? `Checkout would go from ${version} to ${next.version} again.`
          : `Checkout runs ${version}, and nothing was rolled back; nothing would change.`,
        state: { version, ...(next && { nextVersion: next.version }) },
      };
    },
    apply() {
      const from = releases.current().version;
      const next = releases.redeploy();
      if (!next) return { status: 200, changed: false, summary: `Checkout still runs ${from}.` };
      const summary = `Deploy ${next.version} of checkout again, in place of ${from}`;
      deployed(summary, 'admin');
      return { status: 200, changed: true, summary: `${summary}.` };
    },
  });

  return {
    service,
    deployBadRelease() {
      releases.deploy({ isBad: true });
      deployed('Vouchers with terms: read the discount from the new fields', 'mira');
    },
    isBadRelease: () => releases.current().isBad,
    deployMisleadingRelease() {
      releases.deploy({ isBad: false });
      deployed('New icons for the payment methods', 'mira');
      voucher = undefined;
    },
    isVoucherSpoiled: () => voucher === undefined,
    mendVoucher() {
      voucher = WINTER_VOUCHER;
    },
  };
}
