/**
 * Notices that Slack as a whole does not answer. Then one message at a time finds out whether it is back, at growing
 * intervals, and everything else stays in the queue: in its order, and without counting as tried.
 */
import type { Logger } from '../../observability/logger.js';
import type { Clock } from '../../shared/clock.js';

export interface OutageSettings {
  /** Failures in a row, whatever the channel. */
  readonly failuresUntilDown: number;
  /** First wait between two looks; doubles up to `maxProbeMs`. */
  readonly probeMs: number;
  readonly maxProbeMs: number;
}

export type Outage = ReturnType<typeof createOutage>;

export function createOutage(deps: { clock: Clock; log: Logger; settings: OutageSettings }) {
  const { clock, log, settings } = deps;
  let failures = 0;
  let downSince: number | undefined;
  let nextProbeAt = 0;
  let intervalMs = settings.probeMs;
  let isProbing = false;

  return {
    isDown: (): boolean => downSince !== undefined,
    /** Nothing may leave, but for a look. */
    isHeld: (): boolean => downSince !== undefined && !isProbing,
    /** Milliseconds until somebody may look again; 0 = now. */
    waitMs: (): number => (downSince === undefined ? 0 : Math.max(0, nextProbeAt - clock.now().getTime())),
    /** A look has begun: the next one has to wait. */
    probing(): void {
      isProbing = true;
      nextProbeAt = clock.now().getTime() + intervalMs;
      intervalMs = Math.min(settings.maxProbeMs, intervalMs * 2);
    },
    /** The look came to nothing: there was nothing to send. */
    unused(): void {
      isProbing = false;
    },
    /** Slack gave no answer. */
    failed(): void {
      isProbing = false;
      failures += 1;
      if (failures < settings.failuresUntilDown || downSince !== undefined) return;
      downSince = clock.now().getTime();
      intervalMs = settings.probeMs;
      nextProbeAt = downSince + intervalMs;
      log.error('slack does not answer; messages wait in the queue until it does');
    },
    /** Slack answered, whatever it said. */
    answered(): void {
      isProbing = false;
      failures = 0;
      if (downSince === undefined) return;
      const seconds = Math.round((clock.now().getTime() - downSince) / 1000);
      downSince = undefined;
      log.info({ seconds }, 'slack answers again');
    },
  };
}
