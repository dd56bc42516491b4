/**
 * Commits what concurrent requests brought in one transaction: while one commit is under way the next requests gather, so
 * that a burst costs few commits and every request is still answered only after its own data is safe.
 */

export interface Batcher<T> {
  /** Resolves once the items are written; rejects when they are not. */
  submit(items: readonly T[]): Promise<void>;
}

interface Waiting<T> {
  readonly items: readonly T[];
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

/** `maxItems` bounds one write; a single larger submission is still written whole. */
export function createBatcher<T>(options: {
  write: (items: readonly T[]) => Promise<void>;
  maxItems: number;
}): Batcher<T> {
  const { write, maxItems } = options;
  const queue: Waiting<T>[] = [];
  let isWriting = false;
  let lastError: unknown;

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
      if (batch.length === 1) return batch[0]?.reject(error);
      await writeSingly(batch);
    }
  }

  /** One bad submission must not take the others down with it; two in a row mean that it is not the submissions. */
  async function writeSingly(batch: readonly Waiting<T>[]): Promise<void> {
    let failures = 0;
    for (const { items, resolve, reject } of batch) {
      if (failures >= 2) {
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
    submit: (items) =>
      new Promise((resolve, reject) => {
        queue.push({ items, resolve, reject });
        if (!isWriting) void drain();
      }),
  };
}

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
