/** PostgreSQL over a pool. Errors of idle connections are logged, never fatal; LISTEN has a connection of its own. */
import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import { errorMessage } from '../shared/errors.js';
import type { Logger } from '../observability/logger.js';
import { NESTED_USE, type Database, type Row, type Sql } from './database.js';

/** How long to wait for a connection, a statement and a forgotten transaction. */
const CONNECT_TIMEOUT_MS = 3_000;
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
/** LISTEN's connection is opened again this long after it broke. */
const RELISTEN_MS = 1_000;

export function openPostgres(url: string, options: { log: Logger; maxConnections?: number }): Database {
  const { log } = options;
  const pool = new pg.Pool({
    connectionString: url,
    max: options.maxConnections ?? 10,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    application_name: 'firewatch',
  });
  pool.on('error', (error) => log.warn({ reason: errorMessage(error) }, 'database connection lost'));
  pool.on('connect', (client) => {
    // A connection can also die while it is checked out; without a listener that would end the process.
    client.on('error', () => undefined);
  });
  const inside = new AsyncLocalStorage<true>();
  const listeners = createListener(url, log, (work) => inside.exit(work));

  return {
    kind: 'postgres',
    async query<R extends Row>(text: string, values?: readonly unknown[]) {
      if (inside.getStore()) throw new Error(NESTED_USE);
      return rowsOf<R>(await pool.query(text, values ? [...values] : undefined));
    },
    async transaction<T>(work: (tx: Sql) => Promise<T>) {
      if (inside.getStore()) throw new Error(NESTED_USE);
      const client = await pool.connect();
      const tx: Sql = {
        query: async <R extends Row>(text: string, values?: readonly unknown[]) =>
          rowsOf<R>(await client.query(text, values ? [...values] : undefined)),
      };
      let broken: Error | undefined;
      try {
        await client.query('BEGIN');
        const value = await inside.run(true, () => work(tx));
        await client.query('COMMIT');
        return value;
      } catch (error) {
        await client.query('ROLLBACK').catch((reason: unknown) => {
          // The connection is unusable: the pool must not hand it out again.
          broken = reason instanceof Error ? reason : new Error(String(reason));
        });
        throw error;
      } finally {
        client.release(broken);
      }
    },
    listen: (channel, callback) => listeners.listen(channel, callback),
    close: async () => {
      await listeners.close();
      await pool.end();
    },
  };
}

/** node-postgres returns an array of results for several statements. */
function rowsOf<R extends Row>(result: pg.QueryResult | pg.QueryResult[]): readonly R[] {
  return Array.isArray(result) ? result.flatMap((one) => one.rows as R[]) : (result.rows as R[]);
}

/** One dedicated connection for all channels, opened again when it breaks. */
function createListener(url: string, log: Logger, outside: (work: () => void) => void) {
  const callbacks = new Map<string, Set<(payload: string) => void>>();
  let client: pg.Client | undefined;
  let connecting: Promise<pg.Client> | undefined;
  let retry: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function connect(): Promise<pg.Client> {
    const fresh = new pg.Client({
      connectionString: url,
      application_name: 'firewatch-listen',
      keepAlive: true,
    });
    fresh.on('notification', ({ channel, payload }) => {
      for (const callback of callbacks.get(channel) ?? []) outside(() => callback(payload ?? ''));
    });
    fresh.on('error', () => undefined);
    fresh.on('end', () => {
      if (client !== fresh) return;
      client = undefined;
      if (!isClosed) reconnectLater();
    });
    try {
      await fresh.connect();
      for (const channel of callbacks.keys()) await fresh.query(`LISTEN ${quote(channel)}`);
    } catch (error) {
      await fresh.end().catch(() => undefined);
      throw error;
    }
    client = fresh;
    return fresh;
  }

  function reconnectLater(): void {
    retry ??= setTimeout(() => {
      retry = undefined;
      ensure().catch((error: unknown) => {
        log.warn(
          { reason: errorMessage(error) },
          'database notifications are off, polling until they are back',
        );
        if (!isClosed) reconnectLater();
      });
    }, RELISTEN_MS);
  }

  function ensure(): Promise<pg.Client> {
    if (client) return Promise.resolve(client);
    connecting ??= connect().finally(() => (connecting = undefined));
    return connecting;
  }

  return {
    async listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>> {
      const existing = callbacks.get(channel);
      if (existing) existing.add(callback);
      else callbacks.set(channel, new Set([callback]));
      const connection = await ensure();
      if (!existing) await connection.query(`LISTEN ${quote(channel)}`);
      return async () => {
        const set = callbacks.get(channel);
        set?.delete(callback);
        if (set?.size !== 0) return;
        callbacks.delete(channel);
        await client?.query(`UNLISTEN ${quote(channel)}`);
      };
    },
    async close(): Promise<void> {
      isClosed = true;
      clearTimeout(retry);
      await connecting?.catch(() => undefined);
      await client?.end().catch(() => undefined);
    },
  };
}

const quote = (identifier: string) => `"${identifier.replaceAll('"', '""')}"`;
