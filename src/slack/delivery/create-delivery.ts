/**
 * The delivery engine: takes due messages from the queue and brings them to Slack, at the pace Slack allows in each
 * channel. A slow, limited or broken channel never delays another; nothing is dropped without a reason that an operator
 * can read. What is sent is decided in `send.ts`, what it says in `render.ts`, what becomes of the outcome in `settle.ts`.
 */
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import { sleep, type Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import type { ClaimedMessage, MessageQueue } from '../../incidents/ports.js';
import type { SlackClient } from '../web-client.js';
import { createPace, type Pace, type PaceSettings } from './pace.js';
import type { Render } from './render.js';
import { createSend } from './send.js';
import { createSettle, type SettleSettings } from './settle.js';

export interface DeliverySettings extends PaceSettings, SettleSettings {
  /** How often to look for due messages when nothing wakes us. */
  readonly pollMs: number;
  readonly leaseSeconds: number;
  readonly claimLimit: number;
  /** Claimed messages that may wait for one channel; more go back to the queue so that other channels get their turn. */
  readonly maxWaiting: number;
}

const DEFAULTS: DeliverySettings = {
  perSecond: 1,
  burst: 3,
  pollMs: 2000,
  leaseSeconds: 30,
  claimLimit: 20,
  maxWaiting: 5,
  backOffMs: 1000,
  maxBackOffMs: 120_000,
  maxParentTries: 5,
  refusedMs: 180_000,
  maxRefusedTries: 480,
};

export interface Delivery {
  start(): Promise<void>;
  /** Finishes what is on the wire, gives the rest back to the queue. */
  stop(): Promise<void>;
}

interface Lane {
  readonly pace: Pace;
  readonly waiting: Waiting[];
  running: Promise<void> | undefined;
}

interface Waiting {
  readonly message: ClaimedMessage;
  /** Our share of the lease ends here, in milliseconds of the clock. */
  readonly leaseEndsAt: number;
}

/** A call to Slack takes ten seconds at most; what is still running after this is left to the lease. */
const STOP_WITHIN_MS = 12_000;

export function createDelivery(deps: {
  queue: MessageQueue;
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
  const { queue, render, log, clock } = deps;
  const settings = { ...DEFAULTS, ...deps.settings };
  const send = createSend(deps);
  const { settle, giveBack, abandon, tryAgain } = createSettle({ ...deps, settings, wakeIn });
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();
  const timers = new Set<NodeJS.Timeout>();
  let stopListening: (() => Promise<void>) | undefined;
  let isClaiming: Promise<void> | undefined;
  let isWokenAgain = false;

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
      try {
        const { claimLimit: limit, leaseSeconds } = settings;
        const leaseEndsAt = clock.now().getTime() + leaseSeconds * 1000;
        const messages = await queue.claim({ limit, leaseSeconds });
        if (messages.length === limit) isWokenAgain = true; // there may be more, perhaps for another channel
        for (const message of messages) await accept({ message, leaseEndsAt });
      } catch (error) {
        log.error({ err: error }, 'messages could not be claimed');
        isWokenAgain = false; // the poll tries again
      }
    }
  }

  async function accept(item: Waiting): Promise<void> {
    const lane = laneOf(item.message.channel);
    const pausedForMs = lane.pace.pausedForMs();
    if (pausedForMs > 0) return giveBack(item.message, pausedForMs, 'slack limits this channel');
    if (lane.waiting.length >= settings.maxWaiting) {
      return giveBack(
        item.message,
        (lane.waiting.length / settings.perSecond) * 1000,
        'others wait for this channel',
      );
    }
    const index = lane.waiting.findIndex(({ message }) => message.priority > item.message.priority);
    lane.waiting.splice(index === -1 ? lane.waiting.length : index, 0, item);
    run(lane);
  }

  function run(lane: Lane): void {
    lane.running ??= runLane(lane).finally(() => {
      lane.running = undefined;
      if (lane.waiting.length > 0) run(lane); // arrived while the loop was ending
    });
  }

  function laneOf(channel: string): Lane {
    const known = lanes.get(channel);
    if (known) return known;
    const lane: Lane = { pace: createPace(clock, settings), waiting: [], running: undefined };
    lanes.set(channel, lane);
    return lane;
  }

  // ── one channel at a time ──

  async function runLane(lane: Lane): Promise<void> {
    while (lane.waiting.length > 0) {
      const pausedForMs = lane.pace.pausedForMs();
      if (pausedForMs > 0 || stopping.signal.aborted) {
        for (const { message } of lane.waiting.splice(0))
          await giveBack(message, pausedForMs, 'not its turn');
        return;
      }
      const waitMs = lane.pace.take();
      if (waitMs > 0) {
        await sleep(waitMs, stopping.signal);
        continue;
      }
      const item = lane.waiting.shift();
      if (item) await deliver(item, lane);
    }
  }

  async function deliver({ message, leaseEndsAt }: Waiting, lane: Lane): Promise<void> {
    // A call takes up to ten seconds; what cannot be finished within the lease is left to its next owner.
    if (clock.now().getTime() > leaseEndsAt - 15_000)
      return giveBack(message, 0, 'waited too long for this channel');
    try {
      const rendered = await render(message);
      if (rendered === null) {
        return await abandon(message, 'What this message speaks about is gone. Nothing needs to be done.');
      }
      await settle(message, await send(message, rendered), lane.pace);
    } catch (error) {
      await tryAgain(message, error);
    }
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
        for (const lane of lanes.values()) await lane.running;
        enough.abort();
      })();
      await Promise.race([finished, sleep(STOP_WITHIN_MS, enough.signal)]);
      for (const timer of timers) clearTimeout(timer);
    },
  };
}
