/**
 * Background work on the product's own database (pg-boss). A job is enqueued inside the transaction that needs it and
 * delivered at least once, so every handler is idempotent.
 */
import { randomUUID } from 'node:crypto';
import { PgBoss, type Job } from 'pg-boss';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { errorMessage } from '../shared/errors.js';
import type { JobName, JobQueue, Jobs } from '../workflows/transaction.js';

/** The part of a database that jobs need; the storage adapter has it. */
interface Sql {
  query(text: string, values?: readonly unknown[]): Promise<readonly Record<string, unknown>[]>;
}
interface JobDatabase extends Sql {
  readonly kind: 'pglite' | 'postgres';
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>;
}

interface QueueSettings {
  /** How many run at once in this process. */
  readonly concurrency: number;
  readonly retryLimit: number;
  /** Longest run before it counts as dead. */
  readonly expireInSeconds: number;
  /** For jobs that say nothing but that there is something to do: how many that wait one run does for. */
  readonly together?: number;
}

/** Seconds without a sign of life after which another worker may take a job; pg-boss's smallest value. */
const HEARTBEAT_SECONDS = 10;
/** Upper bound for a missed notification, and for noticing a retry or a delayed job (which are never notified). */
const POLL_SECONDS = 1;
/** All workers asking every second would keep a far database busy with that alone: one that is idle is sent, and tells the others. */
const UNSENT_POLL_SECONDS = 15;
/**
 * Spare time for running jobs when the process stops: longer than the longest call of a fix (30 s), which is not told to
 * stop, because cut off it would have an uncertain outcome. When nothing runs, nothing is waited for.
 */
const STOP_TIMEOUT_MS = 35_000;

const SETTINGS: Readonly<Record<JobName, QueueSettings>> = {
  'process-alerts': { concurrency: 1, retryLimit: 20, expireInSeconds: 60, together: 1_000 },
  'investigate-incident': { concurrency: 3, retryLimit: 3, expireInSeconds: 600 },
  'execute-proposal': { concurrency: 4, retryLimit: 10, expireInSeconds: 600 },
  'verify-proposal': { concurrency: 10, retryLimit: 20, expireInSeconds: 7200 },
  'follow-failed-fix': { concurrency: 2, retryLimit: 10, expireInSeconds: 120 },
  'sync-paging': { concurrency: 2, retryLimit: 20, expireInSeconds: 120 },
  'reconcile-paging': { concurrency: 1, retryLimit: 0, expireInSeconds: 120 },
  'reconcile-alerts': { concurrency: 1, retryLimit: 0, expireInSeconds: 60 },
  'measure-impact': { concurrency: 2, retryLimit: 2, expireInSeconds: 60 },
  'answer-question': { concurrency: 3, retryLimit: 10, expireInSeconds: 600 },
  'draft-postmortem': { concurrency: 1, retryLimit: 10, expireInSeconds: 60 },
  'handle-slack-input': { concurrency: 1, retryLimit: 3, expireInSeconds: 60 },
  'handle-slack-decision': { concurrency: 8, retryLimit: 3, expireInSeconds: 60 },
  'handle-slack-request': { concurrency: 4, retryLimit: 3, expireInSeconds: 60 },
  'tell-elsewhere': { concurrency: 2, retryLimit: 20, expireInSeconds: 60 },
  'post-digests': { concurrency: 1, retryLimit: 0, expireInSeconds: 60 },
  housekeeping: { concurrency: 1, retryLimit: 0, expireInSeconds: 60 },
};
const UNDER_WAY: ReadonlySet<string> = new Set(['created', 'retry', 'active']);
const NAMES = Object.keys(SETTINGS) as JobName[];

/** `id`: unknown until pg-boss has begun to work. */
interface Worker {
  id: string | undefined;
  isBusy: boolean;
}

export type JobHandlers = {
  readonly [N in JobName]: (payload: Jobs[N], signal: AbortSignal) => Promise<void>;
};

export interface JobRunner {
  /** A queue that enqueues on the given connection, inside its open transaction. */
  within(sql: Sql): JobQueue;
  /** Creates the queues and what comes by the clock; jobs can be sent from then on. */
  start(): Promise<void>;
  /** Begins to run jobs; needs no database for that. */
  work(handlers: JobHandlers): Promise<void>;
  /** Lets running jobs finish for a moment, then stops; what was cut off is delivered again. */
  stop(): Promise<void>;
}

