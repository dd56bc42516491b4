/**
 * Shows a text while it grows. Slack's streams take what was added; they end after five minutes at the latest, and at some
 * size, so a new message goes on before that. Once Slack has ended a stream, its message is edited instead. Where there are
 * no streams, messages are posted and edited. What has been shown is kept with the message, and never shown twice.
 */
import type { Logger } from '../../../observability/logger.js';
import type { Clock } from '../../../shared/clock.js';
import type { ClaimedMessage, MessageQueue } from '../../../incidents/ports/message-queue.js';
import type { SlackClient } from '../../web-client.js';
import type { ChannelIds } from '../channel-ids.js';
import { findInThread } from '../find-in-thread.js';
import type { Identify } from '../identity.js';
import { attempt, failed, isForbidden, lookAgain, type SendOutcome } from '../outcome.js';
import type { Rendered, StreamWay } from '../rendered.js';
import type { SlackFailure } from '../slack-failure.js';
import { createStreamCalls, type Piece } from './stream-calls.js';
import {
  endOfPart,
  followsOn,
  isContinued,
  newPart,
  NOTHING_SHOWN,
  readProgress,
  shownUpTo,
  tasksToShow,
  withPart,
  withTasks,
  type Part,
  type Progress,
} from './stream-progress.js';
import type { PostOrEdit } from './post-or-edit.js';

export interface StreamSettings {
  /** Slack ends a stream after about five minutes (slackapi/node-slack-sdk#2702). */
  readonly maxStreamMs: number;
  /** Beyond 12,000 characters truncated copies have been seen (agno-agi/agno#7219). */
  readonly maxStreamCharacters: number;
}

export const STREAM_SETTINGS: StreamSettings = { maxStreamMs: 4 * 60_000, maxStreamCharacters: 10_000 };

export type ShowStream = (
  message: ClaimedMessage,
  rendered: Rendered,
  way: StreamWay,
) => Promise<SendOutcome>;

