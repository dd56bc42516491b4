/**
 * The state of one workspace: people, channels, and what is said in them. It knows nothing of HTTP, tokens or apps; it
 * changes only through its functions and tells its listeners about every change.
 */
import type { FileStore } from './files.js';
import { createMessageStore } from './message-store.js';
import type { Change, Channel, User, UserGroup } from './model.js';
import { buildUser, type ChannelSeed, type UserSeed } from './seed.js';

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
  const userGroups = new Map<string, UserGroup>(deps.userGroups.map((group) => [group.id, group]));
  const listeners = new Set<(change: Change) => void>();
  let lastMicros = 0;
  let nextDirect = 1;

  const { openChannel, ...messages } = createMessageStore({ users, files: deps.files, nextTs, emit });
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
    openChannel(channel.id);
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
    userGroups: (): readonly UserGroup[] => [...userGroups.values()],
    changeUser(id: string, change: Partial<Omit<User, 'id'>>): void {
      const user = users.get(id);
      if (user === undefined) throw new Error(`There is no user ${id} to change.`);
      users.set(id, { ...user, ...change });
    },
    changeUserGroup(id: string, members: readonly string[]): void {
      const group = userGroups.get(id);
      if (group === undefined) throw new Error(`There is no user group ${id} to change.`);
      userGroups.set(id, { ...group, users: members });
    },
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
    ...messages,
    join,
    leave,
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
