/** Lets a model work until it is done, its time is over or nobody wants it any more. */
import type { InvestigationLimits } from './limits.js';
import { sleep } from '../shared/clock.js';
import { classifyModelError, storeFailureIn } from './model-error.js';
import type { Run } from './run.js';

/** Steps of the graph per model call: model, tools and the hooks around them; only a safety net under the call limit. */
const STEPS_PER_CALL = 12;
/** For storing what an interrupted request cost. */
const FINISH_MS = 2_000;

/**
 * Undefined when it failed: `run.stop` says why, unless there is a report already. Never throws for anything that the model
 * or its server did, only when `cancelled` says so or Firewatch's own store failed.
 */
export async function withinLimits<T>(
  run: Run,
  {
    limits,
    cancelled,
  }: { readonly limits: Pick<InvestigationLimits, 'modelCalls'>; readonly cancelled: AbortSignal },
  work: (options: { signal: AbortSignal; recursionLimit: number }) => Promise<T>,
): Promise<T | undefined> {
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), run.givenUpAt - performance.now());
  try {
    const signal = AbortSignal.any([end.signal, cancelled]);
    const recursionLimit = limits.modelCalls * STEPS_PER_CALL + 20;
    return await untilAborted(work({ signal, recursionLimit }), signal);
  } catch (error) {
    cancelled.throwIfAborted();
    const ours = storeFailureIn(error);
    if (ours) throw ours;
    if (!run.report) run.stop ??= end.signal.aborted ? 'time_limit' : classifyModelError(error);
    run.failure = error;
    return undefined;
  } finally {
    clearTimeout(timer);
    // Whatever is still under way loses its reader.
    end.abort();
    await finish(run.unfinished);
  }
}

async function finish(work: ReadonlySet<Promise<unknown>>): Promise<void> {
  const done = new AbortController();
  const settled = Promise.allSettled(work).finally(() => done.abort());
  await Promise.race([settled, sleep(FINISH_MS, done.signal)]);
}

/** The run is over when the signal says so, even if a request underneath does not notice. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error('the time for the model is over'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
