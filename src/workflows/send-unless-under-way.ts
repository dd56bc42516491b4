import type { JobName, JobQueue, Jobs } from './job-queue.js';

/**
 * For what the clock asks for again and again: while one waits, runs or is tried again, another would only make the queue
 * longer. Where a backend hangs for an hour, whatever is urgent would wait behind thousands of the same.
 */
export async function sendUnlessUnderWay<N extends JobName>(
  jobs: JobQueue,
  name: N,
  payload: Jobs[N],
): Promise<void> {
  if (!(await jobs.isUnderWay(name, payload))) await jobs.send(name, payload);
}
