/** Products with prices and stock; half of the pages come from its cache. Fault: more visitors than its replicas serve. */
import { z } from 'zod';
import { createHttpService, type HttpService } from '../http-service.js';
import { sleep } from '../noise.js';
import type { FixResult, ServiceFix } from '../service-fix.js';
import { MEBIBYTE, steadyHeap, type ServiceDeps } from './service-deps.js';

const NORMAL_REPLICAS = 1; // half used on a normal day
const SCALED_REPLICAS = 4;
const MAX_REPLICAS = 10;
const REQUESTS_PER_SECOND_PER_REPLICA = 25;
const CACHE_HIT_SHARE = 0.5;
const UPSTREAM_TIMEOUT_MS = 3000;

const ScaleRequest = z.object({ replicas: z.number().int().min(1).max(MAX_REPLICAS) });

export interface Catalog {
  readonly service: HttpService;
  /** Back to the replicas of a normal day. */
  scaleToNormal(): void;
  isScaledUp(): boolean;
}

export function createCatalog(deps: ServiceDeps & { ordersDbUrl: () => string }): Catalog {
  const { noise, deployLog } = deps;
  const service = createHttpService({
    name: 'catalog',
    version: '5.3.1',
    replicas: NORMAL_REPLICAS,
    requestsPerSecondPerReplica: REQUESTS_PER_SECOND_PER_REPLICA,
    maxQueueMs: 350,
    memoryLimitBytes: 192 * MEBIBYTE,
    heapBytes: steadyHeap(noise, 74),
    adminToken: deps.adminToken,
    collector: deps.collector,
  });
  const { capacity } = service;
  const ordersDb = service.upstream('orders-db', deps.ordersDbUrl);

  const replicasInWords = (): string =>
    capacity.replicas() === 1 ? '1 replica' : `${capacity.replicas()} replicas`;

  service.route('GET', '/products', async ({ requestId }) => {
    await sleep(noise.between(3, 9));
    if (noise.chance(CACHE_HIT_SHARE)) return { status: 200, body: { products: 24, cached: true } };
    const stock = await ordersDb.call('/query', {
      method: 'POST',
      body: 'SELECT … FROM stock',
      requestId,
      timeoutMs: UPSTREAM_TIMEOUT_MS,
    });
    if (stock.status !== 200) return { status: 502, body: { error: 'The stock is not available.' } };
    return { status: 200, body: { products: 24, cached: false } };
  });

  function addScaling(
    wanted: number,
    about: Pick<ServiceFix, 'name' | 'path' | 'description' | 'rollback' | 'undo'>,
  ): void {
    service.addFix({
      ...about,
      body: { replicas: wanted },
      risk: 'low',
      isIdempotent: true,
      isReversible: true,
      preview: () => ({
        version: replicasInWords(),
        wouldChange: capacity.replicas() !== wanted,
        summary: `Catalog runs ${replicasInWords()} for ${capacity.requestsPerSecond()} requests per second; ${wanted} would serve ${wanted * REQUESTS_PER_SECOND_PER_REPLICA}.`,
        state: { replicas: capacity.replicas(), capacityRequestsPerSecond: capacity.requestsPerSecond() },
      }),
      apply: scale,
    });
  }

  function scale(body: unknown): FixResult {
    const wanted = ScaleRequest.safeParse(body);
    if (!wanted.success) {
      return { status: 400, error: `Send {"replicas": n} with a whole n from 1 to ${MAX_REPLICAS}.` };
    }
    const { replicas } = wanted.data;
    const before = capacity.replicas();
    if (before === replicas) {
      return { status: 200, changed: false, summary: `Catalog already runs ${replicasInWords()}.` };
    }
    capacity.setReplicas(replicas);
    const summary = `Scale catalog from ${before} to ${replicasInWords()}`;
    deployLog.record({ service: 'catalog', kind: 'scale', summary, author: 'admin' });
    return { status: 200, changed: true, summary: `${summary}.` };
  }

  addScaling(SCALED_REPLICAS, {
    name: 'scale-catalog',
    path: 'scale',
    description: 'Sets the number of replicas of catalog.',
    rollback: `Scale back to ${NORMAL_REPLICAS} replica.`,
    undo: 'scale-back-catalog',
  });
  addScaling(NORMAL_REPLICAS, {
    name: 'scale-back-catalog',
    path: 'scale-back',
    description: 'Sets the number of replicas of catalog to that of a normal day.',
    rollback: `Scale out to ${SCALED_REPLICAS} replicas.`,
  });

  return {
    service,
    scaleToNormal: () => capacity.setReplicas(NORMAL_REPLICAS),
    isScaledUp: () => capacity.replicas() >= SCALED_REPLICAS,
  };
}
