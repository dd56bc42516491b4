/** One at a time, in order; but what somebody waits for goes before the rest. */
import { setImmediate } from 'node:timers/promises';

export interface Turns {
  /** Runs `work` when it is its turn; settles as `work` does. */
  take<T>(work: () => Promise<T>, options?: { isUrgent?: boolean }): Promise<T>;
  /** Resolves when nothing runs or waits. */
  idle(): Promise<void>;
}

/** `afterFailure` runs before the next turn when one has failed; it must not reject. */
export function createTurns(afterFailure: () => Promise<void>): Turns {
  const urgent: (() => Promise<void>)[] = [];
  const others: (() => Promise<void>)[] = [];
  let running: Promise<void> | undefined;

  async function run(): Promise<void> {
    for (;;) {
      const turn = urgent.shift() ?? others.shift();
      if (!turn) return;
      await turn();
      // The embedded database works within this thread and never waits: without this, nothing that comes in over the network
      // would be read before the last turn, and nothing urgent could go first.
      await setImmediate();
    }
  }

  function start(): void {
    running ??= run().finally(() => {
      running = undefined;
      if (urgent.length + others.length > 0) start(); // came while it was ending
    });
  }

  return {
    take: (work, { isUrgent = false } = {}) =>
      new Promise((resolve, reject) => {
        const turn = async () => {
          try {
            resolve(await work());
          } catch (error) {
            reject(error);
            await afterFailure();
          }
        };
        (isUrgent ? urgent : others).push(turn);
        start();
      }),
    async idle() {
      while (running) await running;
    },
  };
}
