/**
 * PGlite: PostgreSQL inside the process, for trying out and small teams. One connection, so one lock stands in front of
 * every statement; PGlite's own pool shim does not take it and loses writes. It survives a killed process, not a power
 * loss (it never calls fsync).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PGlite } from '@electric-sql/pglite';
import { NESTED_USE, type Database, type Row, type Sql, type TransactionOptions } from './database.js';
import { lockDataDirectory } from './lock-file.js';
import { createTurns } from './turns.js';

/** Opens (and creates) the database in `directory`, or in memory when it is null. */
export async function openPglite(directory: string | null): Promise<Database> {
  const lock = directory === null ? null : await lockDataDirectory(directory);
  try {
    const db = directory === null ? await PGlite.create() : await PGlite.create(`${directory}/pglite`);
    return pgliteDatabase(db, async () => lock?.release());
  } catch (error) {
    await lock?.release();
    throw error;
  }
}

/** A database over an open PGlite, for tests that start from a prepared copy. */
export function pgliteDatabase(db: PGlite, onClose: () => Promise<void> = async () => undefined): Database {
  const inside = new AsyncLocalStorage<{ isOpen: boolean }>();
  // A failed turn is rolled back before the next begins.
  const turns = createTurns(async () => void (await db.exec('ROLLBACK').catch(() => undefined)));

  function exclusive<T>(work: () => Promise<T>, options?: TransactionOptions): Promise<T> {
    if (inside.getStore()?.isOpen) throw new Error(NESTED_USE);
    const turn = { isOpen: true };
    return turns.take(() => inside.run(turn, work).finally(() => (turn.isOpen = false)), options);
  }

  const sql: Sql = {
    async query<R extends Row>(text: string, values?: readonly unknown[]) {
      if (values && values.length > 0) return (await db.query<R>(text, [...values])).rows;
      return (await db.exec(text)).flatMap((result) => result.rows as R[]);
    },
  };

  return {
    kind: 'pglite',
    query: async <R extends Row>(text: string, values?: readonly unknown[]) =>
      exclusive(() => sql.query<R>(text, values)),
    transaction: async <T>(work: (tx: Sql) => Promise<T>, options?: TransactionOptions) =>
      exclusive(async () => {
        await db.exec('BEGIN');
        const value = await work(sql);
        await db.exec('COMMIT');
        return value;
      }, options),
    listen: async (channel, callback) => {
      const stop = await exclusive(() =>
        db.listen(channel, (payload) => inside.run({ isOpen: false }, () => callback(payload))),
      );
      return async () => exclusive(() => stop());
    },
    close: async () => {
      await turns.idle();
      await db.close();
      await onClose();
    },
  };
}
