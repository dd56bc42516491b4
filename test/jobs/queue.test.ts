import { expect, test } from '@jest/globals';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PGlite } from '@electric-sql/pglite';
import { createJobRunner, type JobHandlers } from '../../src/jobs/queue.js';
import { silentLogger } from '../../src/observability/logger.js';
import { createMetrics } from '../../src/observability/metrics.js';
import { pgliteDatabase } from '../../src/storage/pglite.js';
import { createStore } from '../../src/storage/store.js';
import { describeOnEveryDatabase } from '../helpers/every-database.js';
import { copyPgliteTemplate } from '../helpers/pglite-template.js';

const nothing = async () => undefined;
const IDLE: JobHandlers = {
  'process-alerts': nothing,
  'investigate-incident': nothing,
  'execute-proposal': nothing,
  'verify-proposal': nothing,
  'follow-failed-fix': nothing,
  'sync-paging': nothing,
  'reconcile-paging': nothing,
  'reconcile-alerts': nothing,
  'measure-impact': nothing,
  'handle-slack-input': nothing,
  'answer-question': nothing,
  'handle-slack-decision': nothing,
  'handle-slack-request': nothing,
  'draft-postmortem': nothing,
  'tell-elsewhere': nothing,
  'post-digests': nothing,
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

  test('works off what became due together, without waiting between one and the next', async () => {
    const { jobs, store } = await open();
    const COUNT = 40;
    const at: number[] = [];
    const done = new Promise<void>((resolve) => {
      void jobs.work({
        ...IDLE,
        'sync-paging': async () => void (at.push(performance.now()) === COUNT && resolve()),
      });
    });

    // Nobody is told of jobs that wait for their time.
    await store.transaction(async (tx) => {
      for (let index = 0; index < COUNT; index += 1)
        await tx.jobs.send('sync-paging', { incidentId: `${index}` as never }, { startAfterSeconds: 1 });
    });
    await done;

    // Two workers that look once a second would take twenty seconds.
    expect(at.at(-1)! - at[0]!).toBeLessThan(10_000);
  });

  test('starts a delayed job in time, whichever workers are busy for long', async () => {
    const { jobs, store } = await open();
    const LONG = 9; // All but one of those that verify.
    let release: () => void = () => undefined;
    const released = new Promise<void>((resolve) => (release = resolve));
    let running = 0;
    let startLate: (at: number) => void = () => undefined;
    const lateStarted = new Promise<number>((resolve) => (startLate = resolve));
    let startedAll: () => void = () => undefined;
    const allRun = new Promise<void>((resolve) => (startedAll = resolve));
    await jobs.work({
      ...IDLE,
      'verify-proposal': async ({ proposalId }) => {
        if (proposalId === 'late') return startLate(performance.now());
        running += 1;
        if (running === LONG) startedAll();
        await released;
      },
    });
    await store.transaction(async (tx) => {
      for (let index = 0; index < LONG; index += 1)
        await tx.jobs.send('verify-proposal', { proposalId: `${index}` as never });
    });
    await allRun;
    const sentAt = performance.now();

    await store.transaction((tx) =>
      tx.jobs.send('verify-proposal', { proposalId: 'late' as never }, { startAfterSeconds: 1 }),
    );
    const waited = (await lateStarted) - sentAt;
    release();

    expect(waited).toBeLessThan(8_000);
  }, 30_000);

  test('handles alerts once for all who asked for it, and again for all when that fails', async () => {
    const { jobs, store, database } = await open();
    await store.transaction(async (tx) => {
      for (let index = 0; index < 50; index += 1) await tx.jobs.send('process-alerts', {});
    });
    let runs = 0;
    await jobs.work({
      ...IDLE,
      'process-alerts': async () => {
        runs += 1;
        if (runs === 1) throw new Error('not yet');
      },
    });
    const left = async () =>
      database.query("SELECT FROM pgboss.job WHERE name = 'process-alerts' AND state <> 'completed'");
    while ((await left()).length > 0) await new Promise((resolve) => setTimeout(resolve, 50));

    // Retries are spread over a few seconds.
    expect(runs).toBeGreaterThan(1);
    expect(runs).toBeLessThan(15);
  });

  test('gives the settings of this version to queues that an earlier one created', async () => {
    const { database } = await open();
    const settings = () =>
      database.query(
        String.raw`SELECT name, retry_limit, expire_seconds FROM pgboss.queue WHERE name NOT LIKE '\_%' ORDER BY name`,
      );
    const expected = await settings();
    await database.query('UPDATE pgboss.queue SET retry_limit = 7, expire_seconds = 77');

    const next = createJobRunner({ database, log: silentLogger(), metrics: createMetrics() });
    await next.start();
    // A queue that is not cached would be looked up from within the transaction, which is refused.
    await createStore(database, next.within).transaction((tx) => tx.jobs.send('housekeeping', {}));
    await next.stop();

    expect(await settings()).toEqual(expected);
  });

  test('stops at once when nothing runs', async () => {
    const { jobs } = await open();
    await jobs.work(IDLE);
    const startedAt = performance.now();

    await jobs.stop();

    expect(performance.now() - startedAt).toBeLessThan(4_000);
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

// Once is enough: it takes longer than all the others.
test('a fix that takes its time ends before its job runner stops', async () => {
  const directory = join(await mkdtemp(join(tmpdir(), 'firewatch-test-')), 'pglite');
  await copyPgliteTemplate(directory);
  const database = pgliteDatabase(await PGlite.create(directory), () => rm(directory, { recursive: true }));
  const jobs = createJobRunner({ database, log: silentLogger(), metrics: createMetrics() });
  await jobs.start();
  let start: () => void = () => undefined;
  const isRunning = new Promise<void>((resolve) => (start = resolve));
  let isDone = false;
  await jobs.work({
    ...IDLE,
    'execute-proposal': async () => {
      start();
      await new Promise((resolve) => setTimeout(resolve, 11_000));
      isDone = true;
    },
  });
  await createStore(database, jobs.within).transaction((tx) =>
    tx.jobs.send('execute-proposal', { proposalId: 'x' as never }),
  );
  await isRunning;

  await jobs.stop();

  expect(isDone).toBe(true);
  await database.close();
}, 30_000);
