/**
 * The state of one workspace: people, channels, messages, reactions. It knows nothing of HTTP, tokens or apps; it
 * changes only through the functions below and tells its listeners about every change.
 */
import type { FileStore } from './files.js';
import type {
  Change,
  Channel,
  Json,
  Message,
  MessageContent,
  MessageStream,
  User,
  UserGroup,
} from './model.js';
import { buildUser, type ChannelSeed, type UserSeed } from './seed.js';

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

export type Workspace = ReturnType<typeof createWorkspace>;

export function createWorkspace(deps: {
  now: () => number;
  users: readonly UserSeed[];
  channels: readonly ChannelSeed[];
  userGroups: readonly UserGroup[];
  files: FileStore;
}) {
  const users = new Map<string, User>(deps.users.map((seed) => [seed.id, buildUser(seed)]));
  const channels = new Map<string, Channel>();
  const messages = new Map<string, Message[]>();
  const listeners = new Set<(change: Change) => void>();
  let lastMicros = 0;
  let nextDirect = 1;

  for (const seed of deps.channels) addChannel(seed);

  function emit(change: Change): void {
    for (const listener of listeners) listener(change);
  }

  /** A message timestamp: seconds and microseconds, unique and increasing even when the clock stands still. */
  function nextTs(): string {
    lastMicros = Math.max(lastMicros + 1, Math.round(deps.now() * 1000));
    return `${Math.floor(lastMicros / 1e6)}.${String(lastMicros % 1e6).padStart(6, '0')}`;
  }

  function addChannel(seed: ChannelSeed & { readonly kind?: Channel['kind'] }): Channel {
    const channel: Channel = {
      id: seed.id,
      name: seed.name,
      kind: seed.kind ?? (seed.isPrivate === true ? 'private' : 'public'),
      topic: seed.topic ?? '',
      purpose: seed.purpose ?? '',
      createdSeconds: Math.floor(deps.now() / 1000),
      members: new Set(seed.members),
    };
    channels.set(channel.id, channel);
    messages.set(channel.id, []);
    return channel;
  }

  function findDirect(one: string, other: string): Channel | undefined {
    return [...channels.values()].find(
      (channel) => channel.kind === 'im' && channel.members.has(one) && channel.members.has(other),
    );
  }

  /** The direct conversation of two people, made when it does not exist yet. */
  function openDirect(one: string, other: string): Channel {
    const known = findDirect(one, other);
    if (known !== undefined) return known;
    const id = `D0DIRECT${nextDirect++}`;
    const channel = addChannel({ id, name: id, kind: 'im', members: [one, other] });
    emit({ kind: 'channel.created', channel });
    return channel;
  }

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

  /** Adds a member, by themselves or by somebody else; false when they were one. */
  function join(channel: Channel, user: string, inviter?: string): boolean {
    if (channel.members.has(user)) return false;
    channel.members.add(user);
    emit({ kind: 'member.joined', channel, user, inviter });
    return true;
  }

  function leave(channel: Channel, user: string): boolean {
    if (!channel.members.delete(user)) return false;
    emit({ kind: 'member.left', channel, user, inviter: undefined });
    return true;
  }

  return {
    users: users as ReadonlyMap<string, User>,
    channels: channels as ReadonlyMap<string, Channel>,
    userGroups: deps.userGroups,
    files: deps.files,
    nextTs,
    addChannel(seed: ChannelSeed): Channel {
      const channel = addChannel(seed);
      emit({ kind: 'channel.created', channel });
      return channel;
    },
    findDirect,
    openDirect,
    /** By id, by `name` or by `#name`. */
    findChannel(reference: string): Channel | undefined {
      const name = reference.replace(/^#/, '');
      return channels.get(reference) ?? [...channels.values()].find((channel) => channel.name === name);
    },
    find,
    post,
    edit,
    redraw,
    remove,
    react,
    unreact,
    join,
    leave,
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
    /** Whether a person may see a channel at all: public ones are open to everybody but guests. */
    canSee(channel: Channel, user: string): boolean {
      if (channel.members.has(user)) return true;
      return channel.kind === 'public' && users.get(user)?.isGuest !== true;
    },
    emit,
    /** Calls back on every change; the returned function ends that. */
    onChange(listener: (change: Change) => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
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
