/** The calls behind a growing text: start, append and stop of a stream, or post and edit where there is none. */
import type { types } from '@slack/bolt';
import type { Logger } from '../../../observability/logger.js';
import type { Clock } from '../../../shared/clock.js';
import type { ClaimedMessage } from '../../../incidents/ports/message-queue.js';
import type { Block } from '../../blocks/kit/block-kit.js';
import { MESSAGE_EVENT_TYPE } from '../../ids.js';
import type { SlackClient } from '../../web-client.js';
import type { Identify } from '../identity.js';
import { attempt, attemptInChannel, isForbidden } from '../outcome.js';
import type { SlackFailure } from '../slack-failure.js';
import type { StreamTask } from '../rendered.js';
import type { Part } from './stream-progress.js';

/** What a part shall show after a call. */
export interface Piece {
  /** The whole text so far. */
  readonly text: string;
  /** Where the part ends now. */
  readonly to: number;
  /** Whose state has changed. */
  readonly tasks: readonly StreamTask[];
  /** Nothing is added to the part afterwards. */
  readonly isEnding: boolean;
  readonly closing: readonly Block[];
  readonly key: string;
}

export type Shown =
  | { readonly kind: 'shown'; readonly part: Part }
  | { readonly kind: 'failed'; readonly failure: SlackFailure }
  /** There are no streams here, and nothing was shown. */
  | { readonly kind: 'unavailable' };

const TASKS_TITLE = 'Looked up';
/** Slack's word for a stream that it has ended by itself. */
const ENDED = 'message_not_in_streaming_state';
/** Errors that mean: not here, or not with this app. */
const UNAVAILABLE = new Set([
  'unknown_method',
  'invalid_chunks',
  'method_deprecated',
  'not_allowed_token_type',
  'feature_not_enabled',
  'method_not_supported_for_channel_type',
  'channel_type_not_supported',
  'missing_recipient_user_id',
  'missing_recipient_team_id',
  'invalid_thread_ts',
]);
/** How long an app without streams is believed to have none. */
const UNAVAILABLE_MS = 10 * 60_000;

export function createStreamCalls(deps: {
  client: SlackClient;
  identify: Identify;
  clock: Clock;
  log: Logger;
}) {
  const { client, identify, clock, log } = deps;
  let unavailableUntil = 0;

  /** Ends a stream whatever its state; a failure only when that is not known. */
  async function end(channel: string, { ts }: Part): Promise<SlackFailure | undefined> {
    const { failure } = await attempt(() => client.chat.stopStream({ channel, ts }));
    const isKnown = failure === undefined || failure.error === ENDED || failure.kind === 'missing';
    return isKnown ? undefined : failure;
  }

  async function show(message: ClaimedMessage, part: Part, piece: Piece, recipient: string): Promise<Shown> {
    if (part.ts === '') return begin(message, part, piece, recipient);
    if (part.mode === 'edit') return edit(message.channel, part, piece);
    const added = piece.text.slice(part.to, piece.to);
    const place = { channel: message.channel, ts: part.ts };
    const { failure } = piece.isEnding
      ? await attempt(() =>
          client.chat.stopStream({
            ...place,
            ...contentOfStream(part, added, piece.tasks),
            ...(piece.closing.length === 0 ? {} : { blocks: [...piece.closing] }),
            metadata: metadataOf(piece.key),
          }),
        )
      : await attempt(() =>
          client.chat.appendStream({ ...place, ...contentOfStream(part, added, piece.tasks) }),
        );
    if (failure === undefined) return { kind: 'shown', part };
    if (failure.error === ENDED) return edit(message.channel, { ...part, mode: 'edit' }, piece);
    return { kind: 'failed', failure };
  }

  async function begin(message: ClaimedMessage, part: Part, piece: Piece, recipient: string): Promise<Shown> {
    const us = await attempt(identify);
    if (us.failure) return { kind: 'failed', failure: us.failure };
    const started = await attempt(() =>
      client.chat.startStream({
        channel: message.channel,
        thread_ts: message.threadTs ?? '',
        recipient_user_id: recipient,
        recipient_team_id: us.value.teamId,
        ...startOfStream(part, piece),
      }),
    );
    if (started.failure) {
      const { failure } = started;
      if (!isForbidden(failure) && !UNAVAILABLE.has(failure.error)) return { kind: 'failed', failure };
      log.info({ error: failure.error }, 'no streams here; answers are posted and edited');
      unavailableUntil = clock.now().getTime() + UNAVAILABLE_MS;
      return part.from === 0 ? { kind: 'unavailable' } : postRest(message, part, piece);
    }
    const ts = started.value.ts ?? '';
    const begun = { ...part, ts };
    if (!piece.isEnding) return { kind: 'shown', part: begun };
    const ended = await show(message, { ...begun, to: piece.to }, { ...piece, tasks: [] }, recipient);
    // The text is there; Slack ends what could not be ended now.
    return ended.kind === 'shown' ? ended : { kind: 'shown', part: begun };
  }

  /** What follows a part that was streamed when there were streams. */
  async function postRest(message: ClaimedMessage, part: Part, piece: Piece): Promise<Shown> {
    const { value, failure } = await attemptInChannel(() =>
      client.chat.postMessage({
        channel: message.channel,
        ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
        ...contentOf(part, piece),
        unfurl_links: false,
        unfurl_media: false,
        metadata: metadataOf(piece.key),
      }),
    );
    if (failure) return { kind: 'failed', failure };
    return { kind: 'shown', part: { ...part, ts: value.ts ?? '', mode: 'edit' } };
  }

  async function edit(channel: string, part: Part, piece: Piece): Promise<Shown> {
    const { failure } = await attemptInChannel(() =>
      client.chat.update({ channel, ts: part.ts, ...contentOf(part, piece) }),
    );
    return failure ? { kind: 'failed', failure } : { kind: 'shown', part };
  }

  return {
    show,
    end,
    areAvailable: (): boolean => clock.now().getTime() >= unavailableUntil,
  };
}

/** What is added to a stream: text alone, or tasks and text as chunks. */
function contentOfStream(
  { hasTasks }: Part,
  added: string,
  tasks: readonly StreamTask[],
): { markdown_text?: string; chunks?: types.AnyChunk[] } {
  if (!hasTasks) return added === '' ? {} : { markdown_text: added };
  const chunks = [
    ...tasks.map(({ id, title, status, output }) => ({
      type: 'task_update' as const,
      id,
      title,
      status,
      ...(output === '' ? {} : { output }),
    })),
    ...(added === '' ? [] : [{ type: 'markdown_text' as const, text: added }]),
  ];
  return chunks.length === 0 ? {} : { chunks };
}

/** Tasks stand together under one title, so that the answer below them is not pushed off the screen. */
function startOfStream(part: Part, { text, to, tasks }: Piece) {
  const content = contentOfStream(part, text.slice(part.from, to), tasks);
  if (content.chunks === undefined) return content;
  const plan = { type: 'plan_update' as const, title: TASKS_TITLE };
  return { task_display_mode: 'plan', chunks: [plan, ...content.chunks] };
}

/** The full text of one part, for a message that is no stream (any more). */
function contentOf({ from }: Part, { text, to, closing }: Piece): { text: string; blocks: Block[] } {
  const shown = text.slice(from, to);
  const words = shown.trim() === '' ? '…' : shown; // Slack refuses an empty block
  return { text: words.slice(0, 3000), blocks: [{ type: 'markdown', text: words }, ...closing] };
}

function metadataOf(key: string) {
  return { event_type: MESSAGE_EVENT_TYPE, event_payload: { key } };
}
