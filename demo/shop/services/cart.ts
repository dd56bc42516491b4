/**
 * Shopping carts, kept in memory. Fault: session recording holds on to a snapshot per request until the memory limit is
 * near; then collections pause the service and allocations fail.
 */
import { createHttpService, type HttpService } from '../http-service.js';
import { sleep } from '../noise.js';
import { MEBIBYTE, type ServiceDeps } from './service-deps.js';

const LIMIT_BYTES = 64 * MEBIBYTE;
const BASE_BYTES = 15 * MEBIBYTE;
const SNAPSHOT_BYTES = 1.5 * MEBIBYTE; // fills the limit in a few seconds of normal load
const PRESSURE_STARTS_AT = 0.8; // share of the limit from which collectors usually work visibly harder
const LONGEST_PAUSE_MS = 220;
const REPORTED_PAUSE_MS = 50;

export interface Cart {
  readonly service: HttpService;
  readonly startLeakingMemory: () => void;
  readonly isLeaking: () => boolean;
}

export function createCart(deps: ServiceDeps): Cart {
  const { noise } = deps;
  const carts = new Map<string, number>();
  const snapshots: Buffer[] = [];
  let isRecording = false;
  let emergencyCollections = 0;
  let processNumber = 1;

  const heapBytes = (): number =>
    Math.round(BASE_BYTES * noise.between(0.95, 1.05)) + snapshots.length * SNAPSHOT_BYTES;
  const service = createHttpService({
    name: 'cart',
    version: '2.8.0',
    replicas: 2,
    requestsPerSecondPerReplica: 100,
    memoryLimitBytes: LIMIT_BYTES,
    heapBytes,
    adminToken: deps.adminToken,
    collector: deps.collector,
  });

  /** Keeps one more snapshot; false when there is no memory left for it. */
  function recordSnapshot(requestId: string): boolean {
    if (heapBytes() + SNAPSHOT_BYTES <= LIMIT_BYTES) {
      snapshots.push(Buffer.alloc(SNAPSHOT_BYTES));
      return true;
    }
    // The collector finds less and less that it can free, so failures become more frequent.
    const freed = Math.max(1, 4 - Math.floor(emergencyCollections / 4));
    emergencyCollections += 1;
    snapshots.splice(0, freed);
    service.log.write('error', 'allocation failed, emergency collection', {
      requestId,
      error: 'heap out of memory',
      heapBytes: heapBytes(),
      limitBytes: LIMIT_BYTES,
    });
    return false;
  }

  async function pauseForCollection(ms: number): Promise<void> {
    if (ms > REPORTED_PAUSE_MS)
      service.log.write('warn', 'long garbage collection pause', {
        pauseMs: Math.round(ms),
        heapBytes: heapBytes(),
        limitBytes: LIMIT_BYTES,
      });
    await sleep(ms);
  }

  service.route('POST', '/cart', async ({ requestId, query }) => {
    await sleep(noise.between(2, 5));
    if (isRecording) {
      const pressure = heapBytes() / LIMIT_BYTES - PRESSURE_STARTS_AT;
      if (pressure > 0) await pauseForCollection((pressure / (1 - PRESSURE_STARTS_AT)) * LONGEST_PAUSE_MS);
      if (!recordSnapshot(requestId)) return { status: 503, body: { error: 'Out of memory.' } };
    }
    const user = query.get('user') ?? 'nobody';
    const items = (carts.get(user) ?? 0) + 1;
    carts.set(user, items);
    service.log.write('info', 'cart read', { requestId, items });
    return { status: 200, body: { user, items } };
  });

  service.addFix({
    name: 'restart-cart',
    path: 'restart',
    description: 'Replaces the processes of cart one after another; no request is lost, memory starts empty.',
    risk: 'low',
    isIdempotent: false,
    isReversible: false,
    rollback: 'Not needed: the same version runs again.',
    preview: () => ({
      version: `${service.version()}, process ${processNumber}`,
      wouldChange: true,
      summary: `Cart uses ${Math.round((heapBytes() / LIMIT_BYTES) * 100)} % of its memory limit.`,
      state: { heapBytes: heapBytes(), memoryLimitBytes: LIMIT_BYTES, replicas: service.capacity.replicas() },
    }),
    apply() {
      snapshots.length = 0;
      isRecording = false; // switched on at run time only, so a new process does not have it
      emergencyCollections = 0;
      processNumber += 1;
      service.replaceProcess();
      return { status: 200, changed: true, summary: 'All processes of cart were replaced.' };
    },
  });

  return {
    service,
    startLeakingMemory() {
      isRecording = true;
      service.log.write('info', 'session recording switched on', { by: 'debug console' });
    },
    isLeaking: () => isRecording,
  };
}
