/** Streamed messages: they grow until they are stopped, or until Slack ends them by itself. */
import type { Json, Message, MessageContent, MessageStream, StreamPart, StreamTask } from './model.js';
import { streamBlocks, streamTasks, streamText } from './stream-content.js';
import type { Workspace } from './workspace.js';

/** Slack ends a stream about five minutes after its start, however steady it is (node-slack-sdk#2702). */
const STREAM_LIFETIME_MS = 5 * 60_000;

/** One piece of a call to a stream. */
export type StreamChunk =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'plan'; readonly title: string }
  | { readonly kind: 'task'; readonly task: StreamTask }
  | { readonly kind: 'blocks'; readonly blocks: readonly Json[] };

export type Streams = ReturnType<typeof createStreams>;

export function createStreams(deps: { now: () => number; workspace: Workspace }) {
  const { workspace } = deps;
  const open = new Set<Message>();
  let sweep: NodeJS.Timeout | undefined;

  workspace.onChange((change) => {
    if (change.kind === 'message.deleted') open.delete(change.message);
  });

  /** Ends a stream. Tasks left unfinished turn into errors, as Slack shows them. */
  function end(message: Message, stream: MessageStream, content: Partial<MessageContent> = {}): void {
    stream.isOpen = false;
    open.delete(message);
    for (const task of streamTasks(stream)) {
      if (task.status === 'in_progress' || task.status === 'pending') task.status = 'error';
    }
    workspace.redraw(message, { ...contentOf(stream), ...content });
  }

  function expire(mayGoOn: (stream: MessageStream) => boolean): void {
    for (const message of open) {
      const { stream } = message;
      if (stream !== undefined && !mayGoOn(stream)) end(message, stream);
    }
  }

  /** Ends streams whose time is over. The page would otherwise show them as growing until the next call. */
  function expireOld(): void {
    expire((stream) => deps.now() - stream.startedAtMs < STREAM_LIFETIME_MS);
  }

  function add(stream: MessageStream, chunks: readonly StreamChunk[]): void {
    for (const chunk of chunks) {
      if (chunk.kind === 'plan') stream.planTitle = chunk.title;
      else if (chunk.kind === 'task') addTask(stream, chunk.task);
      else if (chunk.kind === 'blocks') stream.parts.push(chunk);
      else addText(stream.parts, chunk.text);
    }
  }

  return {
    expireOld,
    /** Ends every stream now, as Slack sometimes does before their time. */
    expireAll: (): void => expire(() => false),
    /** The stream of a message that can still grow. */
    findOpen(message: Message): MessageStream | undefined {
      expireOld();
      return message.stream?.isOpen === true ? message.stream : undefined;
    },
    start(input: {
      channel: string;
      user: string;
      threadTs: string;
      display: MessageStream['display'];
      mode: MessageStream['mode'];
      chunks: readonly StreamChunk[];
    }): Message {
      const stream: MessageStream = {
        startedAtMs: deps.now(),
        display: input.display,
        isOpen: true,
        mode: input.mode,
        planTitle: undefined,
        parts: [],
      };
      add(stream, input.chunks);
      clearTimeout(sweep);
      sweep = setTimeout(expireOld, STREAM_LIFETIME_MS + 1000);
      sweep.unref();
      const { channel, user, threadTs } = input;
      const message = workspace.post({ channel, user, threadTs, stream, ...contentOf(stream) });
      open.add(message);
      return message;
    },
    append(message: Message, stream: MessageStream, chunks: readonly StreamChunk[]): void {
      add(stream, chunks);
      workspace.redraw(message, contentOf(stream));
    },
    stop(
      message: Message,
      stream: MessageStream,
      last: { chunks: readonly StreamChunk[]; blocks: readonly Json[]; metadata: Json | undefined },
    ): void {
      add(stream, last.chunks);
      if (last.blocks.length > 0) stream.parts.push({ kind: 'blocks', blocks: last.blocks });
      end(message, stream, last.metadata === undefined ? {} : { metadata: last.metadata });
    },
    close(): void {
      clearTimeout(sweep);
    },
  };
}

function contentOf(stream: MessageStream): Partial<MessageContent> {
  const blocks = streamBlocks(stream);
  return { text: streamText(stream), blocks: blocks.length === 0 ? undefined : blocks };
}

function addText(parts: StreamPart[], text: string): void {
  const last = parts.at(-1);
  if (last?.kind === 'text') last.text += text;
  else parts.push({ kind: 'text', text });
}

/** Title and status of a known task are replaced; details and output grow with every update. */
function addTask(stream: MessageStream, update: StreamTask): void {
  const known = streamTasks(stream).find((task) => task.id === update.id);
  if (known === undefined) {
    stream.parts.push({ kind: 'task', task: { ...update } });
    return;
  }
  known.title = update.title;
  known.status = update.status;
  known.details += update.details;
  known.output += update.output;
  if (update.sources.length > 0) known.sources = [...known.sources, ...update.sources];
}
