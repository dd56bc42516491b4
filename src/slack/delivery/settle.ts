/**
 * What becomes of a message after a try: recorded as delivered, given back for later, or given up with a reason that an
 * operator can read. When it is tried is decided in `create-delivery.ts`.
 */
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import { errorMessage } from '../../shared/errors.js';
import type { IncidentId } from '../../shared/ids.js';
import type { ClaimedMessage, MessageQueue } from '../../incidents/ports/message-queue.js';
import type { Pace } from './pace.js';
import { channelTrouble } from './channel-trouble.js';
import type { Outage } from './outage.js';
import type { SendOutcome } from './outcome.js';
import type { SlackFailure } from './slack-failure.js';
import type { ChannelTrouble } from '../../workflows/messages/show-elsewhere.js';

export interface SettleSettings {
  /** First wait after a failure; doubles with each one up to `maxBackOffMs`. */
  readonly backOffMs: number;
  readonly maxBackOffMs: number;
  /** Wait after Slack could not be reached; a few such failures, and it counts as away. */
  readonly probeMs: number;
  /** Tries for a message whose thread is gone. */
  readonly maxParentTries: number;
  /** Wait after Slack refused a message until somebody helps, for example invites the bot. */
  readonly refusedMs: number;
  /** Tries for a refused message; with the wait between them, a day. */
  readonly maxRefusedTries: number;
}

export interface Settle {
  /** Records the outcome of a try. Slack's limit of posts pauses the channel's `pace`. */
  settle(message: ClaimedMessage, outcome: SendOutcome, pace: Pick<Pace, 'pause'>): Promise<void>;
  /** Without options it only waits for its turn: nothing was posted, and no try is counted. Never throws. */
  giveBack(message: ClaimedMessage, inMs: number, error: string, options?: Try): Promise<void>;
  /** Gives up, for a reason that tells the operator what to do. */
  abandon(message: ClaimedMessage, error: string): Promise<void>;
  /**
   * After an error of our own, such as a text that could not be rendered or an outcome that could not be recorded. If the
   * post left, the queue knows it is uncertain.
   */
  tryAgain(message: ClaimedMessage, error: unknown): Promise<void>;
}

/** Has a refused card shown in another channel; false when there is none for it. Nothing of it is ours afterwards. */
export type ShowElsewhere = (message: ClaimedMessage, trouble: ChannelTrouble) => Promise<boolean>;

interface Try {
  /** We know that nothing was posted. */
  readonly isCertain: boolean;
  /** It counts among the attempts. */
  readonly isTry: boolean;
}