export function createStream(deps: {
  client: SlackClient;
  queue: Pick<MessageQueue, 'markSending' | 'saveProgress'>;
  channelIds: ChannelIds;
  identify: Identify;
  postOrEdit: PostOrEdit;
  clock: Clock;
  log: Logger;
  settings: StreamSettings;
}): ShowStream {
  const { client, queue, channelIds, identify, postOrEdit, clock, settings } = deps;
  const calls = createStreamCalls(deps);

  return async (message, rendered, way) => {
    let progress = readProgress(message.progress);
    // A stream needs a thread and somebody who waits; what was posted without one stays a message like others.
    const isPlain =
      message.threadTs === null || message.ts !== null || way.isFinished || !calls.areAvailable();
    if (isPlain && progress.parts.length === 0 && !message.isUncertain)
      return postOrEdit(message, rendered, rendered.notBefore);
    if (message.threadTs === null) return postOrEdit(message, rendered, rendered.notBefore);
    const resolved = await attempt(() => channelIds.resolve(message.channel));
    if (resolved.failure) return failed(lookAgain(resolved.failure));
    const channel = resolved.value;
    if (channel === undefined) return postOrEdit(message, rendered, rendered.notBefore);

    if (!(await queue.markSending(message))) return { kind: 'lease_lost' };
    const settled = await settleUncertain(progress);
    if (settled.failure) return failed(settled.failure);
    progress = settled.progress;

    const { markdown: text, isFinished } = way;
    if (!isContinued(progress, text)) {
      const rewound = await rewind(progress);
      if (rewound.failure) return failed(rewound.failure);
      progress = rewound.progress;
    }
    for (;;) {
      const last = progress.parts.at(-1);
      const open = last && !last.isClosed ? last : undefined;
      const tasks = tasksToShow(progress, way);
      const isAllShown = shownUpTo(progress) >= text.length && tasks.length === 0;
      if (isAllShown && (!open || !(isFinished || mustEnd(open)))) break;
      const part = open ?? { ...partFrom(shownUpTo(progress)), hasTasks: tasks.length > 0 };
      const to = endOfPart(text, part.from, settings.maxStreamCharacters);
      const isLast = isFinished && to === text.length;
      const isEnding = isLast || to < text.length || mustEnd(part);
      const closing = isLast ? way.closing : [];
      const piece: Piece = { text, to, tasks, isEnding, closing, key: message.key };
      const shown = await calls.show({ ...message, channel }, part, piece, way.recipient);
      if (shown.kind === 'unavailable') return postOrEdit(message, rendered, rendered.notBefore);
      if (shown.kind === 'failed') return failed(shown.failure);
      progress = withTasks(withPart(progress, { ...shown.part, to, isClosed: isEnding }, text), tasks);
      await queue.saveProgress(message, progress);
      if (!isEnding) break;
      if (!(await queue.markSending(message))) return { kind: 'lease_lost' };
    }
    const ts = progress.parts[0]?.ts ?? null;
    return { kind: message.ts === null ? 'posted' : 'edited', channel, ts };

    function partFrom(from: number): Part {
      const startedAt = clock.now().getTime();
      return { ...newPart(way.markdown, from), startedAt };
    }

    function mustEnd({ mode, startedAt }: Part): boolean {
      return mode === 'stream' && clock.now().getTime() - startedAt >= settings.maxStreamMs;
    }

    /**
     * Nobody knows whether the last call took effect. A known part is ended and then edited to what it should say. A part
     * that may have begun is looked for in the thread.
     */
    async function settleUncertain(before: Progress): Promise<Settled> {
      if (!message.isUncertain) return { progress: before };
      const last = before.parts.at(-1);
      if (last && !last.isClosed) return becomeEdit(before, last);
      const found = await attempt(async () => {
        const { userId } = await identify();
        const known = new Set(before.parts.map(({ ts }) => ts));
        const place = { channel: channel ?? '', threadTs: message.threadTs, notBefore: rendered.notBefore };
        const begins = essence(way.markdown.slice(shownUpTo(before)));
        return findInThread(client, place, ({ ts, user, key, text: said }) => {
          if (known.has(ts) || Number(ts) < Number(last?.ts ?? 0)) return false;
          if (key !== undefined) return key === message.key;
          if (user !== userId) return false;
          // A stream has no key before it ends, and no text while it shows tasks alone.
          return isBeginning(essence(said), begins) || (said === '' && (way.tasks ?? []).length > 0);
        });
      });
      if (found.failure && !isForbidden(found.failure))
        return { failure: lookAgain(found.failure), progress: before };
      if (!found.value) return { progress: before };
      return becomeEdit(before, { ...partFrom(shownUpTo(before)), ts: found.value.ts });
    }

    /**
     * The text no longer begins as it was shown: the last message is edited to how it reads now. Where the messages before
     * it say something else too, it has the whole text.
     */
    async function rewind(before: Progress): Promise<Settled> {
      const last = before.parts.at(-1);
      if (!last) return { progress: NOTHING_SHOWN };
      const from = followsOn(last, way.markdown) ? last.from : 0;
      return becomeEdit(before, { ...last, from, isClosed: false });
    }

    async function becomeEdit(before: Progress, part: Part): Promise<Settled> {
      const failure = part.mode === 'stream' ? await calls.end(channel ?? '', part) : undefined;
      if (failure) return { failure, progress: before };
      const edited = { ...part, to: part.from, mode: 'edit' as const };
      return { progress: withPart(before, edited, way.markdown) };
    }
  };
}

interface Settled {
  readonly progress: Progress;
  readonly failure?: SlackFailure;
}

/** Letters and digits alone: Slack rewrites marks and spaces of what it was given. */
const essence = (text: string) => text.replace(/[^\p{L}\p{N}]/gu, '').slice(0, 80);
/** Fewer letters may well begin another answer. */
const TELLING = 16;
const isBeginning = (said: string, text: string) =>
  said !== '' && (said === text || (said.length >= TELLING && text.startsWith(said)));
