import { describe, expect, test } from '@jest/globals';
import { createTurns } from '../../src/storage/turns.js';

describe('createTurns', () => {
  test('runs one at a time in order, what is urgent before the rest', async () => {
    const turns = createTurns(async () => undefined);
    const said: string[] = [];
    const say = (word: string, isUrgent = false) =>
      turns.take(
        async () => {
          await Promise.resolve();
          said.push(word);
        },
        { isUrgent },
      );
    await Promise.all([say('first'), say('second'), say('third'), say('urgent', true)]);

    expect(said).toEqual(['first', 'urgent', 'second', 'third']);
  });

  test('cleans up after a failure before anybody else has a turn', async () => {
    const said: string[] = [];
    const turns = createTurns(async () => {
      await Promise.resolve();
      said.push('rolled back');
    });
    const failed = turns.take(() => Promise.reject(new Error('no')));
    const next = turns.take(async () => void said.push('next'));

    await expect(failed).rejects.toThrow('no');
    await next;
    expect(said).toEqual(['rolled back', 'next']);
  });

  test('is idle when nothing runs or waits', async () => {
    const turns = createTurns(async () => undefined);
    let isDone = false;
    void turns.take(async () => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      isDone = true;
    });
    await turns.idle();

    expect(isDone).toBe(true);
  });
});
