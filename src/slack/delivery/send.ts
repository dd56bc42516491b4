/**
 * Brings one claimed message to Slack: posts it, or edits it, or adopts the copy that an interrupted attempt left there.
 * Knows nothing about queues and pacing; every outcome is a value.
 */
import type { Logger } from '../../observability/logger.js';
import { errorMessage } from '../../shared/errors.js';
import { SAID_ONCE, type ClaimedMessage, type MessageQueue } from '../../incidents/ports.js';
import type { Block, MessageContent } from '../blocks/block-kit.js';
import { MESSAGE_EVENT_TYPE } from '../ids.js';
import type { SlackClient } from '../web-client.js';
import { createChannelIds } from './channel-ids.js';
import { findPosted } from './find-posted.js';
import type { Rendered } from './render.js';
import { classifyFailure, type SlackFailure } from './slack-failure.js';

export type SendOutcome =
  | { readonly kind: 'posted' | 'edited' | 'adopted'; readonly channel: string; readonly ts: string }
  /** The thread's first message is gone; Slack posted into the channel and we took it back. */
  | { readonly kind: 'parent_missing' }
  /** Somebody else has the message now. */
  | { readonly kind: 'lease_lost' }
  | { readonly kind: 'failed'; readonly failure: SlackFailure };

interface Place {
  /** Id of the channel. */
  readonly channel: string;
  readonly ts: string;
}

export type Send = (message: ClaimedMessage, rendered: Rendered) => Promise<SendOutcome>;

export function createSend(deps: {
  client: SlackClient;
  queue: Pick<MessageQueue, 'markSending'>;
  log: Logger;
}): Send {
  const { client, queue, log } = deps;
  const channelIds = createChannelIds(client);

  return async (message, rendered) => {
    if (message.ts !== null) {
      const edited = await edit(message, { channel: message.channel, ts: message.ts }, rendered, 'edited');
      if (!isGone(edited)) return edited;
      log.warn({ key: message.key, ts: message.ts }, 'a message to edit is gone from slack; posting it anew');
    }
    if (message.isUncertain) {
      const search = await attempt(() => find(message, rendered.notBefore));
      if (search.failure && !cannotRead(search.failure)) {
        return { kind: 'failed', failure: lookAgain(search.failure) };
      }
      if (search.failure) {
        log.warn(
          { key: message.key, error: search.failure.error },
          'cannot look for an earlier copy of a message; it may appear twice. Give the app the history scopes of the manifest',
        );
      }
      if (search.value) {
        const adopted = await edit(message, search.value, rendered, 'adopted');
        if (!isGone(adopted)) return adopted;
      }
    }
    return post(message, rendered);
  };

  async function find(message: ClaimedMessage, notBefore: Date): Promise<Place | undefined> {
    const channel = await channelIds.resolve(message.channel);
    if (channel === undefined) {
      throw new Error(`channel_not_found: the bot sees no channel ${message.channel}. Invite it there.`);
    }
    const ts = await findPosted(client, { ...message, channel }, notBefore);
    return ts === undefined ? undefined : { channel, ts };
  }

  async function edit(
    message: ClaimedMessage,
    place: Place,
    rendered: Rendered,
    kind: 'edited' | 'adopted',
  ): Promise<SendOutcome> {
    const done = { kind, ...place } as const;
    if (SAID_ONCE.includes(message.kind)) return done;
    const { failure } = await withPlainTextFallback(rendered, (content) =>
      client.chat.update({ ...place, ...content, ...QUIET }),
    );
    return failure ? { kind: 'failed', failure } : done;
  }

  async function post(message: ClaimedMessage, rendered: Rendered): Promise<SendOutcome> {
    if (!(await queue.markSending(message))) return { kind: 'lease_lost' };
    const { threadTs } = message;
    const { value: answer, failure } = await withPlainTextFallback(rendered, (content) =>
      client.chat.postMessage({
        channel: message.channel,
        ...content,
        ...QUIET,
        ...(threadTs === null ? {} : { thread_ts: threadTs }),
        unfurl_links: false,
        unfurl_media: false,
        metadata: { event_type: MESSAGE_EVENT_TYPE, event_payload: { key: message.key } },
      }),
    );
    if (failure) return { kind: 'failed', failure };
    const channel = answer?.channel ?? message.channel;
    const ts = answer?.ts;
    if (!ts) {
      return {
        kind: 'failed',
        failure: { kind: 'temporary', isCertain: false, error: 'the answer has no ts' },
      };
    }
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
    rendered: Rendered,
    call: (content: Content) => Promise<T>,
  ): Promise<Attempt<T>> {
    const first = await attempt(() => call({ text: rendered.text, blocks: [...rendered.blocks] }));
    if (first.failure?.kind !== 'refused_content') return first;
    log.error({ error: first.failure.error }, 'slack refused our blocks; sending plain text instead');
    return attempt(() => call({ text: rendered.text, blocks: [] }));
  }
}

type Content = Pick<MessageContent, 'text'> & { blocks: Block[] };

/** Nothing in our text becomes a link or a mention by itself. */
const QUIET = { parse: 'none', link_names: false } as const;

/** The bot may post where it may not read; then there is no way to settle it. */
function cannotRead(failure: SlackFailure): boolean {
  return (
    failure.kind === 'permanent' && (failure.error === 'missing_scope' || failure.error === 'no_permission')
  );
}

/** Whatever keeps us from looking, the message may be there already: nothing is posted and nothing given up before we know. */
function lookAgain(failure: SlackFailure): SlackFailure {
  if (failure.kind !== 'permanent') return failure;
  return { kind: 'temporary', isCertain: false, error: `${failure.error}: ${failure.advice}` };
}

const isGone = (outcome: SendOutcome): boolean =>
  outcome.kind === 'failed' && outcome.failure.kind === 'missing';

type Attempt<T> = { readonly value?: T; readonly failure?: SlackFailure };

async function attempt<T>(call: () => Promise<T>): Promise<Attempt<T>> {
  try {
    return { value: await call() };
  } catch (error) {
    return { failure: classifyFailure(error) };
  }
}
