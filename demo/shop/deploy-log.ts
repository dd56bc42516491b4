/** What was changed in the shop, by whom and when. Starts with a harmless history, as every real deploy log does. */

export type ChangeKind = 'deploy' | 'config' | 'scale' | 'flag';

export interface ShopChange {
  readonly id: string;
  readonly service: string;
  readonly kind: ChangeKind;
  readonly summary: string;
  /** The version running after the change, where a version changed. */
  readonly version?: string;
  readonly author: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

export type NewChange = Omit<ShopChange, 'id' | 'at'>;

export interface DeployLog {
  /** All changes, oldest first. */
  readonly list: () => readonly ShopChange[];
  record(change: NewChange): ShopChange;
  /** Calls back for every change recorded from now on; returns the function that ends it. */
  readonly onChange: (callback: (change: ShopChange) => void) => () => void;
}

const MINUTE_MS = 60_000;

const HISTORY: readonly (NewChange & { readonly minutesAgo: number })[] = [
  {
    minutesAgo: 26 * 60,
    service: 'payments',
    kind: 'flag',
    summary: 'Turn on 3-D Secure for orders above 250 EUR',
    author: 'noor',
  },
  {
    minutesAgo: 7 * 60,
    service: 'orders-db',
    kind: 'config',
    summary: 'Keep query statistics for 14 days instead of 7',
    author: 'ines',
  },
  {
    minutesAgo: 3 * 60,
    service: 'cart',
    kind: 'deploy',
    summary: 'Show delivery dates in the cart',
    version: '2.8.0',
    author: 'tomasz',
  },
  {
    minutesAgo: 24,
    service: 'catalog',
    kind: 'deploy',
    summary: 'Bigger product pictures',
    version: '5.3.1',
    author: 'lea',
  },
  {
    minutesAgo: 11,
    service: 'web',
    kind: 'config',
    summary: 'New banner for the winter sale',
    author: 'sam',
  },
];

export function createDeployLog(startedAtMs: number): DeployLog {
  const changes: ShopChange[] = [];
  const callbacks = new Set<(change: ShopChange) => void>();

  function append(change: NewChange, atMs: number): ShopChange {
    // The start time keeps ids apart when the shop is started again next to a database that remembers the last run.
    const id = `chg-${startedAtMs.toString(36)}-${changes.length + 1}`;
    const recorded = { ...change, id, at: new Date(atMs).toISOString() };
    changes.push(recorded);
    return recorded;
  }

  for (const { minutesAgo, ...change } of HISTORY) append(change, startedAtMs - minutesAgo * MINUTE_MS);

  return {
    list: () => [...changes],
    record(change) {
      const recorded = append(change, Date.now());
      for (const callback of callbacks) callback(recorded);
      return recorded;
    },
    onChange(callback) {
      callbacks.add(callback);
      return () => void callbacks.delete(callback);
    },
  };
}
