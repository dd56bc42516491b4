import { afterEach, describe, expect, test } from '@jest/globals';
import { silentLogger } from '../../../src/observability/logger.js';
import { keepHomesFresh, type HomeKeeper } from '../../../src/slack/home/keep-homes-fresh.js';
import { waitUntil } from '../../helpers/wait-until.js';

let keeper: HomeKeeper | undefined;
afterEach(() => keeper?.stop());

async function start(refreshHomes: (times: number) => Promise<void>) {
  const state = { times: 0, isListening: true, changed: (): void => undefined };
  keeper = keepHomesFresh({
    onIncidentChange: (callback) => {
      state.changed = callback;
      return Promise.resolve(() => {
        state.isListening = false;
        return Promise.resolve();
      });
    },
    refresh: () => refreshHomes((state.times += 1)),
    log: silentLogger(),
    settleMs: 20,
  });
  await keeper.start();
  return state;
}

describe('keepHomesFresh', () => {
  test('takes a burst of changes for one, and what comes during a refresh for another', async () => {
    const state = await start(async () => {
      if (state.times === 1) state.changed();
      await Promise.resolve();
    });
    for (let change = 0; change < 50; change += 1) state.changed();
    await waitUntil('both refreshes', () => state.times === 2, 5000);
    await new Promise((resolve) => setTimeout(resolve, 60));

    expect(state.times).toBe(2);
  });

  test('goes on after a refresh that failed', async () => {
    const state = await start((times) =>
      times === 1 ? Promise.reject(new Error('connection terminated')) : Promise.resolve(),
    );
    state.changed();
    await waitUntil('the first', () => state.times === 1, 5000);
    state.changed();
    await waitUntil('the second', () => state.times === 2, 5000);

    expect(state.times).toBe(2);
  });

  test('stops listening and refreshing when it is stopped', async () => {
    const state = await start(() => Promise.resolve());
    state.changed();
    await keeper?.stop();
    await new Promise((resolve) => setTimeout(resolve, 50));

    expect(state).toMatchObject({ times: 0, isListening: false });
  });
});
