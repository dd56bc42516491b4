/**
 * Drawing and uploading of pictures, beside the channels' queues: nothing waits for it. It begins as soon as a message with
 * pictures is claimed, so that a new incident's charts are ready when it is their turn.
 */
import type { ClaimedMessage } from '../../incidents/ports/message-queue.js';
import type { MessageKind } from '../../incidents/ports/message.js';
import type { Lanes, Waiting } from './lanes.js';
import type { Outage } from './outage.js';
import type { SendOutcome } from './outcome.js';
import type { Rendered, Render } from './rendered.js';
import type { Settle } from './settle.js';
import type { SlackFailure } from './slack-failure.js';

export interface Preparations {
  /** Into the queue of its channel, after what has to be prepared first. */
  admit(item: Waiting): Promise<void>;
  /** Does the work beside the queue; then the message is due again. */
  begin(message: ClaimedMessage, work: Work): void;
  /** Resolves when nothing is being prepared any more. */
  finished(): Promise<void>;
}

/** Tells what failed. */
export type Work = () => Promise<SlackFailure | undefined>;

const PICTURED: readonly MessageKind[] = ['chart'];
/** What is begun before its turn, in all channels; the rest waits for its turn, which bounds what a storm draws at once. */
const MAX_EARLY = 4;
/** Uploading is limited for the workspace, never for the channel. */
const NO_PAUSE = { pause: () => undefined };

export function createPreparations(deps: {
  render: Render;
  prepare: (rendered: Rendered) => Promise<Work | undefined>;
  lanes: () => Pick<Lanes, 'add'>;
  outage: Pick<Outage, 'isDown'>;
  settle: Settle;
  report: (outcome: SendOutcome) => void;
  expectPictures?: () => void;
}): Preparations {
  const { render, prepare, outage, settle, report } = deps;
  const running = new Set<Promise<void>>();
  let early = 0;

  function run(task: Promise<void>): void {
    running.add(task);
    void task.finally(() => running.delete(task));
  }

  async function work(message: ClaimedMessage, preparation: Work): Promise<void> {
    try {
      const failure = await preparation();
      if (failure === undefined) return await settle.giveBack(message, 0, 'prepared');
      const outcome: SendOutcome = { kind: 'failed', failure };
      report(outcome);
      await settle.settle(message, outcome, NO_PAUSE);
    } catch (error) {
      await settle.tryAgain(message, error);
    }
  }

  async function prepareEarly(item: Waiting): Promise<void> {
    const { message } = item;
    let preparation: Work | undefined;
    try {
      const rendered = await render(message);
      preparation = rendered === null ? undefined : await prepare(rendered);
    } catch (error) {
      return settle.tryAgain(message, error);
    }
    await (preparation ? work(message, preparation) : deps.lanes().add(item));
  }

  return {
    async admit(item) {
      if (item.message.kind === 'incident_card' && item.message.ts === null) deps.expectPictures?.();
      // While Slack is away, what is claimed is there to find out whether it is back.
      const isEarly = PICTURED.includes(item.message.kind) && early < MAX_EARLY && !outage.isDown();
      if (!isEarly) return deps.lanes().add(item);
      early += 1;
      run(prepareEarly(item).finally(() => (early -= 1)));
    },
    begin: (message, preparation) => run(work(message, preparation)),
    async finished() {
      await Promise.all(running);
    },
  };
}
