/**
 * Turns a cart into a paid order. Fault: a release whose new voucher code throws for orders with a voucher.
 */
import { createHttpService, type HttpService, type ShopAnswer } from '../http-service.js';
import { sleep } from '../noise.js';
import { failureFrom } from './pass-on.js';
import { MEBIBYTE, steadyHeap, type ServiceDeps } from './service-deps.js';

const UPSTREAM_TIMEOUT_MS = 4000;

interface Release {
  readonly version: string;
  discountRate(voucher: Voucher): number;
}

interface Voucher {
  readonly rate: number;
  /** Present on vouchers of the new kind only, which nobody has been given yet. */
  readonly terms?: { readonly rate: number };
}

const STABLE: Release = { version: '1.14.2', discountRate: (voucher) => voucher.rate };

export interface Checkout {
  readonly service: HttpService;
  readonly deployBadRelease: () => void;
  readonly isBadRelease: () => boolean;
}

export function createCheckout(
  deps: ServiceDeps & { cartUrl: () => string; paymentsUrl: () => string; ordersDbUrl: () => string },
): Checkout {
  const { deployLog } = deps;
  const service = createHttpService({
    name: 'checkout',
    version: STABLE.version,
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
  let release = STABLE;
  let badReleases = 0;

  service.route('POST', '/orders', async ({ requestId, query }): Promise<ShopAnswer> => {
    await sleep(deps.noise.between(2, 6));
    const call = { method: 'POST', requestId, timeoutMs: UPSTREAM_TIMEOUT_MS } as const;
    const items = await cart.call(`/cart?user=${query.get('user') ?? 'nobody'}`, call);
    if (items.status !== 200) return failureFrom('cart', items);
    const discount = query.has('voucher') ? release.discountRate({ rate: 0.1 }) : 0;
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
    preview: () => ({
      version: release.version,
      wouldChange: release !== STABLE,
      summary:
        release === STABLE
          ? `Checkout runs ${STABLE.version}, the stable release; nothing would change.`
          : `Checkout would go back from ${release.version} to ${STABLE.version}.`,
      state: { version: release.version, previousVersion: STABLE.version },
    }),
    apply() {
      if (release === STABLE) {
        return { status: 200, changed: false, summary: `Checkout already runs ${STABLE.version}.` };
      }
      const summary = `Roll back checkout from ${release.version} to ${STABLE.version}`;
      release = STABLE;
      service.replaceProcess(release.version);
      deployLog.record({
        service: 'checkout',
        kind: 'deploy',
        summary,
        version: release.version,
        author: 'admin',
      });
      return { status: 200, changed: true, summary: `${summary}.` };
    },
  });

  return {
    service,
    deployBadRelease() {
      badReleases += 1;
      release = createBadRelease(`1.15.${badReleases - 1}`);
      service.replaceProcess(release.version);
      deployLog.record({
        service: 'checkout',
        kind: 'deploy',
        summary: 'Vouchers with terms: read the discount from the new fields',
        version: release.version,
        author: 'mira',
      });
    },
    isBadRelease: () => release !== STABLE,
  };
}

/** Reads a field that today's vouchers do not have. */
function createBadRelease(version: string): Release {
  return {
    version,
    discountRate(voucher) {
      const terms = voucher.terms as { readonly rate: number };
      return terms.rate;
    },
  };
}
