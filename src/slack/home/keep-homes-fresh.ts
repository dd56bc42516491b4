/** Shows Home tabs and the queues of storms anew when incidents change: soon, and many changes at once as one. */
import type { Logger } from '../../observability/logger.js';
import { sleep } from '../../shared/clock.js';

/** Changes come in bursts: a grouped alert touches its incident several times within a second. */
const SETTLE_MS = 2000;

export interface HomeKeeper {
  start(): Promise<void>;
  stop(): Promise<void>;
}

export function keepHomesFresh(deps: {
  /** Calls back soon after any incident changed; returns how to stop. */
  onIncidentChange: (callback: () => void) => Promise<() => Promise<void>>;
  refresh: () => Promise<void>;
  log: Logger;
  settleMs?: number;
}): HomeKeeper {
  const { onIncidentChange, refresh, log, settleMs = SETTLE_MS } = deps;
  const stopping = new AbortController();
  let isStale = false;
  let running: Promise<void> | undefined;
  let stopListening: (() => Promise<void>) | undefined;

  function changed(): void {
    isStale = true;
    running ??= keep().finally(() => {
      running = undefined;
      if (isStale && !stopping.signal.aborted) changed();
    });
  }

  async function keep(): Promise<void> {
    while (isStale && !stopping.signal.aborted) {
      await sleep(settleMs, stopping.signal);
      if (stopping.signal.aborted) return;
      isStale = false;
      try {
        await refresh();
      } catch (error) {
        log.warn({ err: error }, 'Home tabs and storms could not be refreshed');
      }
    }
  }

  return {
    async start() {
      stopListening = await onIncidentChange(changed);
    },
    async stop() {
      stopping.abort();
      await stopListening?.();
      await running;
    },
  };
}
