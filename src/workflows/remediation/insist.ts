/** Writes down what only this process knows: what became of a call that may not be made again. */
import type { Logger } from '../../observability/logger.js';
import { sleep } from '../../shared/clock.js';
import { errorMessage } from '../../shared/errors.js';

/** A database that changes over to its replica is back by then. Later, the run counts as interrupted. */
const FOR_MS = 60_000;
/** Often, because as soon as the database is back another worker may take the run for dead. */
const EVERY_MS = 250;

/** Tries again while the database is away. `write` may find that it has happened already. @throws what it throws at last. */
export async function insist<T>(
  { log }: { readonly log: Pick<Logger, 'warn'> },
  write: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + FOR_MS;
  for (;;) {
    try {
      return await write();
    } catch (error) {
      if (Date.now() > deadline) throw error;
      log.warn(
        { reason: errorMessage(error) },
        'the outcome of a call is not written down yet, trying again',
      );
      await sleep(EVERY_MS);
    }
  }
}
