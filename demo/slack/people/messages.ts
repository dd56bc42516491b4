/** Writing, editing, deleting and reacting, as a person. */
import type { Message } from '../workspace/model.js';
import type { PeopleDeps } from './people-deps.js';
import { PersonError, requireChannel, requireMessage, requireUser } from './references.js';

export function createMessages(deps: PeopleDeps) {
  const { workspace, log } = deps;

  /** Turns `@alice`, `#checkout` and the three reserved characters into what Slack stores. */
  function encode(text: string): string {
    const escaped = text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
    return escaped
      .replace(/(^|[\s(])@([a-z0-9._-]+)/g, (all, before: string, name: string) => {
        if (['here', 'channel', 'everyone'].includes(name)) return `${before}<!${name}>`;
        const user = [...workspace.users.values()].find((one) => one.name === name);
        const group = workspace.userGroups.find((one) => one.handle === name);
        if (user !== undefined) return `${before}<@${user.id}>`;
        return group === undefined ? all : `${before}<!subteam^${group.id}>`;
      })
      .replace(/(^|[\s(])#([a-z0-9_-]+)/g, (all, before: string, name: string) => {
        const channel = workspace.findChannel(name);
        return channel === undefined ? all : `${before}<#${channel.id}|${channel.name}>`;
      })
      .replace(/(^|[\s(])(https?:\/\/[^\s<>]+)/g, '$1<$2>');
  }

  return {
    /** Posts a message. `@name` and `#name` become mentions; `isRaw` sends the text as it stands. */
    say(input: {
      user: string;
      channel: string;
      text: string;
      threadTs?: string | undefined;
      isRaw?: boolean;
    }): Message {
      const user = requireUser(workspace, input.user);
      const channel = requireChannel(workspace, input.channel, user);
      if (input.text.trim() === '') throw new PersonError('no_text', 'Write something first.');
      if (!channel.members.has(user.id)) workspace.join(channel, user.id);
      const text = input.isRaw === true ? input.text : encode(input.text);
      log.append({ kind: 'person', user: user.id, did: 'say', details: { channel: channel.id, text } });
      return workspace.post({ channel: channel.id, user: user.id, text, threadTs: input.threadTs });
    },
    editMessage(input: { user: string; channel: string; ts: string; text: string }): void {
      const user = requireUser(workspace, input.user);
      const message = requireMessage(
        workspace,
        requireChannel(workspace, input.channel, user),
        input.ts,
        user,
      );
      if (message.user !== user.id)
        throw new PersonError('cant_update_message', 'Only the author can edit a message.');
      workspace.edit(message, { text: encode(input.text) }, user.id);
    },
    /** Deletes a message, also one of the app: the demo's people are admins, and apps must bear it. */
    deleteMessage(input: { user: string; channel: string; ts: string }): void {
      const user = requireUser(workspace, input.user);
      const message = requireMessage(
        workspace,
        requireChannel(workspace, input.channel, user),
        input.ts,
        user,
      );
      log.append({
        kind: 'person',
        user: user.id,
        did: 'delete',
        details: { channel: message.channel, ts: message.ts },
      });
      workspace.remove(message, user.id);
    },
    /** Adds the reaction, or takes it back when it was given. */
    toggleReaction(input: { user: string; channel: string; ts: string; name: string }): void {
      const user = requireUser(workspace, input.user);
      const message = requireMessage(
        workspace,
        requireChannel(workspace, input.channel, user),
        input.ts,
        user,
      );
      if (!workspace.react(message, input.name, user.id)) workspace.unreact(message, input.name, user.id);
    },
    /** Adds somebody (also the app's bot) to a channel. */
    invite(input: { user: string; channel: string; invited: string }): void {
      const user = requireUser(workspace, input.user);
      const channel = requireChannel(workspace, input.channel, user);
      workspace.join(channel, requireUser(workspace, input.invited).id);
    },
    /** Removes somebody from a channel. */
    removeMember(input: { user: string; channel: string; removed: string }): void {
      const user = requireUser(workspace, input.user);
      workspace.leave(
        requireChannel(workspace, input.channel, user),
        requireUser(workspace, input.removed).id,
      );
    },
    /** Opens the direct conversation of a person with the app's bot, or with somebody else. */
    openDirect(input: { user: string; other?: string | undefined }): { channel: string } {
      const user = requireUser(workspace, input.user);
      const other = requireUser(workspace, input.other ?? deps.botUser);
      return { channel: workspace.openDirect(user.id, other.id).id };
    },
    /** Opens the app's Home tab, which tells the app. */
    openHome(input: { user: string }): void {
      const user = requireUser(workspace, input.user);
      const channel = workspace.openDirect(user.id, deps.botUser);
      const view = deps.interactions.views.home(user.id);
      deps.events.send({
        type: 'app_home_opened',
        user: user.id,
        channel: channel.id,
        tab: 'home',
        event_ts: workspace.nextTs(),
        ...(view === undefined ? {} : { view: deps.interactions.views.present(view) }),
      });
    },
  };
}
