/** chat.startStream, chat.appendStream and chat.stopStream. */
import { checkBlocks } from '../block-kit/check-blocks.js';
import type { Json, Message, MessageStream, StreamTask } from '../workspace/model.js';
import { presentMessage } from '../workspace/present.js';
import { streamSize } from '../workspace/stream-content.js';
import type { StreamChunk } from '../workspace/streams.js';
import { findChannel } from './lookup.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { readMetadata } from './message-content.js';
import { SlackApiError } from './slack-api-error.js';

/** Characters in one call (docs.slack.dev/reference/methods/chat.appendStream). */
const MAX_MARKDOWN = 12_000;
/** Characters in a whole stream; Slack names no number, truncated copies were seen beyond this (agno#7219). */
const MAX_STREAM = 12_000;
/** Documented for the texts of a task and for a plan's title. */
const MAX_TASK_TEXT = 256;
const STATUSES = ['pending', 'in_progress', 'complete', 'error'] as const;

type Mode = MessageStream['mode'];

function invalid(problem: string): SlackApiError {
  return new SlackApiError('invalid_chunks', { response_metadata: { messages: [`[ERROR] ${problem}`] } });
}

function readChunk(chunk: Json, index: number, ctx: ApiContext): StreamChunk {
  const at = `[json-pointer:/chunks/${index}]`;
  switch (chunk['type']) {
    case 'markdown_text': {
      const { text } = chunk;
      if (typeof text !== 'string' || text.length === 0) throw invalid(`missing required field: text ${at}`);
      if (text.length > MAX_MARKDOWN) throw new SlackApiError('msg_too_long');
      return { kind: 'text', text };
    }
    case 'plan_update':
      return { kind: 'plan', title: taskText(chunk, 'title', at) };
    case 'task_update': {
      const status = STATUSES.find((known) => known === chunk['status']);
      const id = chunk['id'];
      if (status === undefined) throw invalid(`must be one of: ${STATUSES.join(', ')} ${at}`);
      if (typeof id !== 'string' || id === '') throw invalid(`missing required field: id ${at}`);
      const task: StreamTask = {
        id,
        status,
        title: taskText(chunk, 'title', at),
        details: taskText(chunk, 'details', at, { isOptional: true }),
        output: taskText(chunk, 'output', at, { isOptional: true }),
        sources: Array.isArray(chunk['sources']) ? (chunk['sources'] as Json[]) : [],
      };
      return { kind: 'task', task };
    }
    case 'blocks': {
      const blocks = chunk['blocks'];
      if (!Array.isArray(blocks) || blocks.length === 0)
        throw invalid(`missing required field: blocks ${at}`);
      checkBlocks(blocks as Json[], 'message', { files: ctx.workspace.files });
      return { kind: 'blocks', blocks: blocks as Json[] };
    }
    default:
      throw invalid(`unsupported type: ${String(chunk['type'])} ${at}`);
  }
}

function taskText(chunk: Json, name: string, at: string, options: { isOptional?: boolean } = {}): string {
  const value = chunk[name] ?? '';
  if (typeof value !== 'string') throw invalid(`${name} must be a string ${at}`);
  if (value === '' && options.isOptional !== true) throw invalid(`missing required field: ${name} ${at}`);
  if (value.length > MAX_TASK_TEXT) {
    throw invalid(`${name} must be less than ${MAX_TASK_TEXT + 1} characters ${at}`);
  }
  return value;
}

/** What a call brings: text or chunks, never both. */
function readContent(args: Arguments, ctx: ApiContext): { mode: Mode; chunks: StreamChunk[] } {
  const text = args.text('markdown_text');
  const chunks = args.list('chunks', 'invalid_chunks');
  if (text !== undefined && chunks !== undefined) {
    throw new SlackApiError('cannot_provide_both_markdown_text_and_chunks');
  }
  if (text !== undefined && text.length > MAX_MARKDOWN) throw new SlackApiError('msg_too_long');
  if (text !== undefined) return { mode: 'text', chunks: [{ kind: 'text', text }] };
  if (chunks === undefined || chunks.length === 0) return { mode: undefined, chunks: [] };
  return { mode: 'chunks', chunks: chunks.map((chunk, index) => readChunk(chunk, index, ctx)) };
}

