/** The intake alone for tests that go through its front door: real HTTP, real storage in memory, and nothing behind it. */
import { createIntake } from '../../src/app/intake.js';
import { openMappedWebhooks } from '../../src/app/mapped-webhooks.js';
import { loadConfig } from '../../src/config/config.js';
import { createServer } from '../../src/intake/server.js';
import { createJobRunner } from '../../src/jobs/queue.js';
import { createLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { systemClock } from '../../src/shared/clock.js';
import type { Row } from '../../src/storage/database.js';
import { openPglite } from '../../src/storage/pglite.js';
import type { Store } from '../../src/workflows/transaction.js';
import { createStore } from '../../src/storage/store.js';
import { openEitherDatabase, type EitherDatabase } from './either-database.js';
import { buildCatalog } from './small-catalog.js';

export interface Answer {
  readonly status: number;
  readonly body: { readonly accepted?: number; readonly error?: string; readonly kept?: string };
}

export interface Intake {
  readonly url: string;
  readonly log: readonly string[];
  /** A body that is no string goes as JSON. */
  post(path: string, body: unknown, headers?: Readonly<Record<string, string>>): Promise<Answer>;
  /** For workflows on what was stored. */
  readonly store: Store;
  query<R extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<readonly R[]>;
  close(): Promise<void>;
}

/**
 * `env` as in `.env`, `services` what the catalogue knows of them besides; jobs are sent and never run. With
 * FIREWATCH_DATA_DIR the database outlives it.
 */
export async function startIntake(
  env: Readonly<Record<string, string>>,
  services: Parameters<typeof buildCatalog>[0] = {},
  download?: Parameters<typeof createIntake>[2],
): Promise<Intake> {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', destination: { write: (line) => void lines.push(line) } });
  const metrics = createMetrics();
  const { database, drop } = await openDatabase(env['FIREWATCH_DATA_DIR']);
  const jobs = createJobRunner({ database, log, metrics });
  await jobs.start();
  const store = createStore(database, jobs.within);
  const catalog = () => buildCatalog(services);
  const config = loadConfig(env);
  const mappedWebhooks = await openMappedWebhooks(config, log, 20);
  mappedWebhooks?.start();
  const server = createServer({
    ...createIntake(config, { store, clock: systemClock, log, metrics, catalog, mappedWebhooks }, download),
    findUnready: () => Promise.resolve([]),
    refreshMetrics: () => Promise.resolve(),
    slack: null,
    mcp: null,
    metrics,
  });
  const url = await server.listen('127.0.0.1', 0);
  return {
    url,
    log: lines,
    store,
    async post(path, body, headers = {}) {
      const text = typeof body === 'string' ? body : JSON.stringify(body);
      const answer = await fetch(`${url}${path}`, { method: 'POST', headers, body: text });
      return { status: answer.status, body: (await answer.json()) as Answer['body'] };
    },
    query: (sql, values) => database.query(sql, values),
    async close() {
      await mappedWebhooks?.stop();
      await server.close();
      await jobs.stop();
      await database.close();
      await drop();
    },
  };
}

async function openDatabase(directory: string | undefined): Promise<EitherDatabase> {
  if (directory === undefined) return openEitherDatabase();
  return { database: await openPglite(directory), drop: () => Promise.resolve() };
}
