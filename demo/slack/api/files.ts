/** files.*: announcing, completing, looking up and deleting uploads. The bytes travel by `upload.ts`. */
import { checkBlocks } from '../block-kit/check-blocks.js';
import { MAX_FILE_BYTES, type StoredFile } from '../workspace/files.js';
import type { Channel, Json } from '../workspace/model.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

const MAX_ALT_TEXT = 1000;

function findFile(args: Arguments, ctx: ApiContext): StoredFile {
  const file = ctx.workspace.files.get(args.text('file') ?? '');
  if (file === undefined) throw new SlackApiError('file_not_found');
  return file;
}

/** The channels a file is shared to: `channel_id`, or `channels`, which may name people too. */
function findTargets(args: Arguments, ctx: ApiContext): Channel[] {
  const names = (args.text('channel_id') ?? args.text('channels') ?? '').split(',');
  return names.filter(Boolean).map((name) => {
    const id = name.trim();
    if (ctx.workspace.users.has(id)) return ctx.workspace.openDirect(ctx.botUser, id);
    const channel = ctx.workspace.channels.get(id);
    if (channel === undefined || !ctx.workspace.canSee(channel, ctx.botUser)) {
      throw new SlackApiError('channel_not_found');
    }
    if (!channel.members.has(ctx.botUser)) throw new SlackApiError('not_in_channel');
    return channel;
  });
}

/** The announced files whose bytes have come. */
function findUploads(args: Arguments, ctx: ApiContext): { file: StoredFile; title: string | undefined }[] {
  const named = args.list('files', 'invalid_arguments');
  if (named === undefined || named.length === 0) {
    throw new SlackApiError('invalid_arguments', {
      response_metadata: { messages: ['[ERROR] missing required field: files'] },
    });
  }
  return named.map(({ id, title }) => {
    const file = typeof id === 'string' ? ctx.workspace.files.get(id) : undefined;
    if (file === undefined) throw new SlackApiError('file_not_found');
    // Neither an upload without bytes nor one that was completed before can be completed.
    if (file.bytes === undefined || file.usableAtMs !== undefined) {
      throw new SlackApiError('file_update_failed');
    }
    return { file, title: typeof title === 'string' ? title : undefined };
  });
}

function presentShares(file: StoredFile, ctx: ApiContext): Json {
  const shares: Record<'public' | 'private', Record<string, Json[]>> = { public: {}, private: {} };
  for (const { channel: id, ts, threadTs } of file.shares) {
    const channel = ctx.workspace.channels.get(id);
    const group = shares[channel?.kind === 'public' ? 'public' : 'private'];
    (group[id] ??= []).push({ ts, ...(threadTs === undefined ? {} : { thread_ts: threadTs }) });
  }
  return shares;
}

export const fileMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'files.getUploadURLExternal',
    tier: 4,
    scope: ['files:write'],
    run(args, ctx) {
      const name = args.required('filename');
      const bytes = Number(args.required('length'));
      if (!Number.isInteger(bytes) || bytes <= 0) throw new SlackApiError('missing_argument');
      if (bytes > MAX_FILE_BYTES) throw new SlackApiError('file_upload_size_restricted');
      const altText = args.text('alt_txt') ?? args.text('alt_text');
      if ((altText ?? '').length > MAX_ALT_TEXT) throw new SlackApiError('alt_txt_too_large');
      const { file, ticket } = ctx.workspace.files.announce({ user: ctx.botUser, name, bytes, altText });
      return { upload_url: `${ctx.baseUrl()}/upload/v1/${ticket}`, file_id: file.id };
    },
  }),
  defineMethod({
    name: 'files.completeUploadExternal',
    tier: 4,
    scope: ['files:write'],
    run(args, ctx) {
      const uploads = findUploads(args, ctx);
      const targets = findTargets(args, ctx);
      const threadTs = args.text('thread_ts');
      if (threadTs !== undefined && targets.length > 1) throw new SlackApiError('invalid_arguments');
      if (
        threadTs !== undefined &&
        targets.some(({ id }) => ctx.workspace.find(id, threadTs) === undefined)
      ) {
        throw new SlackApiError('invalid_thread_ts');
      }
      const text = args.text('initial_comment');
      const blocks = text === undefined ? args.list('blocks', 'invalid_blocks_format') : undefined;
      if (blocks !== undefined) checkBlocks(blocks, 'message', { files: ctx.workspace.files });

      for (const { file, title } of uploads) ctx.workspace.files.complete(file, title);
      const files = uploads.map(({ file }) => file.id);
      for (const channel of targets) {
        ctx.workspace.post({
          channel: channel.id,
          user: ctx.botUser,
          subtype: 'file_share',
          ...(text === undefined ? {} : { text }),
          blocks,
          threadTs,
          files,
        });
      }
      return { files: uploads.map(({ file }) => ctx.workspace.files.present(file)) };
    },
  }),
  defineMethod({
    name: 'files.info',
    tier: 4,
    scope: ['files:read'],
    run(args, ctx) {
      const canvas = ctx.canvases.get(args.text('file') ?? '');
      if (canvas !== undefined) {
        const permalink = `${ctx.baseUrl()}/docs/${canvas.id}`;
        const { id, title } = canvas;
        return { file: { id, name: title, title, mimetype: 'application/vnd.slack-docs', permalink } };
      }
      const file = findFile(args, ctx);
      const channels = [...new Set(file.shares.map((share) => share.channel))];
      return { file: { ...ctx.workspace.files.present(file), channels, shares: presentShares(file, ctx) } };
    },
  }),
  defineMethod({
    name: 'files.delete',
    tier: 3,
    scope: ['files:write'],
    run(args, ctx) {
      const file = findFile(args, ctx);
      if (file.user !== ctx.botUser) throw new SlackApiError('cant_delete_file');
      ctx.workspace.files.remove(file);
      for (const { channel, ts } of file.shares) {
        const message = ctx.workspace.find(channel, ts);
        if (message !== undefined) ctx.workspace.redraw(message);
      }
      return {};
    },
  }),
];
