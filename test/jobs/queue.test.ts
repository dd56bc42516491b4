import { expect, test } from '@jest/globals';
import type { JobHandlers } from '../../src/jobs/queue.js';
import { describeOnEveryDatabase } from '../helpers/every-database.js';

const nothing = async () => undefined;
const IDLE: JobHandlers = {
  'process-alerts': nothing,
  'investigate-incident': nothing,
  'execute-proposal': nothing,
  'verify-proposal': nothing,
  'sync-paging': nothing,
  'handle-slack-input': nothing,
  housekeeping: nothing,
};

describeOnEveryDatabase('the job runner', (open) => {
  test('runs a job again after it failed, and other jobs meanwhile', async () => {
    const { jobs, store } = await open();
    const ran: string[] = [];
    const isDone = new Promise<void>((resolve) => {
      void jobs.work({
        ...IDLE,
        'handle-slack-input': async ({ inputId }) => {
          ran.push(inputId);
          if (inputId === 'hard' && ran.filter((id) => id === 'hard').length === 1)
            throw new Error('not yet');
          if (ran.length === 3) resolve();
        },
      });
    });

    await store.transaction(async (tx) => {
      await tx.jobs.send('handle-slack-input', { inputId: 'hard' });
      await tx.jobs.send('handle-slack-input', { inputId: 'easy' });
    });
    await isDone;

    expect(ran.toSorted()).toEqual(['easy', 'hard', 'hard']);
    expect(ran.at(-1)).toBe('hard');
  });

  test('starts a delayed job no earlier than asked', async () => {
    const { jobs, store } = await open();
    const sentAt = performance.now();
    const started = new Promise<number>((resolve) => {
      void jobs.work({ ...IDLE, 'sync-paging': async () => resolve(performance.now() - sentAt) });
    });

    await store.transaction((tx) =>
      tx.jobs.send('sync-paging', { incidentId: 'x' as never }, { startAfterSeconds: 1 }),
    );

    expect(await started).toBeGreaterThan(900);
  });

  test('tells a running job when the process stops', async () => {
    const { jobs, store } = await open();
    let start: () => void = () => undefined;
    const isRunning = new Promise<void>((resolve) => (start = resolve));
    let wasTold = false;
    await jobs.work({
      ...IDLE,
      'verify-proposal': (_, signal) =>
        new Promise((resolve) => {
          start();
          signal.addEventListener('abort', () => ((wasTold = true), resolve()));
        }),
    });
    await store.transaction((tx) => tx.jobs.send('verify-proposal', { proposalId: 'x' as never }));
    await isRunning;

    await jobs.stop();

    expect(wasTold).toBe(true);
  });
});
