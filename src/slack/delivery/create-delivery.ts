/**
 * The delivery engine: takes due messages from the queue and brings them to Slack, at the pace Slack allows in each channel
 * and in the whole workspace. A slow, limited or broken channel never delays another; nothing is dropped without a reason
 * that an operator can read. When messages are taken is in `claims.ts`, who waits where in `lanes.ts`, how a message is shown
 * in `send.ts` and `ways/`, what is drawn beforehand in `preparations.ts`, what it says in `render.ts`, and what becomes of
 * the outcome in `settle.ts`.
 */
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import { sleep, type Clock } from '../../shared/clock.js';
import type { IncidentId } from '../../shared/ids.js';
import type { MessageFolding } from '../../incidents/ports/message-folding.js';
import type { MessageQueue } from '../../incidents/ports/message-queue.js';
import type { SlackFiles } from '../../incidents/ports/slack-files.js';
import type { SlackClient } from '../web-client.js';
import { createChannelIds } from './channel-ids.js';
import { createClaims } from './claims.js';
import { DELIVERY_DEFAULTS, type DeliverySettings } from './delivery-settings.js';
import { createLanes, type Waiting } from './lanes.js';
import { createOutage } from './outage.js';
import type { SendOutcome } from './outcome.js';
import type { Pace } from './pace.js';
import { createPreparations } from './preparations.js';
import type { Render } from './rendered.js';
import { createSend } from './send.js';
import { createSettle, type ShowElsewhere } from './settle.js';
import { createWorkspacePace } from './workspace-pace.js';

export type { DeliverySettings } from './delivery-settings.js';

export interface Delivery {
  start(): Promise<void>;
  /** Finishes what is on the wire, gives the rest back to the queue. */
  stop(): Promise<void>;
}

/** A call to Slack takes ten seconds at most; what is still running after this is left to the lease. */
const STOP_WITHIN_MS = 12_000;

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
  /** Has a card that its channel refuses shown in another; without it, the card waits for somebody to help. */
  showElsewhere?: ShowElsewhere;
  /** Called when a new incident is about to be shown: pictures will follow. */
  expectPictures?: () => void;
  settings?: Partial<DeliverySettings>;
  random?: () => number;
}): Delivery {
  const { queue, folding, render, log, clock } = deps;
  const settings = { ...DELIVERY_DEFAULTS, ...deps.settings };
  const stopping = new AbortController();
  const channelIds = createChannelIds(deps.client);
  const { send, prepare } = createSend({ ...deps, channelIds, streamSettings: settings.stream });
  const outage = createOutage({ clock, log, settings });
  const claims = createClaims({
    ...deps,
    lanes: () => lanes,
    admit: (item) => preparations.admit(item),
    outage,
    settings,
    stopping: stopping.signal,
  });
  const settling = createSettle({ ...deps, settings, outage, wakeIn: claims.wakeIn });
  const { settle, giveBack, abandon, tryAgain } = settling;
  const preparations = createPreparations({
    ...deps,
    prepare,
    lanes: () => lanes,
    outage,
    settle: settling,
    report,
  });
  const lanes = createLanes({
    clock,
    settings,
    workspacePace: createWorkspacePace(clock, settings.workspace),
    nameOf: (channel) => channelIds.known(channel),
    deliver,
    giveBack,
    isHeld: () => outage.isHeld(),
    onRoom: claims.wake,
    stopping: stopping.signal,
  });
  let stopListening: (() => Promise<void>) | undefined;

  async function deliver({ message: claimed }: Waiting, pace: Pace): Promise<void> {
    try {
      const message = await queue.renew(claimed);
      if (!message) {
        outage.unused();
        return await settle(claimed, { kind: 'lease_lost' }, pace);
      }
      if (message.kind === 'note' && message.ts === null && !message.isUncertain)
        await folding.foldNotes(message, settings.maxNotes);
      const rendered = await render(message);
      if (rendered === null) {
        outage.unused();
        return await abandon(message, 'What this message speaks about is gone. Nothing needs to be done.');
      }
      const preparation = await prepare(rendered);
      if (preparation) return preparations.begin(message, preparation);
      const outcome = await send(message, rendered);
      report(outcome);
      await settle(message, outcome, pace);
    } catch (error) {
      outage.unused();
      await tryAgain(claimed, error);
    }
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
    if (wasDown) claims.wake();
  }

  return {
    async start() {
      stopListening = await queue.onDue(claims.wake);
      claims.start();
    },
    async stop() {
      stopping.abort();
      await stopListening?.();
      await claims.finished();
      const enough = new AbortController();
      const finished = (async () => {
        await preparations.finished();
        await lanes.finished();
        await preparations.finished(); // what a channel began at last
        enough.abort();
      })();
      await Promise.race([finished, sleep(STOP_WITHIN_MS, enough.signal)]);
      claims.end();
    },
  };
}
