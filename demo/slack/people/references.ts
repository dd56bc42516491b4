/** Finds the people, channels and messages that somebody names, and says plainly what is missing. */
import type { Channel, Json, Message, User } from '../workspace/model.js';
import { TEAM } from '../workspace/model.js';
import type { Workspace } from '../workspace/workspace.js';

/** A request of a person (or test) that cannot be carried out. `code` is short, the message says what to do. */
export class PersonError extends Error {
  constructor(
    readonly code: string,
    message: string,
  ) {
    super(message);
    this.name = 'PersonError';
  }
}

/** By id or by name, with or without the `@`. */
export function requireUser(workspace: Workspace, reference: string): User {
  const name = reference.replace(/^@/, '');
  const user =
    workspace.users.get(reference) ?? [...workspace.users.values()].find((one) => one.name === name);
  if (user === undefined) throw new PersonError('user_not_found', `There is no user "${reference}".`);
  return user;
}

/** A channel this person can see, by id or name. */
export function requireChannel(workspace: Workspace, reference: string, user: User): Channel {
  const channel = workspace.findChannel(reference);
  if (channel === undefined || !workspace.canSee(channel, user.id)) {
    throw new PersonError('channel_not_found', `${user.name} sees no channel "${reference}".`);
  }
  return channel;
}

/** A message this person can see. */
export function requireMessage(workspace: Workspace, channel: Channel, ts: string, user: User): Message {
  const message = workspace.find(channel.id, ts);
  if (message === undefined || (message.visibleOnlyTo !== undefined && message.visibleOnlyTo !== user.id)) {
    throw new PersonError('message_not_found', `${user.name} sees no message ${ts} in #${channel.name}.`);
  }
  return message;
}

/** The `user` of an interaction payload. */
export function presentActor(user: User): Json {
  return { id: user.id, username: user.name, name: user.name, team_id: TEAM.id };
}

export function channelName(channel: Channel): string {
  return channel.kind === 'im' ? 'directmessage' : channel.name;
}
