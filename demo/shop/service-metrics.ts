/**
 * The metrics every service of the shop exports. The label `service` is not set here: it comes from the scrape target,
 * as it does with a real Prometheus.
 */
import { Counter, Gauge, Histogram, Registry } from 'prom-client';

// Dense around the alert thresholds (0.2 s for queries, 1 s for requests), because quantiles interpolate linearly.
const DURATION_BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.15, 0.2, 0.3, 0.5, 0.75, 1, 1.5, 2.5, 5];

export interface ServiceMetrics {
  readonly registry: Registry;
  readonly requests: Counter<'route' | 'method' | 'code'>;
  readonly requestDuration: Histogram<'route'>;
  readonly upstreamRequests: Counter<'target' | 'code'>;
  readonly upstreamDuration: Histogram<'target'>;
  /** Everything starts again at zero, as in a new process. */
  startProcess(version: string): void;
}

/** Values that are read when the service is scraped. */
export interface ServiceReadings {
  readonly heapBytes: () => number;
  readonly memoryLimitBytes: number;
  readonly replicas: () => number;
  readonly capacityRequestsPerSecond: () => number;
}

export function createServiceMetrics(readings: ServiceReadings): ServiceMetrics {
  const registry = new Registry();
  const registers = [registry];
  const buildInfo = new Gauge({
    name: 'app_build_info',
    help: 'Always 1; the running version is the label.',
    labelNames: ['version'],
    registers,
  });
  let startedAtSeconds = 0;
  addReading(
    registry,
    'process_start_time_seconds',
    'Start of the process, Unix time.',
    () => startedAtSeconds,
  );
  addReading(registry, 'app_heap_bytes', 'Memory in use.', readings.heapBytes);
  addReading(
    registry,
    'app_memory_limit_bytes',
    'Memory the service may use.',
    () => readings.memoryLimitBytes,
  );
  addReading(registry, 'app_replicas', 'Running replicas.', readings.replicas);
  addReading(
    registry,
    'app_capacity_requests_per_second',
    'Requests per second that all replicas serve together.',
    readings.capacityRequestsPerSecond,
  );

  return {
    registry,
    requests: new Counter({
      name: 'http_requests_total',
      help: 'Requests answered.',
      labelNames: ['route', 'method', 'code'],
      registers,
    }),
    requestDuration: new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time to answer a request, including the time in the queue.',
      labelNames: ['route'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    upstreamRequests: new Counter({
      name: 'upstream_requests_total',
      help: 'Calls to other services; a timeout counts as code 504, a refused connection as 503.',
      labelNames: ['target', 'code'],
      registers,
    }),
    upstreamDuration: new Histogram({
      name: 'upstream_request_duration_seconds',
      help: 'Time until another service answered.',
      labelNames: ['target'],
      buckets: DURATION_BUCKETS,
      registers,
    }),
    startProcess(version) {
      registry.resetMetrics();
      startedAtSeconds = Date.now() / 1000;
      buildInfo.set({ version }, 1);
    },
  };
}

/** A gauge without labels whose value is read at the scrape. */
export function addReading(registry: Registry, name: string, help: string, read: () => number): void {
  const gauge: Gauge = new Gauge({ name, help, registers: [registry], collect: () => gauge.set(read()) });
}

/** How full a connection pool is, in the two metrics that pool libraries usually export. */
export function addPoolReadings(
  registry: Registry,
  read: () => { inUse: number; idle: number; max: number; waiting: number },
): void {
  const connections: Gauge<'state'> = new Gauge({
    name: 'db_pool_connections',
    help: 'Connections of the pool by state; max is its limit.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      const { inUse, idle, max } = read();
      connections.set({ state: 'in_use' }, inUse);
      connections.set({ state: 'idle' }, idle);
      connections.set({ state: 'max' }, max);
    },
  });
  addReading(
    registry,
    'db_pool_waiting_requests',
    'Requests waiting for a connection.',
    () => read().waiting,
  );
}

/** A histogram of query times, for a database. */
export function addQueryDuration(registry: Registry): Histogram {
  return new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time a query took, including waiting for locks.',
    buckets: DURATION_BUCKETS,
    registers: [registry],
  });
}
