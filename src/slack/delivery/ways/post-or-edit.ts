/**
 * Posts a message, or edits it, or adopts the copy that an interrupted attempt left in Slack. Knows nothing about queues and
 * pacing; every outcome is a value.
 */
import type { Logger } from '../../../observability/logger.js';
import { errorMessage } from '../../../shared/errors.js';
import { SAID_ONCE } from '../../../incidents/ports/message.js';
import { type ClaimedMessage, type MessageQueue } from '../../../incidents/ports/message-queue.js';
import type { Block, MessageContent } from '../../blocks/kit/block-kit.js';
import { MESSAGE_EVENT_TYPE } from '../../ids.js';
import type { SlackClient } from '../../web-client.js';
import type { ChannelIds } from '../channel-ids.js';
import { findPosted } from '../find-posted.js';
import {
  attempt,
  attemptInChannel,
  failed,
  isForbidden,
  lookAgain,
  type Attempt,
  type SendOutcome,
} from '../outcome.js';

interface Place {
  /** Id of the channel. */
  readonly channel: string;
  readonly ts: string;
}

/** `notBefore` bounds the search for an earlier copy. */
export type PostOrEdit = (
  message: ClaimedMessage,
  content: MessageContent,
  notBefore: Date,
) => Promise<SendOutcome>;

export function createPostOrEdit(deps: {
  client: SlackClient;
  queue: Pick<MessageQueue, 'markSending'>;
  channelIds: ChannelIds;
  log: Logger;
}): PostOrEdit {
  const { client, queue, channelIds, log } = deps;

  return async (message, content, notBefore) => {
    if (message.ts !== null) {
      const edited = await edit(message, { channel: message.channel, ts: message.ts }, content, 'edited');
      if (!isGone(edited)) return edited;
      log.warn({ key: message.key, ts: message.ts }, 'a message to edit is gone from slack; posting it anew');
    }
    if (message.isUncertain) {
      const search = await find(message, notBefore);
      if (search.failure && !isForbidden(search.failure)) return failed(lookAgain(search.failure));
      if (search.failure) {
        // The bot may post where it may not read; then there is no way to settle it.
        log.warn(
          { key: message.key, error: search.failure.error },
          'cannot look for an earlier copy of a message; it may appear twice. Give the app the history scopes of the manifest',
        );
      }
      if (search.value) {
        const adopted = await edit(message, search.value, content, 'adopted');
        if (!isGone(adopted)) return adopted;
      }
    }
    return post(message, content);
  };

  async function find(message: ClaimedMessage, notBefore: Date): Promise<Attempt<Place | undefined>> {
    const { value: channel, failure } = await attempt(() => channelIds.resolve(message.channel));
    if (failure) return { failure };
    if (channel === undefined) {
      const advice = `the bot sees no channel ${message.channel}. Invite it there.`;
      return { failure: { kind: 'permanent', error: 'channel_not_found', advice } };
    }
    return attempt(async () => {
      const ts = await findPosted(client, { ...message, channel }, notBefore);
      return ts === undefined ? undefined : { channel, ts };
    });
  }

  async function edit(
    message: ClaimedMessage,
    place: Place,
    content: MessageContent,
    kind: 'edited' | 'adopted',
  ): Promise<SendOutcome> {
    const done = { kind, ...place } as const;
    if (SAID_ONCE.includes(message.kind)) return done;
    const { failure } = await withPlainTextFallback(content, (shown) =>
      client.chat.update({ ...place, ...shown, ...QUIET }),
    );
    return failure ? failed(failure) : done;
  }

  async function post(message: ClaimedMessage, content: MessageContent): Promise<SendOutcome> {
    if (!(await queue.markSending(message))) return { kind: 'lease_lost' };
    const { threadTs } = message;
    const { value: answer, failure } = await withPlainTextFallback(content, (shown) =>
      client.chat.postMessage({
        channel: message.channel,
        ...shown,
        ...QUIET,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: MESSAGE_EVENT_TYPE, event_payload: { key: message.key } },
      }),
    );
    if (failure) return failed(failure);
    const channel = answer.channel ?? message.channel;
    const { ts } = answer;
    if (!ts) return failed({ kind: 'temporary', isCertain: false, error: 'the answer has no ts' });
    channelIds.learn(message.channel, channel);
    const postedIn = (answer.message as { thread_ts?: string } | undefined)?.thread_ts;
    if (threadTs !== null && postedIn !== threadTs) {
      await takeBack(channel, ts);
      return { kind: 'parent_missing' };
    }
    return { kind: 'posted', channel, ts };
  }

  async function takeBack(channel: string, ts: string): Promise<void> {
    try {
      await client.chat.delete({ channel, ts });
    } catch (error) {
      log.warn(
        { channel, ts, detail: errorMessage(error) },
        'a message that landed outside its thread could not be removed',
      );
    }
  }

  /** Blocks that Slack refuses are our bug; the words still reach people. */
  async function withPlainTextFallback<T>(
    content: MessageContent,
    call: (shown: { text: string; blocks: Block[] }) => Promise<T>,
  ): Promise<Attempt<T>> {
    const first = await attemptInChannel(() => call({ text: content.text, blocks: [...content.blocks] }));
    if (first.failure?.kind !== 'refused_content') return first;
    log.error({ error: first.failure.error }, 'slack refused our blocks; sending plain text instead');
    return attemptInChannel(() => call({ text: content.text, blocks: [] }));
  }
}

/** Nothing in our text becomes a link or a mention by itself. */
const QUIET = { parse: 'none', link_names: false } as const;

const isGone = (outcome: SendOutcome): boolean =>
  outcome.kind === 'failed' && outcome.failure.kind === 'missing';
