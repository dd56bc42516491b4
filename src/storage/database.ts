/**
 * One small face for both databases, so that no other code knows which one it talks to. The rules are the same on both:
 * a transaction is exclusive to its callback, and using the database itself inside one throws instead of deadlocking.
 */
export type Row = Record<string, unknown>;

export interface Sql {
  /** Rows of the statement. Without `values`, several statements separated by `;` are allowed and all rows returned. */
  query<R extends Row = Row>(text: string, values?: readonly unknown[]): Promise<readonly R[]>;
}

export interface TransactionOptions {
  /** Somebody outside waits for the answer for seconds at most: it goes before everything else. Must be short. */
  readonly isUrgent?: boolean;
}

export interface Database extends Sql {
  readonly kind: 'pglite' | 'postgres';
  /** Commits when `work` resolves, rolls back when it rejects. */
  transaction<T>(work: (tx: Sql) => Promise<T>, options?: TransactionOptions): Promise<T>;
  /** LISTEN; `callback` gets the payload. Survives reconnects. Returns UNLISTEN. */
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

export const NESTED_USE =
  'The database was used inside an open transaction. Use the transaction that was passed in: on one connection this would deadlock.';
