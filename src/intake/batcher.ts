/**
 * Commits what concurrent requests brought in one transaction: while one commit is under way the next requests gather, so
 * that a burst costs few commits and every request is still answered only after its own data is safe. A write that hangs
 * holds nobody up for longer than the deadline; it may still succeed afterwards, so writing twice must be harmless.
 */
import { DeadlineError, within } from '../shared/deadline.js';

/** Longest wait for the database; senders give up after about ten seconds (Alertmanager's default). */
export const STORE_TIMEOUT_MS = 9_000;

export interface Batcher<T> {
  /** Resolves once the items are written; rejects when they are not, or not within the deadline. */
  submit(items: readonly T[]): Promise<void>;
  /** Whether more came than one write takes at a time: somebody waits for the one under way to end. */
  isRushed(): boolean;
}

interface Waiting<T> {
  readonly items: readonly T[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/**
 * `maxItems` bounds one write; a single larger submission is still written whole. `deadlineMs` bounds a write as well as
 * a submission's whole wait.
 */
export function createBatcher<T>(options: {
  write: (items: readonly T[]) => Promise<void>;
  maxItems: number;
  deadlineMs?: number;
}): Batcher<T> {
  const { maxItems, deadlineMs = STORE_TIMEOUT_MS } = options;
  const write = (items: readonly T[]) => within(deadlineMs, 'Storing it', options.write(items));
  const queue: Waiting<T>[] = [];
  let isWriting = false;

  function takeBatch(): Waiting<T>[] {
    let size = 0;
    let end = 0;
    for (const waiting of queue) {
      if (end > 0 && size + waiting.items.length > maxItems) break;
      size += waiting.items.length;
      end += 1;
    }
    return queue.splice(0, end);
  }

  async function drain(): Promise<void> {
    isWriting = true;
    // An embedded database works in microtasks: without letting go of the thread, no socket is read during a commit, and
    // every batch would hold a single request.
    await nextTurn();
    for (let batch = takeBatch(); batch.length > 0; batch = takeBatch()) {
      await writeBatch(batch);
      await nextTurn();
    }
    isWriting = false;
  }

  async function writeBatch(batch: readonly Waiting<T>[]): Promise<void> {
    try {
      await write(batch.flatMap((waiting) => waiting.items));
      for (const waiting of batch) waiting.resolve();
    } catch (error) {
      // A hung write may yet succeed, and the next one would only hang as long.
      if (batch.length === 1 || error instanceof DeadlineError) {
        for (const { reject } of batch) reject(error);
        return;
      }
      await writeSingly(batch);
    }
  }

  /** One bad submission must not take the others down with it; two in a row mean that it is not the submissions. */
  async function writeSingly(batch: readonly Waiting<T>[]): Promise<void> {
    let failures = 0;
    let lastError: unknown;
    for (const { items, resolve, reject } of batch) {
      if (failures >= 2 || lastError instanceof DeadlineError) {
        reject(lastError);
        continue;
      }
      try {
        await write(items);
        resolve();
        failures = 0;
      } catch (error) {
        failures += 1;
        lastError = error;
        reject(error);
      }
    }
  }

  return {
    async submit(items) {
      let entry: Waiting<T> | undefined;
      const written = new Promise<void>((resolve, reject) => {
        entry = { items, resolve, reject };
        queue.push(entry);
        if (!isWriting) void drain();
      });
      try {
        await within(deadlineMs, 'Waiting for others to be stored', written);
      } finally {
        // Whose sender has been told to repeat it is not written for nothing.
        const index = entry ? queue.indexOf(entry) : -1;
        if (index >= 0) queue.splice(index, 1);
      }
    },
    isRushed: () => queue.length > 0,
  };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
