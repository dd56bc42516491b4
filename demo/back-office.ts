/**
 * Two workers that have nothing to do with the shop or with each other: one sends newsletters, one tells the warehouse what was
 * sold. They are there to break beside the shop, so that several troubles are under way at once.
 */
import { createServer } from 'node:http';
import { Counter, Gauge, Registry } from 'prom-client';
import { listenOnAnyPort, stopServer } from './shop/http-server.js';
import type { ScrapeTarget } from './shop/shop.js';

export const BACK_OFFICE = ['newsletter', 'warehouse-sync'] as const;
type WorkerName = (typeof BACK_OFFICE)[number];

export interface BackOffice {
  /** Known once started. */
  readonly targets: readonly ScrapeTarget[];
  /** Newsletters are written and not sent; the warehouse refuses every fifth thing that was sold. */
  breakDown(): void;
  /** Names of those that were broken. */
  repair(): readonly string[];
  start(): Promise<void>;
  stop(): Promise<void>;
}

const TICK_MS = 250;
const JOBS_PER_TICK = 5;
/** Of the jobs of one that fails: what the other side does not take. */
const FAILED_PER_TICK = 1;

export function createBackOffice(): BackOffice {
  const newsletter = createWorker('newsletter');
  const warehouse = createWorker('warehouse-sync');
  const workers = [newsletter, warehouse];
  let url = '';
  const server = createServer((request, response) => {
    const worker = workers.find(({ name }) => request.url === `/${name}/metrics`);
    if (!worker) return void response.writeHead(404).end();
    void worker.metrics().then((text) => response.writeHead(200, { 'content-type': 'text/plain' }).end(text));
  });
  let timer: NodeJS.Timeout | undefined;
  return {
    get targets() {
      return workers.map(({ name }) => ({
        url: `${url}/${name}/metrics`,
        labels: { job: 'back-office', instance: new URL(url).host, service: name },
      }));
    },
    breakDown() {
      newsletter.state = 'stuck';
      warehouse.state = 'failing';
    },
    repair() {
      const broken = workers.filter(({ state }) => state !== 'well');
      for (const worker of broken) worker.state = 'well';
      return broken.map(({ name }) => name);
    },
    async start() {
      url = await listenOnAnyPort(server);
      timer = setInterval(() => workers.forEach((worker) => worker.tick()), TICK_MS);
    },
    async stop() {
      clearInterval(timer);
      await stopServer(server);
    },
  };
}

function createWorker(name: WorkerName) {
  const registers = [new Registry()];
  const queue = new Gauge({ name: 'worker_queue_jobs', help: 'Jobs that wait.', registers });
  const jobs = new Counter({
    name: 'worker_jobs_total',
    help: 'Jobs done, by result.',
    labelNames: ['result'],
    registers,
  });
  jobs.inc({ result: 'done' }, 0);
  jobs.inc({ result: 'failed' }, 0);
  let waiting = 0;
  return {
    name,
    state: 'well' as 'well' | 'stuck' | 'failing',
    metrics: () => registers[0]!.metrics(),
    /** New jobs come, and what waits is done, fails or goes on waiting. */
    tick() {
      waiting += JOBS_PER_TICK;
      if (this.state !== 'stuck') {
        const failed = this.state === 'failing' ? FAILED_PER_TICK : 0;
        jobs.inc({ result: 'failed' }, failed);
        jobs.inc({ result: 'done' }, waiting - failed);
        waiting = 0;
      }
      queue.set(waiting);
    },
  };
}