export function createJobRunner(deps: { database: JobDatabase; log: Logger; metrics: Metrics }): JobRunner {
  const { database, log, metrics } = deps;
  const boss = new PgBoss({
    db: {
      ...asBossDatabase(database),
      listen: async (channel, onNotification, onReady) => {
        const stop = await database.listen(channel, onNotification);
        onReady();
        return { close: () => stop() };
      },
    },
    ...(database.kind === 'pglite' ? { backend: 'pglite' as const } : {}),
    createSchema: false,
    useListenNotify: true,
    monitorIntervalSeconds: POLL_SECONDS,
    superviseIntervalSeconds: POLL_SECONDS,
  });
  boss.on('error', (error) => log.warn({ reason: errorMessage(error) }, 'job engine error'));
  const stopping = new AbortController();
  const teams: Worker[][] = [];
  let rounds: NodeJS.Timeout | undefined;

  return {
    within: (sql) => ({
      async send(name, payload, options = {}) {
        await boss.send(name, payload, {
          db: asBossDatabase(sql),
          ...(options.startAfterSeconds === undefined ? {} : { startAfter: options.startAfterSeconds }),
          ...(options.onceInSeconds === undefined
            ? {}
            : { singletonSeconds: options.onceInSeconds, singletonNextSlot: true }),
        });
      },
      async isUnderWay(name, payload) {
        const found = await boss.findJobs(name, { data: payload, db: asBossDatabase(sql) });
        return found.some(({ state }) => UNDER_WAY.has(state));
      },
    }),

    async start() {
      await boss.start();
      for (const name of NAMES) {
        const { retryLimit, expireInSeconds } = SETTINGS[name];
        const settings = {
          notify: true,
          retryLimit,
          retryDelay: 1,
          retryBackoff: true,
          retryDelayMax: 60,
          expireInSeconds,
          heartbeatSeconds: HEARTBEAT_SECONDS,
          deleteAfterSeconds: 3600,
        };
        await boss.createQueue(name, settings);
        // Where the queue exists already, creating it changes nothing: it would keep a former version's settings.
        await boss.updateQueue(name, settings);
        // Fills pg-boss's queue cache: a look-up from within a transaction would wait for itself on one connection.
        await boss.findJobs(name, { id: randomUUID() });
      }
      await boss.schedule('housekeeping', '* * * * *');
      await boss.schedule('reconcile-paging', '*/2 * * * *');
      await boss.schedule('reconcile-alerts', '*/2 * * * *', { isCut: false });
      // Often, because pg-boss forgets a moment at which no bot ran; and all time zones keep to quarters of an hour.
      await boss.schedule('post-digests', '*/5 * * * *');
    },

    async work(handlers) {
      for (const name of NAMES) await workOn(name, handlers[name]);
      rounds = setInterval(sendOneOfEach, POLL_SECONDS * 1000);
    },

    async stop() {
      stopping.abort();
      clearInterval(rounds);
      await boss.stop({ graceful: true, close: false, timeout: STOP_TIMEOUT_MS });
    },
  };

  async function workOn<N extends JobName>(name: N, handle: JobHandlers[N]): Promise<void> {
    const team: Worker[] = [];
    teams.push(team);
    const { concurrency, together = 1 } = SETTINGS[name];
    const settings = {
      batchSize: together,
      notifyPollingIntervalSeconds: UNSENT_POLL_SECONDS,
      pollingIntervalSeconds: UNSENT_POLL_SECONDS,
    };
    for (let index = 0; index < concurrency; index += 1) {
      const worker: Worker = { id: undefined, isBusy: false };
      team.push(worker);
      worker.id = await boss.work<Jobs[N]>(name, settings, async ([job]) => {
        if (!job) return;
        worker.isBusy = true;
        // Where one was due there may be more; this worker looks again when it is done, too.
        for (const { id } of team) if (id !== undefined) boss.notifyWorker(id);
        await run(name, handle, job).finally(() => (worker.isBusy = false));
      });
    }
  }

  /** Whoever is idle: a certain one could be busy for hours, and nobody would look meanwhile. */
  function sendOneOfEach(): void {
    for (const team of teams) {
      const idle = team.find(({ isBusy }) => !isBusy);
      if (idle?.id !== undefined) boss.notifyWorker(idle.id);
    }
  }

  async function run<N extends JobName>(name: N, handle: JobHandlers[N], job: Job<Jobs[N]>): Promise<void> {
    try {
      await handle(job.data, AbortSignal.any([job.signal, stopping.signal]));
      metrics.jobs.inc({ job: name, result: 'done' });
    } catch (error) {
      metrics.jobs.inc({ job: name, result: 'failed' });
      log.error(
        { err: error, job: name, jobId: job.id, payload: job.data },
        'job failed, it will be tried again',
      );
      throw error;
    }
  }
}

function asBossDatabase(sql: Sql) {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({
      rows: (await sql.query(text, values)) as Record<string, unknown>[],
    }),
  };
}
