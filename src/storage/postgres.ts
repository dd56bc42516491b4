/** PostgreSQL over a pool. Errors of idle connections are logged, never fatal; LISTEN has a connection of its own. */
import { AsyncLocalStorage } from 'node:async_hooks';
import pg from 'pg';
import type { Logger } from '../observability/logger.js';
import { errorMessage } from '../shared/errors.js';
import { NESTED_USE, type Database, type Row, type Sql, type TransactionOptions } from './database.js';
import { CONNECT_TIMEOUT_MS, createListener } from './postgres-listener.js';

/** How long to wait for a statement and a forgotten transaction. */
const STATEMENT_TIMEOUT_MS = 30_000;
const IDLE_IN_TRANSACTION_TIMEOUT_MS = 60_000;
/** A server that is alive ends the statement itself before this; what is later has no living connection. */
const ANSWER_TIMEOUT_MS = STATEMENT_TIMEOUT_MS + 5_000;
/** Running work may end before its connection is cut when the database is closed. */
const CLOSE_TIMEOUT_MS = 5_000;
/** Enough for what people do by hand. */
const URGENT_CONNECTIONS = 3;
/** Deadlocks and serialization failures undo the whole transaction; nothing but to do it again helps. */
const REPEATABLE = new Set(['40P01', '40001']);
const MAX_REPEATS = 3;
const REPEAT_JITTER_MS = 50;
/** LISTEN hears nothing from a healthy server for hours either, so it asks whether somebody is there. */
const LISTEN_CHECK_MS = 10_000;

export interface PostgresOptions {
  readonly log: Logger;
  readonly maxConnections?: number;
  /** Longest wait for the answer to one statement before its connection counts as dead. */
  readonly answerTimeoutMs?: number;
  /** How often the connection for notifications is tried. */
  readonly listenCheckMs?: number;
}

export function openPostgres(url: string, options: PostgresOptions): Database {
  const { log } = options;
  const clients = new Set<pg.PoolClient>();
  const poolSettings = {
    connectionString: url,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    query_timeout: options.answerTimeoutMs ?? ANSWER_TIMEOUT_MS,
    keepAlive: true,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_TIMEOUT_MS,
    application_name: 'firewatch',
  };
  const pool = openPool(options.maxConnections ?? 10);
  /** Work in the background may hold every connection of the other pool. */
  const urgentPool = openPool(URGENT_CONNECTIONS);
  const inside = new AsyncLocalStorage<true>();
  const listeners = createListener(url, {
    log,
    checkMs: options.listenCheckMs ?? LISTEN_CHECK_MS,
    outside: (work) => inside.exit(work),
  });

  return {
    kind: 'postgres',
    async query<R extends Row>(text: string, values?: readonly unknown[]) {
      if (inside.getStore()) throw new Error(NESTED_USE);
      return rowsOf<R>(await pool.query(text, values ? [...values] : undefined));
    },
    async transaction<T>(work: (tx: Sql) => Promise<T>, { isUrgent = false }: TransactionOptions = {}) {
      if (inside.getStore()) throw new Error(NESTED_USE);
      for (let repeats = 0; ; repeats += 1) {
        try {
          return await transact(isUrgent ? urgentPool : pool, (tx) => inside.run(true, () => work(tx)));
        } catch (error) {
          if (repeats === MAX_REPEATS || !isRepeatable(error)) throw error;
          await new Promise((resolve) =>
            setTimeout(resolve, Math.random() * REPEAT_JITTER_MS * 2 ** repeats),
          );
        }
      }
    },
    listen: (channel, callback) => listeners.listen(channel, callback),
    close: async () => {
      await listeners.close();
      // Ending a connection in the middle of a statement cuts it, and the statement fails.
      const cut = setTimeout(() => {
        for (const client of clients) void (client as unknown as pg.Client).end().catch(() => undefined);
      }, CLOSE_TIMEOUT_MS);
      await Promise.all([pool.end(), urgentPool.end()]).finally(() => clearTimeout(cut));
    },
  };

  function openPool(max: number): pg.Pool {
    const opened = new pg.Pool({ ...poolSettings, max });
    opened.on('error', (error) => log.warn({ reason: errorMessage(error) }, 'database connection lost'));
    opened.on('connect', (client) => {
      // A connection can also die while it is checked out; without a listener that would end the process.
      client.on('error', () => undefined);
      clients.add(client);
    });
    opened.on('remove', (client) => clients.delete(client));
    return opened;
  }
}

async function transact<T>(pool: pg.Pool, work: (tx: Sql) => Promise<T>): Promise<T> {
  const client = await pool.connect();
  let broken: Error | undefined;
  const tx: Sql = {
    async query<R extends Row>(text: string, values?: readonly unknown[]) {
      try {
        return rowsOf<R>(await client.query(text, values ? [...values] : undefined));
      } catch (error) {
        // Not the server's word: nobody knows what state the connection is in, or whether it still exists.
        if (!(error instanceof pg.DatabaseError)) broken = asError(error);
        throw error;
      }
    },
  };
  try {
    await tx.query('BEGIN');
    const value = await work(tx);
    await tx.query('COMMIT');
    return value;
  } catch (error) {
    if (!broken) await tx.query('ROLLBACK').catch((reason: unknown) => (broken = asError(reason)));
    throw error;
  } finally {
    // With an error the pool closes the connection instead of handing it out again.
    client.release(broken);
  }
}

const asError = (reason: unknown) => (reason instanceof Error ? reason : new Error(String(reason)));

function isRepeatable(error: unknown): boolean {
  return error instanceof pg.DatabaseError && REPEATABLE.has(error.code ?? '');
}

/** node-postgres returns an array of results for several statements. */
function rowsOf<R extends Row>(result: pg.QueryResult | pg.QueryResult[]): readonly R[] {
  return Array.isArray(result) ? result.flatMap((one) => one.rows as R[]) : (result.rows as R[]);
}
