/**
 * Takes due messages from the queue: when something woke it, when a poll is due, and as many as the lanes have room for.
 * While Slack is away it takes one at a time, to see whether it is back.
 */
import type { Logger } from '../../observability/logger.js';
import { sleep, type Clock } from '../../shared/clock.js';
import type { MessageFolding } from '../../incidents/ports/message-folding.js';
import type { MessageQueue } from '../../incidents/ports/message-queue.js';
import { inTurn, type Lanes, type Waiting } from './lanes.js';
import type { Outage } from './outage.js';

export interface ClaimSettings {
  /** How often to look for due messages when nothing wakes us. */
  readonly pollMs: number;
  /** Shortest time between two looks; four times that after one that found nothing. */
  readonly claimGapMs: number;
  readonly leaseSeconds: number;
  readonly claimLimit: number;
  /** When more messages wait for a channel than it takes in so many seconds, some go into a digest. */
  readonly overflowSeconds: number;
  readonly foldEveryMs: number;
  /** A new digest begins so often; until then one is edited. */
  readonly digestSeconds: number;
  readonly perSecond: number;
}

export interface Claims {
  /** Looks as soon as possible; many in a row are one look. */
  wake(): void;
  wakeIn(ms: number): void;
  /** Looks now and from then on whenever the poll is due. */
  start(): void;
  /** Resolves when nothing is being taken any more; `stopping` has to be aborted. */
  finished(): Promise<void>;
  /** No more timers. */
  end(): void;
}

/** What cannot be finished within the lease is left to its next owner. */
const CALL_MS = 15_000;

export function createClaims(deps: {
  queue: Pick<MessageQueue, 'claim'>;
  folding: Pick<MessageFolding, 'foldOverflow'>;
  lanes: () => Pick<Lanes, 'full' | 'fullOfEdits' | 'closed'>;
  /** To the queue of its channel. */
  admit: (item: Waiting) => Promise<void>;
  outage: Outage;
  clock: Clock;
  log: Logger;
  settings: ClaimSettings;
  stopping: AbortSignal;
}): Claims {
  const { queue, folding, outage, clock, log, settings, stopping } = deps;
  const timers = new Set<NodeJS.Timeout>();
  let isClaiming: Promise<void> | undefined;
  let isWokenAgain = false;
  let foldedAt = 0;

  function wake(): void {
    if (stopping.aborted) return;
    isWokenAgain = true;
    isClaiming ??= claimAll().finally(() => {
      isClaiming = undefined;
      if (isWokenAgain) wake();
    });
  }

  function after(ms: number, act: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      act();
    }, ms);
    timers.add(timer);
  }

  function poll(): void {
    wake();
    after(settings.pollMs, poll);
  }

  async function claimAll(): Promise<void> {
    while (isWokenAgain && !stopping.aborted) {
      isWokenAgain = false;
      let hasFound = false;
      try {
        hasFound = await claimSome();
      } catch (error) {
        log.error({ err: error }, 'messages could not be claimed');
        isWokenAgain = false; // the poll tries again
      }
      // Many notifications in a row are one look at the queue; in a storm most of them bring nothing that may leave yet.
      if (isWokenAgain) await sleep(settings.claimGapMs * (hasFound ? 1 : 4), stopping);
    }
  }

  /** Whether there was something to claim. */
  async function claimSome(): Promise<boolean> {
    const lanes = deps.lanes();
    const isProbe = outage.isDown();
    if (isProbe) {
      if (outage.waitMs() > 0) return false; // whoever failed last wakes us
      outage.probing();
    } else await foldOverflow();
    const limit = isProbe ? 1 : settings.claimLimit;
    const { leaseSeconds } = settings;
    const beginBy = clock.now().getTime() + leaseSeconds * 1000 - CALL_MS;
    const messages = await queue.claim({
      limit,
      leaseSeconds,
      fullChannels: lanes.full(),
      fullOfEdits: lanes.fullOfEdits(),
      closedChannels: lanes.closed(),
    });
    if (isProbe && messages.length === 0) outage.unused();
    if (!isProbe && messages.length === limit) isWokenAgain = true; // there may be more, perhaps for another channel
    for (const message of messages.toSorted(inTurn)) await deps.admit({ message, beginBy });
    return messages.length > 0;
  }

  async function foldOverflow(): Promise<void> {
    const now = clock.now().getTime();
    if (now - foldedAt < settings.foldEveryMs) return;
    foldedAt = now;
    const max = Math.ceil(settings.overflowSeconds * settings.perSecond);
    const folded = await folding.foldOverflow({ max, digestSeconds: settings.digestSeconds });
    if (folded > 0)
      log.warn({ folded }, 'many messages wait for a channel; notes and charts go into a digest');
  }

  return {
    wake,
    wakeIn: (ms) => after(ms, wake),
    start: poll,
    finished: async () => isClaiming,
    end: () => {
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
