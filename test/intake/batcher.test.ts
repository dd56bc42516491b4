import { describe, expect, test } from '@jest/globals';
import { createBatcher } from '../../src/intake/batcher.js';

/** Writes what it is given, or fails for the items in `bad`; remembers every call. */
function createSink(bad: ReadonlySet<number> = new Set()) {
  const calls: (readonly number[])[] = [];
  return {
    calls,
    write: async (items: readonly number[]) => {
      calls.push(items);
      await new Promise((resolve) => setTimeout(resolve, 1));
      if (items.some((item) => bad.has(item))) throw new Error('refused');
    },
  };
}

const outcomes = async (submissions: readonly Promise<void>[]) =>
  (await Promise.allSettled(submissions)).map(({ status }) => status);

describe('createBatcher', () => {
  test('writes at once what arrives together', async () => {
    const { calls, write } = createSink();
    const batcher = createBatcher({ write, maxItems: 100, deadlineMs: 5_000 });

    await Promise.all([1, 2, 3, 4].map((item) => batcher.submit([item])));

    expect(calls).toEqual([[1, 2, 3, 4]]);
  });

  test('is rushed while somebody waits for the write under way to end', async () => {
    let finish: () => void = () => undefined;
    const batcher = createBatcher<number>({
      write: () => new Promise((resolve) => (finish = resolve)),
      maxItems: 10,
    });
    const first = batcher.submit([1]);
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(batcher.isRushed()).toBe(false);
    const second = batcher.submit([2]);
    expect(batcher.isRushed()).toBe(true);
    finish();
    await first;
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(batcher.isRushed()).toBe(false);
    finish();
    await second;
  });

  test('bounds a write, but never splits a submission', async () => {
    const { calls, write } = createSink();
    const batcher = createBatcher({ write, maxItems: 3, deadlineMs: 5_000 });

    await Promise.all([[0], [1, 2], [3, 4], [5, 6, 7, 8]].map((items) => batcher.submit(items)));

    expect(calls).toEqual([
      [0, 1, 2],
      [3, 4],
      [5, 6, 7, 8],
    ]);
  });

  test('refuses only the submission that cannot be written', async () => {
    const { write } = createSink(new Set([3]));
    const batcher = createBatcher({ write, maxItems: 100, deadlineMs: 5_000 });

    const submissions = [1, 2, 3, 4].map((item) => batcher.submit([item]));

    expect(await outcomes(submissions)).toEqual(['fulfilled', 'fulfilled', 'rejected', 'fulfilled']);
  });

  test('does not ask a dead database again for every waiting request', async () => {
    const { calls, write } = createSink(new Set(Array.from({ length: 50 }, (_, item) => item)));
    const batcher = createBatcher({ write, maxItems: 100, deadlineMs: 5_000 });

    const submissions = Array.from({ length: 50 }, (_, item) => batcher.submit([item]));

    expect(new Set(await outcomes(submissions))).toEqual(new Set(['rejected']));
    expect(calls.length).toBeLessThan(6);
  });

  test('goes on after a failure', async () => {
    const { write } = createSink(new Set([1]));
    const batcher = createBatcher({ write, maxItems: 100, deadlineMs: 5_000 });

    await expect(batcher.submit([1])).rejects.toThrow('refused');
    await expect(batcher.submit([2])).resolves.toBeUndefined();
  });

  test('is not held up by a write that hangs', async () => {
    const written: number[] = [];
    let isHanging = true;
    const batcher = createBatcher<number>({
      write: async (items) => {
        if (isHanging) await new Promise(() => undefined);
        written.push(...items);
      },
      maxItems: 1,
      deadlineMs: 1_000,
    });
    const startedAt = performance.now();

    const submissions = [1, 2, 3].map((item) => batcher.submit([item]));
    expect(await outcomes(submissions)).toEqual(['rejected', 'rejected', 'rejected']);
    expect(performance.now() - startedAt).toBeLessThan(2_900);
    isHanging = false;
    await batcher.submit([4]);

    // Nothing is written for those who were sent away.
    expect(written).toEqual([4]);
  });
});