function findOpenStream(args: Arguments, ctx: ApiContext): { message: Message; stream: MessageStream } {
  const channel = findChannel(args, ctx);
  const message = ctx.workspace.find(channel.id, args.text('ts') ?? '');
  if (message === undefined || message.visibleOnlyTo !== undefined) {
    throw new SlackApiError('message_not_found');
  }
  if (message.user !== ctx.botUser) throw new SlackApiError('message_not_owned_by_app');
  const stream = ctx.streams.findOpen(message);
  if (stream === undefined) throw new SlackApiError('message_not_in_streaming_state');
  return { message, stream };
}

/** Throws when the stream may not take this content: it came in the other mode, or it is full. */
function checkFits(stream: MessageStream, mode: Mode, chunks: readonly StreamChunk[]): void {
  if (mode !== undefined && stream.mode !== undefined && mode !== stream.mode) {
    throw new SlackApiError('streaming_mode_mismatch');
  }
  const added = chunks.reduce((sum, chunk) => {
    if (chunk.kind === 'text') return sum + chunk.text.length;
    return chunk.kind === 'task' ? sum + chunk.task.details.length + chunk.task.output.length : sum;
  }, 0);
  if (streamSize(stream) + added > MAX_STREAM) throw new SlackApiError('msg_too_long');
  stream.mode ??= mode;
}

export const streamMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'chat.startStream',
    tier: 2,
    scope: ['chat:write'],
    run(args, ctx) {
      const channel = findChannel(args, ctx);
      if (!channel.members.has(ctx.botUser)) throw new SlackApiError('not_in_channel');
      const threadTs = args.required('thread_ts');
      if (channel.kind !== 'im') {
        const recipient = args.text('recipient_user_id');
        if (recipient === undefined) throw new SlackApiError('missing_recipient_user_id');
        if (args.text('recipient_team_id') === undefined) {
          throw new SlackApiError('missing_recipient_team_id');
        }
        if (!ctx.workspace.users.has(recipient)) throw new SlackApiError('user_not_found');
      }
      const display = args.text('task_display_mode') ?? 'timeline';
      if (display !== 'timeline' && display !== 'plan') throw new SlackApiError('invalid_arguments');
      const { mode, chunks } = readContent(args, ctx);
      const { id } = channel;
      const message = ctx.streams.start({ channel: id, user: ctx.botUser, threadTs, display, mode, chunks });
      return { channel: id, ts: message.ts };
    },
  }),
  defineMethod({
    name: 'chat.appendStream',
    tier: 4,
    scope: ['chat:write'],
    run(args, ctx) {
      const { message, stream } = findOpenStream(args, ctx);
      const { mode, chunks } = readContent(args, ctx);
      if (chunks.length === 0) throw new SlackApiError('no_text');
      checkFits(stream, mode, chunks);
      ctx.streams.append(message, stream, chunks);
      return { channel: message.channel, ts: message.ts };
    },
  }),
  defineMethod({
    name: 'chat.stopStream',
    tier: 2,
    scope: ['chat:write'],
    run(args, ctx) {
      const { message, stream } = findOpenStream(args, ctx);
      const { mode, chunks } = readContent(args, ctx);
      const blocks = args.list('blocks', 'invalid_blocks_format') ?? [];
      const metadata = readMetadata(args);
      checkBlocks(blocks, 'message', { files: ctx.workspace.files });
      checkFits(stream, mode, chunks);
      ctx.streams.stop(message, stream, { chunks, blocks, metadata });
      return {
        channel: message.channel,
        ts: message.ts,
        message: presentMessage(ctx.workspace, message, { includeMetadata: true }),
      };
    },
  }),
];
