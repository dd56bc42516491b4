/** A bounded pool of connections. Whoever finds it empty waits in line and gives up after `waitTimeoutMs`. */

export interface Connection {
  readonly id: number;
}

export interface ConnectionPool {
  /** Resolves to a connection, or to `undefined` when none came free in time. */
  acquire(): Promise<Connection | undefined>;
  /** Gives a connection back; one that was closed by `recycle` is ignored. */
  release(connection: Connection): void;
  /** Closes every connection, also those never given back, and serves the waiting. Returns how many were in use. */
  recycle(): number;
  readonly state: () => {
    readonly inUse: number;
    readonly idle: number;
    readonly max: number;
    readonly waiting: number;
  };
}

export function createConnectionPool(options: { max: number; waitTimeoutMs: number }): ConnectionPool {
  const inUse = new Set<Connection>();
  const waiting: ((connection: Connection | undefined) => void)[] = [];
  let lastId = 0;

  function open(): Connection {
    lastId += 1;
    const connection = { id: lastId };
    inUse.add(connection);
    return connection;
  }

  function serveWaiting(): void {
    while (inUse.size < options.max) {
      const next = waiting.shift();
      if (next === undefined) return;
      next(open());
    }
  }

  return {
    async acquire() {
      if (inUse.size < options.max) return open();
      return new Promise((resolve) => {
        const serve = (connection: Connection | undefined): void => {
          clearTimeout(timer);
          resolve(connection);
        };
        const timer = setTimeout(() => {
          waiting.splice(waiting.indexOf(serve), 1);
          resolve(undefined);
        }, options.waitTimeoutMs);
        waiting.push(serve);
      });
    },
    release(connection) {
      if (inUse.delete(connection)) serveWaiting();
    },
    recycle() {
      const closed = inUse.size;
      inUse.clear();
      serveWaiting();
      return closed;
    },
    state: () => ({
      inUse: inUse.size,
      idle: options.max - inUse.size,
      max: options.max,
      waiting: waiting.length,
    }),
  };
}
