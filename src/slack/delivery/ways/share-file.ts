/**
 * Shares a document as a Markdown file into the thread, exactly once: the id of the file with this very text is stored
 * before it is shared, and after an unclear share the thread is searched for that file. A canvas with the same text goes
 * along where the workspace has canvases; where files are not allowed, the text itself is posted.
 */
import { createHash } from 'node:crypto';
import type { Logger } from '../../../observability/logger.js';
import type { ClaimedMessage, MessageQueue } from '../../../incidents/ports/message-queue.js';
import type { SlackFiles } from '../../../incidents/ports/slack-files.js';
import type { SlackClient } from '../../web-client.js';
import type { ChannelIds } from '../channel-ids.js';
import { findInThread } from '../find-in-thread.js';
import type { Identify } from '../identity.js';
import { attempt, failed, isForbidden, lookAgain, type SendOutcome } from '../outcome.js';
import type { FileWay, Rendered } from '../rendered.js';
import { sendBytes } from '../upload-file.js';
import type { PostOrEdit } from './post-or-edit.js';

export type ShareFile = (message: ClaimedMessage, rendered: Rendered, way: FileWay) => Promise<SendOutcome>;

export function createShareFile(deps: {
  client: SlackClient;
  queue: Pick<MessageQueue, 'markSending'>;
  files: SlackFiles;
  channelIds: ChannelIds;
  identify: Identify;
  postOrEdit: PostOrEdit;
  log: Logger;
}): ShareFile {
  const { client, queue, files, channelIds, identify, postOrEdit, log } = deps;
  let hasCanvases = true;

  return async (message, rendered, way) => {
    const resolved = await attempt(() => channelIds.resolve(message.channel));
    if (resolved.failure) return failed(lookAgain(resolved.failure));
    const channel = resolved.value;
    if (channel === undefined) return postOrEdit(message, rendered, rendered.notBefore);

    const name = fileName(way);
    const fileId = message.isUncertain ? await files.find(name) : undefined;
    if (fileId !== undefined) {
      const search = await attempt(() => findShare(channel, message, fileId, rendered.notBefore));
      if (search.failure && !isForbidden(search.failure)) return failed(lookAgain(search.failure));
      if (search.value !== undefined) return { kind: 'adopted', channel, ts: search.value };
    }

    const canvasUrl = await findOrMakeCanvas(channel, way);
    const bytes = new TextEncoder().encode(way.markdown);
    const uploaded = await attempt(() => sendBytes(client, { ...way, bytes }));
    if (uploaded.failure) {
      if (!isForbidden(uploaded.failure)) return failed(uploaded.failure);
      log.warn({ error: uploaded.failure.error }, 'a document is told in words: the app lacks files:write');
      // An earlier version that was told in words is edited, a shared file is not ours to edit.
      return postOrEdit(message, rendered, rendered.notBefore);
    }
    const id = uploaded.value;
    await files.remember(name, id);
    // Not before: until then nothing can be seen, and what is remembered may be an earlier share.
    if (!(await queue.markSending(message))) return { kind: 'lease_lost' };
    const { blocks } = way.withCanvas(canvasUrl);
    const shared = await attempt(() =>
      client.files.completeUploadExternal({
        files: [{ id, title: way.title }],
        channel_id: channel,
        blocks: [...blocks],
        ...(message.threadTs === null ? {} : { thread_ts: message.threadTs }),
      }),
    );
    if (shared.failure) return failed(shared.failure);
    // Slack does not say under which ts it shared it, and may do so a little later.
    const place = await attempt(() => findShare(channel, message, id, rendered.notBefore));
    return { kind: 'posted', channel, ts: place.value ?? null };
  };

  async function findShare(
    channel: string,
    { threadTs }: ClaimedMessage,
    fileId: string,
    notBefore: Date,
  ): Promise<string | undefined> {
    const found = await findInThread(client, { channel, threadTs, notBefore }, (candidate) =>
      candidate.files.some(({ id }) => id === fileId),
    );
    return found?.ts;
  }

  /** One for each document, rewritten when the text is; null where there are none. */
  async function findOrMakeCanvas(channel: string, way: FileWay): Promise<string | null> {
    if (!hasCanvases) return null;
    const name = `canvas:${way.key}`;
    const content = { type: 'markdown' as const, markdown: way.markdown };
    let id = await files.find(name);
    if (id !== undefined) {
      const canvasId = id;
      const rewritten = await attempt(() =>
        client.canvases.edit({
          canvas_id: canvasId,
          changes: [{ operation: 'replace', document_content: content }],
        }),
      );
      if (rewritten.failure) id = undefined; // deleted by somebody
    }
    if (id === undefined) {
      const made = await attempt(() =>
        client.canvases.create({ title: way.title, document_content: content, channel_id: channel }),
      );
      if (made.failure) {
        log.info({ error: made.failure.error }, 'no canvas for a document; the file has the same text');
        hasCanvases = !isForbidden(made.failure);
        return null;
      }
      id = made.value.canvas_id;
      if (!id) return null;
      await files.remember(name, id);
    }
    const { value: us } = await attempt(identify);
    return us?.url ? `${us.url}docs/${us.teamId}/${id}` : null;
  }
}

/** Our name for the file with this text. */
function fileName({ key, markdown }: FileWay): string {
  return `${key}:${createHash('sha256').update(markdown).digest('base64url').slice(0, 22)}`;
}
