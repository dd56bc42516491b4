/**
 * The delivery engine: takes due messages from the queue and brings them to Slack, at the pace Slack allows in each channel
 * and in the whole workspace. A slow, limited or broken channel never delays another; nothing is dropped without a reason
 * that an operator can read. Who waits where is in `lanes.ts`, how a message is shown in `send.ts` and `ways/`, what it says
 * in `render.ts`, and what becomes of the outcome in `settle.ts`.
 */
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import { sleep, type Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import type { MessageFolding } from '../../incidents/ports/message-folding.js';
import type { ClaimedMessage, MessageQueue } from '../../incidents/ports/message-queue.js';
import type { SlackFiles } from '../../incidents/ports/slack-files.js';
import type { SlackClient } from '../web-client.js';
import { createChannelIds } from './channel-ids.js';
import { DELIVERY_DEFAULTS, type DeliverySettings } from './delivery-settings.js';
import { createLanes, type Waiting } from './lanes.js';
import { createOutage } from './outage.js';
import type { SendOutcome } from './outcome.js';
import type { Pace } from './pace.js';
import type { Render } from './rendered.js';
import { createSend } from './send.js';
import { createSettle } from './settle.js';
import type { SlackFailure } from './slack-failure.js';
import { createWorkspacePace } from './workspace-pace.js';

export type { DeliverySettings } from './delivery-settings.js';

export interface Delivery {
  start(): Promise<void>;
  /** Finishes what is on the wire, gives the rest back to the queue. */
  stop(): Promise<void>;
}

/** A call to Slack takes ten seconds at most; what is still running after this is left to the lease. */
const STOP_WITHIN_MS = 12_000;
/** What cannot be finished within the lease is left to its next owner. */
const CALL_MS = 15_000;

export function createDelivery(deps: {
  queue: MessageQueue;
  folding: MessageFolding;
  files: SlackFiles;
  client: SlackClient;
  render: Render;
  log: Logger;
  metrics: Pick<Metrics, 'messages'>;
  clock: Clock;
  /** Makes the incident's first message due again, after its thread turned out to be gone. */
  touchParent?: (incidentId: IncidentId) => Promise<void>;
  settings?: Partial<DeliverySettings>;
  random?: () => number;
}): Delivery {
  const { queue, folding, render, log, clock } = deps;
  const settings = { ...DELIVERY_DEFAULTS, ...deps.settings };
  const stopping = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  /** Preparations that no channel waits for. */
  const beside = new Set<Promise<void>>();
  const channelIds = createChannelIds(deps.client);
  const { send, prepare } = createSend({ ...deps, channelIds, streamSettings: settings.stream });
  const outage = createOutage({ clock, log, settings });
  const { settle, giveBack, abandon, tryAgain } = createSettle({ ...deps, settings, outage, wakeIn });
  const lanes = createLanes({
    clock,
    settings,
    workspacePace: createWorkspacePace(clock, settings.workspace),
    nameOf: (channel) => channelIds.known(channel),
    deliver,
    giveBack,
    isHeld: () => outage.isHeld(),
    onRoom: wake,
    stopping: stopping.signal,
  });
  let stopListening: (() => Promise<void>) | undefined;
  let isClaiming: Promise<void> | undefined;
  let isWokenAgain = false;
  let foldedAt = 0;

  // ── taking messages from the queue ──

  function wake(): void {
    if (stopping.signal.aborted) return;
    isWokenAgain = true;
    isClaiming ??= claimAll().finally(() => {
      isClaiming = undefined;
      if (isWokenAgain) wake();
    });
  }

  function wakeIn(ms: number): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      wake();
    }, ms);
    timers.add(timer);
  }

  async function claimAll(): Promise<void> {
    while (isWokenAgain && !stopping.signal.aborted) {
      isWokenAgain = false;
      let hasFound = false;
      try {
        hasFound = await claimSome();
      } catch (error) {
        log.error({ err: error }, 'messages could not be claimed');
        isWokenAgain = false; // the poll tries again
      }
      // Many notifications in a row are one look at the queue; in a storm most of them bring nothing that may leave yet.
      if (isWokenAgain) await sleep(settings.claimGapMs * (hasFound ? 1 : 4), stopping.signal);
    }
  }

  /** Whether there was something to claim. */
  async function claimSome(): Promise<boolean> {
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
      closedChannels: lanes.closed(),
    });
    if (isProbe && messages.length === 0) outage.unused();
    if (!isProbe && messages.length === limit) isWokenAgain = true; // there may be more, perhaps for another channel
    for (const message of messages) await lanes.add({ message, beginBy });
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

  // ── one message ──

  async function deliver({ message }: Waiting, pace: Pace): Promise<void> {
    try {
      if (message.kind === 'note' && message.ts === null && !message.isUncertain)
        await folding.foldNotes(message, settings.maxNotes);
      const rendered = await render(message);
      if (rendered === null) {
        outage.unused();
        return await abandon(message, 'What this message speaks about is gone. Nothing needs to be done.');
      }
      const preparation = await prepare(rendered);
      if (preparation) return doBeside(message, preparation, pace);
      const outcome = await send(message, rendered);
      report(outcome);
      await settle(message, outcome, pace);
    } catch (error) {
      outage.unused();
      await tryAgain(message, error);
    }
  }

  /** Drawing and uploading take a while; the channel's other messages go on meanwhile. */
  function doBeside(
    message: ClaimedMessage,
    work: () => Promise<SlackFailure | undefined>,
    pace: Pace,
  ): void {
    const task = (async () => {
      try {
        const failure = await work();
        const outcome: SendOutcome | undefined = failure && { kind: 'failed', failure };
        if (outcome) {
          report(outcome);
          await settle(message, outcome, pace);
        } else await giveBack(message, 0, 'prepared');
      } catch (error) {
        await tryAgain(message, error);
      }
    })();
    beside.add(task);
    void task.finally(() => beside.delete(task));
  }

  function report(outcome: SendOutcome): void {
    if (outcome.kind === 'lease_lost') return outage.unused();
    const isSilent =
      outcome.kind === 'failed' &&
      outcome.failure.kind === 'temporary' &&
      outcome.failure.isUnreachable === true;
    if (isSilent) return outage.failed();
    const wasDown = outage.isDown();
    outage.answered();
    if (wasDown) wake();
  }

  return {
    async start() {
      stopListening = await queue.onDue(wake);
      const poll = () => {
        wake();
        const timer = setTimeout(() => {
          timers.delete(timer);
          poll();
        }, settings.pollMs);
        timers.add(timer);
      };
      poll();
    },
    async stop() {
      stopping.abort();
      await stopListening?.();
      await isClaiming;
      const enough = new AbortController();
      const finished = (async () => {
        await lanes.finished();
        await Promise.all(beside);
        enough.abort();
      })();
      await Promise.race([finished, sleep(STOP_WITHIN_MS, enough.signal)]);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
