/** Writing, editing, deleting and reacting, as a person. */
import { MAX_FILE_BYTES, type StoredFile } from '../workspace/files.js';
import { type Json, type Message, TEAM } from '../workspace/model.js';
import { encodeText } from './encode-text.js';
import type { PeopleDeps } from './people-deps.js';
import { PersonError, requireChannel, requireMessage, requireUser } from './references.js';

export function createMessages(deps: PeopleDeps) {
  const { workspace, log } = deps;
  /** What each person looked at last. */
  const contexts = new Map<string, Json>();

  /** Somebody, and the message they do something with. */
  function pointedAt(input: { user: string; channel: string; ts: string }) {
    const user = requireUser(workspace, input.user);
    const channel = requireChannel(workspace, input.channel, user);
    return { user, message: requireMessage(workspace, channel, input.ts, user) };
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
      const text = input.isRaw === true ? input.text : encodeText(workspace, input.text);
      log.append({ kind: 'person', user: user.id, did: 'say', details: { channel: channel.id, text } });
      return workspace.post({ channel: channel.id, user: user.id, text, threadTs: input.threadTs });
    },
    editMessage(input: { user: string; channel: string; ts: string; text: string }): void {
      const { user, message } = pointedAt(input);
      if (message.user !== user.id)
        throw new PersonError('cant_update_message', 'Only the author can edit a message.');
      workspace.edit(message, { text: encodeText(workspace, input.text) }, user.id);
    },
    /** Deletes a message, also one of the app: the demo's people are admins, and apps must bear it. */
    deleteMessage(input: { user: string; channel: string; ts: string }): void {
      const { user, message } = pointedAt(input);
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
      const { user, message } = pointedAt(input);
      if (!workspace.react(message, input.name, user.id)) workspace.unreact(message, input.name, user.id);
    },
    /** Adds somebody (also the app's bot) to a channel. */
    invite(input: { user: string; channel: string; invited: string }): void {
      const user = requireUser(workspace, input.user);
      const channel = requireChannel(workspace, input.channel, user);
      const invited = requireUser(workspace, input.invited);
      // Whoever joins by themselves was invited by nobody.
      workspace.join(channel, invited.id, invited.id === user.id ? undefined : user.id);
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
      const { id } = workspace.openDirect(user.id, other.id);
      if (other.id === deps.botUser) this.openHome({ user: user.id, tab: 'messages' });
      return { channel: id };
    },
    /** Opens the app's Home tab (or its Messages tab), which tells the app. */
    openHome(input: { user: string; tab?: 'home' | 'messages' }): void {
      const user = requireUser(workspace, input.user);
      const channel = workspace.openDirect(user.id, deps.botUser);
      const tab = input.tab ?? 'home';
      const view = tab === 'home' ? deps.interactions.views.home(user.id) : undefined;
      deps.events.send({
        type: 'app_home_opened',
        user: user.id,
        channel: channel.id,
        tab,
        event_ts: workspace.nextTs(),
        ...(view === undefined ? {} : { view: deps.interactions.views.present(view) }),
        ...(tab === 'home' ? {} : { context: contexts.get(user.id) ?? {} }),
      });
    },
    /** The person looks at something while the agent pane is open beside it, which tells the app. */
    changeContext(input: { user: string; channel: string; ts?: string | undefined }): void {
      const user = requireUser(workspace, input.user);
      const channel = requireChannel(workspace, input.channel, user);
      const place = { channel_id: channel.id, message_ts: input.ts };
      const context = {
        entities: [
          ...(input.ts === undefined
            ? []
            : [{ type: 'slack#/types/message_context', value: place, team_id: TEAM.id }]),
          { type: 'slack#/types/channel_id', value: channel.id, team_id: TEAM.id },
        ],
      };
      contexts.set(user.id, context);
      deps.events.send({
        type: 'app_context_changed',
        user: user.id,
        channel: workspace.openDirect(user.id, deps.botUser).id,
        context,
        event_ts: workspace.nextTs(),
      });
    },
    /** Stores a file, and shares it when a channel is named. */
    upload(input: {
      user: string;
      name: string;
      /** Base64. */
      data: string;
      text?: string;
      channel?: string | undefined;
      threadTs?: string | undefined;
    }): StoredFile {
      const user = requireUser(workspace, input.user);
      const channel =
        input.channel === undefined ? undefined : requireChannel(workspace, input.channel, user);
      const bytes = Buffer.from(input.data, 'base64');
      if (bytes.length === 0 || bytes.length > MAX_FILE_BYTES) {
        throw new PersonError('file_size', `A file holds from 1 to ${MAX_FILE_BYTES} bytes.`);
      }
      const { file } = workspace.files.announce({ user: user.id, name: input.name, bytes: bytes.length });
      workspace.files.receive(file, bytes);
      workspace.files.complete(file, undefined);
      if (channel !== undefined) {
        workspace.post({
          channel: channel.id,
          user: user.id,
          subtype: 'file_share',
          text: encodeText(workspace, input.text ?? ''),
          threadTs: input.threadTs,
          files: [file.id],
        });
      }
      return file;
    },
  };
}
