/** A set of services to begin with: a front, what it calls, a database, and somebody outside. */
import type { Lot } from '../scene/lot.js';
import type { ChangePlan, ServicePlan } from '../scene/scene.js';

/** Draws one service; whatever is not said is drawn by lot. */
export function service(
  lot: Lot,
  calls: Readonly<Record<string, number>> = {},
  given: Partial<ServicePlan> = {},
): ServicePlan {
  return {
    name: lot.name(),
    calls,
    kind: 'service',
    tier: 2,
    workSeconds: lot.between(0.006, 0.03, 4),
    headroom: lot.between(2.2, 3.2, 2),
    pool: null,
    heap: lot.between(0.35, 0.6, 2),
    ageDays: lot.between(2, 40),
    version: lot.version(),
    ...given,
  };
}

/**
 * `front` is where users come in. `trade` earns the money: it calls `ledger`, which keeps its records in `store` and asks
 * `abroad`, which is not ours. `shelf` is browsed and reads from `store`, too; `basket` stands alone; `post` is a quiet
 * companion of `front`.
 */
export interface Town {
  readonly services: readonly ServicePlan[];
  readonly front: string;
  readonly trade: string;
  readonly ledger: string;
  readonly shelf: string;
  readonly basket: string;
  readonly post: string;
  readonly store: string;
  readonly abroad: string;
  readonly requestsPerSecond: number;
  readonly entry: string;
}

export type TownPart = 'front' | 'trade' | 'ledger' | 'shelf' | 'basket' | 'post' | 'store' | 'abroad';

export function drawTown(lot: Lot, given: Partial<Record<TownPart, Partial<ServicePlan>>> = {}): Town {
  const draw = (part: TownPart, calls: Record<string, number>, usual: Partial<ServicePlan>) =>
    service(lot, calls, { ...usual, ...given[part] });
  const abroad = draw('abroad', {}, { kind: 'outside', workSeconds: lot.between(0.04, 0.09, 3) });
  const store = draw(
    'store',
    {},
    { kind: 'database', workSeconds: lot.between(0.004, 0.009, 4), pool: null },
  );
  const ledger = draw(
    'ledger',
    { [store.name]: 1, [abroad.name]: 1 },
    { tier: 1, pool: lot.between(16, 28) },
  );
  const basket = draw('basket', {}, {});
  const shelf = draw('shelf', { [store.name]: 0.8 }, { pool: lot.between(30, 50) });
  const post = draw('post', {}, { tier: 3 });
  const trade = draw('trade', { [basket.name]: 1, [ledger.name]: 0.9 }, { tier: 1 });
  const front = draw(
    'front',
    { [trade.name]: 0.35, [shelf.name]: 0.7, [basket.name]: 0.3, [post.name]: 0.2 },
    { tier: 1 },
  );
  const services = [front, trade, ledger, shelf, basket, post, store, abroad];
  return {
    services,
    front: front.name,
    trade: trade.name,
    ledger: ledger.name,
    shelf: shelf.name,
    basket: basket.name,
    post: post.name,
    store: store.name,
    abroad: abroad.name,
    requestsPerSecond: lot.between(40, 75),
    entry: front.name,
  };
}

const HARMLESS = [
  'Longer texts in the footer',
  'Update of the translation files',
  'A new picture format',
  'Keep statistics for 30 days instead of 14',
  'Rename an internal metric',
  'Raise the size of upload previews',
] as const;

/** The history that every deploy log has: hours old, and without effect. */
export function oldChanges(lot: Lot, { services }: Pick<Town, 'services'>): readonly ChangePlan[] {
  const ours = services.filter(({ kind }) => kind !== 'outside');
  return Array.from({ length: lot.between(2, 5) }, (): ChangePlan => ({
    service: ours[Math.floor(lot.next() * ours.length)]?.name ?? '',
    kind: lot.pick(['deploy', 'config', 'flag']),
    summary: lot.pick(HARMLESS),
    author: lot.person(),
    at: -lot.between(2.5 * 3600, 20 * 3600),
  }));
}

/** A release that goes out at `at` seconds: the change, and the new processes that come with it. */
export function release(lot: Lot, name: string, at: number, summary: string) {
  const version = lot.version();
  const change: ChangePlan = { service: name, kind: 'deploy', summary, version, author: lot.person(), at };
  const restart = {
    kind: 'restart' as const,
    service: name,
    version,
    shape: (t: number) => (t >= at ? 1 : 0),
  };
  return { change, restart };
}
