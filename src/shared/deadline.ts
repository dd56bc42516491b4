/** Waiting no longer than somebody else would wait for us. */

/** It was not there in time; it may still come. */
export class DeadlineError extends Error {
  constructor(what: string, ms: number) {
    super(`${what} took longer than ${ms / 1000} seconds.`);
    this.name = 'DeadlineError';
  }
}

/**
 * The result of `work`, or a DeadlineError after `ms`. The work itself goes on, and what becomes of it is nobody's
 * business any more; `what` begins the error's sentence.
 */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DeadlineError(what, ms)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