export function createSettle(deps: {
  queue: Pick<MessageQueue, 'delivered' | 'retryLater' | 'abandon'>;
  log: Logger;
  metrics: Pick<Metrics, 'messages'>;
  settings: SettleSettings;
  outage: Pick<Outage, 'isDown' | 'waitMs'>;
  /** Looks for due messages after so many milliseconds. */
  wakeIn: (ms: number) => void;
  /** Makes the incident's first message due again, after its thread turned out to be gone. */
  touchParent?: (incidentId: IncidentId) => Promise<void>;
  showElsewhere?: ShowElsewhere;
  random?: () => number;
}): Settle {
  const { queue, log, metrics, settings, outage, wakeIn, touchParent, random = Math.random } = deps;
  const { showElsewhere } = deps;

  async function settle(
    message: ClaimedMessage,
    outcome: SendOutcome,
    pace: Pick<Pace, 'pause'>,
  ): Promise<void> {
    switch (outcome.kind) {
      case 'posted':
      case 'edited':
      case 'adopted':
        tally(message, outcome.kind);
        return queue.delivered(message, { channel: outcome.channel, ts: outcome.ts });
      case 'lease_lost':
        return tally(message, 'lease_lost');
      case 'parent_missing':
        return handleMissingParent(message);
      case 'failed':
        return handleFailure(message, outcome.failure, pace);
    }
  }

  async function handleFailure(
    message: ClaimedMessage,
    failure: SlackFailure,
    pace: Pick<Pace, 'pause'>,
  ): Promise<void> {
    switch (failure.kind) {
      case 'rate_limited':
        tally(message, 'rate_limited');
        // A limit of uploads, streams or reading is no reason to hold up what others wait for.
        if (failure.isOfChannel) pace.pause(failure.waitMs);
        log.info(
          { channel: message.channel, key: message.key, waitMs: failure.waitMs },
          failure.isOfChannel ? 'slack limits a channel' : 'slack limits a method; one message waits',
        );
        return giveBack(message, failure.waitMs, failure.error);
      case 'permanent':
        if (await movedElsewhere(message, failure.error)) return;
        return handleRefusal(message, `${failure.error}: ${failure.advice}`);
      case 'refused_content': // even as plain text; no person and no time can help
        return abandon(
          message,
          `${failure.error}: Slack refuses this text. Please report it as a bug of Firewatch.`,
        );
      case 'missing': // edits of missing messages have become posts, so this is the thread
        return handleMissingParent(message);
      default: {
        // A channel that we cannot read for this has none of our posts: the app may not post where it is no member.
        if (
          failure.kind === 'temporary' &&
          failure.refusedLook &&
          (await movedElsewhere(message, failure.refusedLook))
        )
          return;
        tally(message, 'retried');
        const isCertain = failure.kind !== 'temporary' || failure.isCertain;
        // What found out that Slack is still away was not tried itself, and keeps its place in the queue: it is due at once,
        // or it might come due a moment after the next look, which would then take another.
        const isUnreachable = failure.kind === 'temporary' && failure.isUnreachable === true;
        const isProbe = isUnreachable && outage.isDown();
        // Longer waits would let later messages overtake it when Slack is back.
        const longestMs = isProbe ? 0 : isUnreachable ? settings.probeMs : settings.maxBackOffMs;
        const inMs = Math.min(longestMs, backOff(message));
        const { key, channel } = message;
        log.warn(
          { key, channel, error: failure.error, isCertain, inMs },
          'message not delivered; trying again',
        );
        await giveBack(message, inMs, failure.error, { isCertain, isTry: !isProbe });
        if (isProbe) wakeIn(outage.waitMs());
      }
    }
  }

  async function handleMissingParent(message: ClaimedMessage): Promise<void> {
    tally(message, 'parent_missing');
    const { key, channel, threadTs, incidentId } = message;
    log.warn({ key, channel, threadTs, incidentId }, 'the first message of a thread is gone from slack');
    if (message.attempts + 1 >= settings.maxParentTries) {
      return abandon(
        message,
        'The first message of its thread was deleted in Slack and could not be posted anew.',
      );
    }
    if (message.incidentId !== null) await touchParent?.(message.incidentId);
    await giveBack(message, backOff(message), 'the first message of its thread is gone', {
      isCertain: true,
      isTry: true,
    });
  }

  /** Somebody has to help, and then the message has to appear by itself. */
  async function handleRefusal(message: ClaimedMessage, error: string): Promise<void> {
    if (message.attempts + 1 >= settings.maxRefusedTries) return abandon(message, error);
    const inMs = settings.refusedMs;
    tally(message, 'refused');
    log.warn(
      { key: message.key, channel: message.channel, incidentId: message.incidentId, error, inMs },
      'message given up for now; trying again later',
    );
    await giveBack(message, inMs, error, { isCertain: true, isTry: true });
  }

  /** A card that was never shown needs no help when another channel takes it. */
  async function movedElsewhere(message: ClaimedMessage, error: string): Promise<boolean> {
    const trouble = channelTrouble(error, message.channel);
    if (!showElsewhere || !trouble || message.kind !== 'incident_card' || message.ts !== null) return false;
    try {
      if (!(await showElsewhere(message, trouble))) return false;
    } catch (failure) {
      // It is refused again then, and moved.
      log.error(
        { err: failure, key: message.key },
        'a refused card could not be moved to the default channel',
      );
      return false;
    }
    tally(message, 'moved');
    wakeIn(0);
    return true;
  }

  async function tryAgain(message: ClaimedMessage, error: unknown): Promise<void> {
    log.error(
      { err: error, key: message.key, incidentId: message.incidentId },
      'message could not be delivered',
    );
    await giveBack(message, backOff(message), errorMessage(error), { isCertain: false, isTry: true });
  }

  async function giveBack(
    message: ClaimedMessage,
    inMs: number,
    error: string,
    { isCertain, isTry }: Try = { isCertain: true, isTry: false },
  ): Promise<void> {
    try {
      // What was uncertain when it was claimed stays so until it is delivered.
      await queue.retryLater(message, {
        inMs,
        error,
        isCertain: isCertain && !message.isUncertain,
        isTry,
      });
      wakeIn(inMs);
    } catch (failure) {
      log.error(
        { err: failure, key: message.key },
        'message could not be given back; its lease will end by itself',
      );
    }
  }

  async function abandon(message: ClaimedMessage, error: string): Promise<void> {
    tally(message, 'abandoned');
    log.warn(
      { key: message.key, channel: message.channel, incidentId: message.incidentId, error },
      'message given up',
    );
    await queue.abandon(message, error);
  }

  function backOff({ attempts }: ClaimedMessage): number {
    const full = Math.min(settings.maxBackOffMs, settings.backOffMs * 2 ** Math.min(attempts, 20));
    return Math.round(full * (0.5 + random() / 2)); // half of it is jitter, so that replicas do not march in step
  }

  function tally({ kind }: ClaimedMessage, result: string): void {
    metrics.messages.inc({ kind, result });
  }

  return { settle, giveBack, abandon, tryAgain };
}
