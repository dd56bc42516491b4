/** The messages of all channels: posting, changing, reactions, and who sees what. Every change is told. */
import type { FileStore } from './files.js';
import type { Change, Json, Message, MessageContent, MessageStream, User } from './model.js';

export interface NewMessage extends Partial<MessageContent> {
  readonly channel: string;
  readonly user: string;
  readonly threadTs?: string | undefined;
  readonly isBroadcast?: boolean;
  readonly visibleOnlyTo?: string | undefined;
  readonly subtype?: string | undefined;
  readonly files?: readonly string[];
  readonly stream?: MessageStream;
}

export function createMessageStore(deps: {
  readonly users: ReadonlyMap<string, User>;
  readonly files: FileStore;
  readonly nextTs: () => string;
  readonly emit: (change: Change) => void;
}) {
  const { users, nextTs, emit } = deps;
  const messages = new Map<string, Message[]>();

  function list(channel: string): Message[] {
    return messages.get(channel) ?? [];
  }

  function find(channel: string, ts: string): Message | undefined {
    // Nearly always a recent message.
    return list(channel).findLast((message) => message.ts === ts);
  }

  /** Whether new replies can go under this message: it is there, not deleted, not itself a reply, seen by all. */
  function isThreadable(message: Message | undefined): message is Message {
    return message !== undefined && message.subtype !== 'tombstone' && message.visibleOnlyTo === undefined;
  }

  /** Posts a message. A reply to a parent that is gone lands in the channel, without an error, as in Slack. */
  function post(input: NewMessage): Message {
    const target = input.threadTs === undefined ? undefined : find(input.channel, input.threadTs);
    // A reply to a reply belongs to the parent's thread.
    const parentTs = target?.threadTs ?? target?.ts;
    const isReply =
      input.visibleOnlyTo === undefined ? isThreadable(target) : target !== undefined && isThreadable(target);
    const message: Message = {
      channel: input.channel,
      ts: nextTs(),
      user: input.user,
      botId: users.get(input.user)?.botId,
      threadTs: isReply ? parentTs : undefined,
      isBroadcast: isReply && input.isBroadcast === true,
      visibleOnlyTo: input.visibleOnlyTo,
      subtype: input.subtype,
      text: input.text ?? '',
      blocks: withBlockIds(input.blocks),
      attachments: input.attachments,
      metadata: input.metadata,
      edited: undefined,
      reactions: new Map(),
      files: input.files ?? [],
      stream: input.stream,
    };
    list(input.channel).push(message);
    emit({ kind: 'message.posted', message });
    for (const file of message.files) {
      deps.files.share(file, message);
      emit({ kind: 'file.shared', file, channel: message.channel, user: message.user });
    }
    return message;
  }

  function edit(message: Message, content: Partial<MessageContent>, by: string): void {
    const previous = { ...message };
    Object.assign(message, content);
    message.blocks = withBlockIds(message.blocks);
    message.edited = { user: by, ts: nextTs() };
    emit({ kind: 'message.changed', message, previous });
  }

  /** Shows new content without an edit mark and without an event for the app. */
  function redraw(message: Message, content: Partial<MessageContent> = {}): void {
    Object.assign(message, content);
    message.blocks = withBlockIds(message.blocks);
    emit({ kind: 'message.redrawn', message });
  }

  /** Deletes a message. A parent with replies leaves a tombstone, so that its thread can still be read. */
  function remove(message: Message, by: string): void {
    const all = list(message.channel);
    if (all.some((other) => other.threadTs === message.ts)) {
      message.subtype = 'tombstone';
      message.text = 'This message was deleted.';
      message.blocks = undefined;
      message.attachments = undefined;
      message.metadata = undefined;
      message.reactions.clear();
    } else {
      all.splice(all.indexOf(message), 1);
    }
    emit({ kind: 'message.deleted', message, by });
  }

  /** Adds a reaction; false when that person already gave it. */
  function react(message: Message, name: string, user: string): boolean {
    const people = message.reactions.get(name) ?? new Set<string>();
    if (people.has(user)) return false;
    people.add(user);
    message.reactions.set(name, people);
    emit({ kind: 'reaction.added', message, name, user });
    return true;
  }

  /** Takes a reaction back; false when that person had not given it. */
  function unreact(message: Message, name: string, user: string): boolean {
    const people = message.reactions.get(name);
    if (people === undefined || !people.delete(user)) return false;
    if (people.size === 0) message.reactions.delete(name);
    emit({ kind: 'reaction.removed', message, name, user });
    return true;
  }

  return {
    openChannel(channel: string): void {
      messages.set(channel, []);
    },
    find,
    post,
    edit,
    redraw,
    remove,
    react,
    unreact,
    /** All messages of a channel that have a place in history, oldest first, replies included. */
    messagesIn(channel: string): Message[] {
      return list(channel).filter((message) => message.visibleOnlyTo === undefined);
    },
    /** What one person sees: as above, and the messages only visible to them. */
    messagesFor(channel: string, user: string): Message[] {
      return list(channel).filter(
        (message) => message.visibleOnlyTo === undefined || message.visibleOnlyTo === user,
      );
    },
    repliesTo(channel: string, parentTs: string): Message[] {
      return list(channel).filter(
        (message) => message.threadTs === parentTs && message.visibleOnlyTo === undefined,
      );
    },
  };
}

/** Slack names every block that the app left unnamed; the names come back in actions. */
function withBlockIds(blocks: readonly Json[] | undefined): readonly Json[] | undefined {
  return blocks?.map((block, index) =>
    // Names of markdown blocks are not kept.
    block['block_id'] === undefined || block['type'] === 'markdown'
      ? { ...block, block_id: `_b${index}` }
      : block,
  );
}
