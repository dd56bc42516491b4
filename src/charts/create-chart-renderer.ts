/**
 * Draws charts in one thread beside the program. Drawing takes 50 ms and loading the packages 200 ms, and meanwhile
 * nothing could be acknowledged. The thread starts when charts are expected or wanted, ends when it was idle for a while,
 * and is started anew after a crash.
 */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { Chart } from '../incidents/chart.js';
import type { DrawAnswer, DrawRequest } from './chart-worker.js';
import type { ChartPicture } from './draw-chart.js';

export interface ChartRenderer {
  /** Null when there is nothing to draw. Rejects when the thread died or took too long; the next call has a new one. */
  render(chart: Chart): Promise<ChartPicture | null>;
  /** Starts the thread, so that a chart which is wanted soon need not wait for it. */
  warmUp(): void;
  /** Rejects what is still being drawn. */
  close(): Promise<void>;
}

export interface ChartRendererOptions {
  /** For one chart, waiting for its turn included. A busy machine needs seconds to start the thread. */
  readonly timeoutMs?: number;
  /** The packages take about 100 MB, which an idle program need not hold. */
  readonly idleMs?: number;
}

interface Waiting {
  resolve(picture: ChartPicture | null): void;
  reject(error: Error): void;
  readonly timer: NodeJS.Timeout;
}

export function createChartRenderer({
  timeoutMs = 20_000,
  idleMs = 60_000,
}: ChartRendererOptions = {}): ChartRenderer {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | undefined;
  let idle: NodeJS.Timeout | undefined;
  let lastId = 0;
  let isClosed = false;

  function settle(id: number): Waiting | undefined {
    const found = waiting.get(id);
    waiting.delete(id);
    clearTimeout(found?.timer);
    if (waiting.size === 0) rest();
    return found;
  }

  /** Neither an idle thread nor its timer keeps the program alive. */
  function rest(): void {
    worker?.unref();
    clearTimeout(idle);
    idle = setTimeout(() => void stop(new Error('The chart thread was idle.')), idleMs);
    idle.unref();
  }

  async function stop(reason: Error): Promise<void> {
    clearTimeout(idle);
    const stopped = worker;
    worker = undefined;
    for (const id of waiting.keys()) settle(id)?.reject(reason);
    clearTimeout(idle);
    await stopped?.terminate();
  }

  function start(): Worker {
    const started = startThread();
    started.on('message', (answer: DrawAnswer) => {
      const found = settle(answer.id);
      if ('error' in answer) found?.reject(new Error(`The chart could not be drawn: ${answer.error}`));
      else found?.resolve(answer.picture);
    });
    const onEnd = (reason: string) => {
      // The end of a thread that was replaced concerns nobody.
      if (worker === started) void stop(new Error(`The chart thread ended: ${reason}`));
    };
    started.on('error', (error) => onEnd(error instanceof Error ? error.message : String(error)));
    started.on('exit', (code) => onEnd(`exit code ${code}`));
    return started;
  }

  return {
    render: (chart) =>
      new Promise((resolve, reject) => {
        if (isClosed) {
          reject(new Error('The chart renderer is closed.'));
          return;
        }
        clearTimeout(idle);
        worker ??= start();
        worker.ref();
        lastId += 1;
        const late = new Error(`The chart was not drawn within ${timeoutMs} ms.`);
        const timer = setTimeout(() => void stop(late), timeoutMs);
        waiting.set(lastId, { resolve, reject, timer });
        worker.postMessage({ id: lastId, chart } satisfies DrawRequest);
      }),
    warmUp: () => {
      if (isClosed || waiting.size > 0) return;
      worker ??= start();
      rest();
    },
    close: async () => {
      isClosed = true;
      await stop(new Error('The chart renderer was closed.'));
    },
  };
}

/** The built program is plain JavaScript. A thread that runs the sources has to load a compiler for them by itself. */
function startThread(): Worker {
  if (!import.meta.url.endsWith('.ts')) return new Worker(new URL('./chart-worker.js', import.meta.url));
  const file = new URL('./chart-worker.ts', import.meta.url).href;
  const compiler = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href;
  const api = new URL('./esm/api/index.mjs', compiler).href;
  const words = [api, file].map((text) => JSON.stringify(text));
  const code = `import(${words[0]}).then(({ tsImport }) => tsImport(${words[1]}, ${words[1]}))`;
  return new Worker(code, { eval: true, execArgv: [] });
}
