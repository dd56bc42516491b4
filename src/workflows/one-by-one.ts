/** Work by the clock on many things, of which one that fails must not keep the others waiting, this minute or any other. */
import type { Logger } from '../observability/logger.js';

/** What fails is logged with the sentence `failed` and is tried again the next time. */
export async function oneByOne<T extends string | { readonly id: string }>(
  log: Pick<Logger, 'error'>,
  failed: string,
  items: readonly T[],
  work: (item: T) => Promise<unknown>,
): Promise<void> {
  for (const item of items) {
    try {
      await work(item);
    } catch (error) {
      log.error({ err: error, id: typeof item === 'string' ? item : item.id }, failed);
    }
  }
}
