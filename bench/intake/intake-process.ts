/**
 * The intake as it runs in production, in a process of its own: HTTP server, batcher, store and job queue on one database.
 * Alerts are stored and their job is enqueued; nothing works on the jobs, so that what is measured is the way to the 2xx.
 */
import { createBatcher } from '../../src/intake/batcher.js';
import { createServer } from '../../src/intake/server.js';
import { alertmanager } from '../../src/intake/sources/alertmanager.js';
import type { Alert } from '../../src/incidents/alert.js';
import { createJobRunner } from '../../src/jobs/queue.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { systemClock } from '../../src/shared/clock.js';
import { migrate } from '../../src/storage/migrate.js';
import { createStore } from '../../src/storage/store.js';
import { recordAlerts } from '../../src/workflows/alerts/record-alerts.js';
import { openTarget, parseTarget } from './target.js';

/** What app.ts allows. */
const MAX_BATCH = 1_000;

const log = silentLogger();
const metrics = createMetrics();
const database = await openTarget(parseTarget(process.argv[2] ?? ''), log);
await migrate(database);
const jobs = createJobRunner({ database, log, metrics });
await jobs.start();
const store = createStore(database, jobs.within);
const batcher = createBatcher<Alert>({
  write: (alerts) => recordAlerts({ store, metrics }, alerts),
  maxItems: MAX_BATCH,
});
const server = createServer({
  sources: [alertmanager(process.argv[3] === undefined ? null : [process.argv[3]])],
  recordAlerts: (alerts) => batcher.submit(alerts),
  recordChange: () => Promise.reject(new Error('not part of this benchmark')),
  acceptPagingEvent: async () => false,
  lookUpAlerts: () => Promise.resolve(),
  keepRejected: (payload) => store.transaction((tx) => tx.rejected.keep(payload)),
  findUnready: () => Promise.resolve([]),
  refreshMetrics: () => Promise.resolve(),
  slack: null,
  mcp: null,
  clock: systemClock,
  log,
  metrics,
});
const url = await server.listen('127.0.0.1', 0);
process.on('message', () => process.send?.({ maxRssMiB: process.resourceUsage().maxRSS / 1024 }));
process.send?.({ url });
