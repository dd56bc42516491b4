/**
 * The shop's database: orders, stock and payment records. Fault: a runaway report query holds locks, and every other
 * query waits for them.
 */
import { createConnectionPool } from '../connection-pool.js';
import { createHttpService, type HttpService } from '../http-service.js';
import { sleep } from '../noise.js';
import { addPoolReadings, addQueryDuration, addReading } from '../service-metrics.js';
import { MEBIBYTE, steadyHeap, type ServiceDeps } from './service-deps.js';

const QUERY_MS = { low: 15, high: 30 };
const LOCK_SLOWDOWN = 20;
const SLOW_QUERY_SECONDS = 0.2;
const MAX_CONNECTIONS = 60; // three times what the slowed-down normal load needs

interface RunawayQuery {
  readonly startedAtMs: number;
  readonly statement: string;
  /** One per query that waits for its locks; called when they are free. */
  readonly waiting: Set<() => void>;
}

export interface OrdersDb {
  readonly service: HttpService;
  /** Starts the report that holds locks. */
  readonly startRunawayQuery: () => void;
  readonly isSlowed: () => boolean;
}

export function createOrdersDb(deps: ServiceDeps): OrdersDb {
  const { noise } = deps;
  const service = createHttpService({
    name: 'orders-db',
    version: '14.9',
    replicas: 1,
    requestsPerSecondPerReplica: 600,
    memoryLimitBytes: 256 * MEBIBYTE,
    heapBytes: steadyHeap(noise, 121),
    adminToken: deps.adminToken,
    collector: deps.collector,
  });
  const connections = createConnectionPool({ max: MAX_CONNECTIONS, waitTimeoutMs: 1000 });
  const queryDuration = addQueryDuration(service.metrics.registry);
  let runaway: RunawayQuery | undefined;

  const runawaySeconds = (): number =>
    runaway === undefined ? 0 : (Date.now() - runaway.startedAtMs) / 1000;
  addPoolReadings(service.metrics.registry, connections.state);
  addReading(
    service.metrics.registry,
    'db_longest_running_query_seconds',
    'Age of the oldest query that is still running.',
    runawaySeconds,
  );

  service.route('POST', '/query', async ({ requestId, body }) => {
    const stopTimer = queryDuration.startTimer();
    const connection = await connections.acquire();
    if (connection === undefined) return { status: 503, body: { error: 'Too many connections.' } };
    try {
      const workMs = noise.between(QUERY_MS.low, QUERY_MS.high);
      if (runaway !== undefined) {
        const since = performance.now();
        await waitForLocks(runaway, workMs * (LOCK_SLOWDOWN - 1));
        const waitedMs = Math.round(performance.now() - since);
        service.log.write('warn', `process ${connection.id} acquired RowExclusiveLock on relation orders`, {
          requestId,
          waitedMs,
        });
      }
      await sleep(workMs);
    } finally {
      connections.release(connection);
    }
    const seconds = stopTimer();
    if (seconds > SLOW_QUERY_SECONDS)
      service.log.write('warn', `slow query ${Math.round(seconds * 1000)} ms`, {
        requestId,
        statement: body,
      });
    return { status: 200, body: { rows: 1 } };
  });

  service.addFix({
    name: 'kill-slow-queries-orders-db',
    path: 'kill-slow-queries',
    description: 'Ends queries of orders-db that have been running for longer than a second.',
    risk: 'high',
    isIdempotent: true,
    isReversible: false,
    rollback: 'Start the ended query again, at a quiet hour and on a replica.',
    preview: () => ({
      version: runaway === undefined ? 'no long query' : `query started ${isoTime(runaway.startedAtMs)}`,
      wouldChange: runaway !== undefined,
      summary:
        runaway === undefined
          ? 'No query is running for long; nothing would be ended.'
          : `Would end one query, running for ${runawaySeconds().toFixed(0)} s.`,
      state: {
        longRunningQueries:
          runaway === undefined ? [] : [{ statement: runaway.statement, seconds: runawaySeconds() }],
        connections: connections.state(),
      },
    }),
    apply() {
      if (runaway === undefined) return { status: 200, changed: false, summary: 'No query to end.' };
      const summary = `Ended one query that had been running for ${runawaySeconds().toFixed(0)} s.`;
      const { waiting } = runaway;
      runaway = undefined;
      for (const wake of waiting) wake();
      return { status: 200, changed: true, summary };
    },
  });

  return {
    service,
    startRunawayQuery() {
      runaway ??= {
        startedAtMs: Date.now(),
        statement: 'SELECT … FROM orders o JOIN order_lines l ON … FOR UPDATE  -- yearly report',
        waiting: new Set(),
      };
    },
    isSlowed: () => runaway !== undefined,
  };
}

async function waitForLocks(runaway: RunawayQuery, atMostMs: number): Promise<void> {
  await new Promise<void>((resolve) => {
    const wake = (): void => {
      clearTimeout(timer);
      runaway.waiting.delete(wake);
      resolve();
    };
    const timer = setTimeout(wake, atMostMs);
    runaway.waiting.add(wake);
  });
}

function isoTime(ms: number): string {
  return new Date(ms).toISOString();
}
