/**
 * How much a service can take. Replicas serve one request after another at a fixed rate; what comes faster queues, and
 * what would queue too long is turned away.
 */

export interface Capacity {
  readonly replicas: () => number;
  setReplicas(replicas: number): void;
  /** Most requests per second that all replicas serve together. */
  readonly requestsPerSecond: () => number;
  /** Takes a place in the queue: ms to wait for it, or `undefined` when the queue is full. */
  admit(): number | undefined;
}

export function createCapacity(options: {
  replicas: number;
  requestsPerSecondPerReplica: number;
  maxQueueMs: number;
}): Capacity {
  let replicas = options.replicas;
  let nextFreeAt = 0;
  const requestsPerSecond = (): number => replicas * options.requestsPerSecondPerReplica;

  return {
    replicas: () => replicas,
    setReplicas: (wanted) => {
      replicas = wanted;
    },
    requestsPerSecond,
    admit() {
      const now = performance.now();
      const startsAt = Math.max(now, nextFreeAt);
      if (startsAt - now > options.maxQueueMs) return undefined;
      nextFreeAt = startsAt + 1000 / requestsPerSecond();
      return startsAt - now;
    },
  };
}
