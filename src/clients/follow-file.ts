/**
 * Notices when a file, or several, say something else. Its content is compared, not its times or its inode, so that links which are
 * swapped (as Kubernetes does with a ConfigMap) are followed like any other change.
 */
import { readFile } from 'node:fs/promises';

/** Twice this from saving to effect: content counts once two looks have found the same, so that no half-written file does. */
export const LOOK_EVERY_MS = 2_000;

export interface FollowedFile {
  /** Looks until `stop`; a look begins when the one before has ended. */
  start(): void;
  /** Resolves when a look that was under way has ended. */
  stop(): Promise<void>;
}

export interface Following {
  readonly lookEveryMs: number;
  /** Content that was not told before, also that of the first look; null: the file cannot be read. */
  onContent(text: string | null): Promise<void> | void;
  /** What `onContent` threw. */
  onError(error: unknown): void;
}

export function followFile(path: string, following: Following): FollowedFile {
  return followContent(() => readFile(path, 'utf8').catch(() => null), following);
}

/** `read` says all that counts, in one text; null: it cannot. */
export function followContent(
  read: () => Promise<string | null>,
  { lookEveryMs, onContent, onError }: Following,
): FollowedFile {
  let seen: string | null | undefined;
  let told: string | null | undefined;
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let isLooking = false;

  async function look(): Promise<void> {
    const text = await read();
    const isSettled = text === seen;
    seen = text;
    if (!isSettled || text === told) return;
    told = text;
    await onContent(text);
  }

  return {
    start() {
      timer ??= setInterval(() => {
        if (isLooking) return;
        isLooking = true;
        looking = look()
          .catch(onError)
          .finally(() => {
            isLooking = false;
          });
      }, lookEveryMs);
      timer.unref();
    },
    async stop() {
      clearInterval(timer);
      await looking;
    },
  };
}
