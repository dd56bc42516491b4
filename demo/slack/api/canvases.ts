/** canvases.* and conversations.canvases.*: documents in Markdown. */
import type { Canvas, CanvasChange } from '../workspace/canvases.js';
import { isJsonObject } from '../http/request.js';
import type { Channel, Json } from '../workspace/model.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

const MAX_MARKDOWN = 1_048_576;
const WITH_SECTION = ['insert_before', 'insert_after', 'delete'];
const WITH_CONTENT = ['insert_before', 'insert_after', 'insert_at_start', 'insert_at_end', 'replace'];
const HEADINGS: Record<string, RegExp> = {
  any_header: /^#{1,3} /,
  h1: /^# /,
  h2: /^## /,
  h3: /^### /,
};

function invalid(problem: string): SlackApiError {
  return new SlackApiError('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${problem}`] } });
}

function readMarkdown(content: Json | undefined): string {
  if (content === undefined) return '';
  const { type, markdown } = content;
  if (type !== 'markdown' || typeof markdown !== 'string') {
    throw invalid('document_content must be { type: "markdown", markdown }');
  }
  if (markdown.length > MAX_MARKDOWN)
    throw invalid(`markdown must be less than ${MAX_MARKDOWN + 1} characters`);
  return markdown;
}

function findMemberChannel(id: string, ctx: ApiContext): Channel {
  const channel = ctx.workspace.channels.get(id);
  if (channel === undefined || !channel.members.has(ctx.botUser)) {
    throw new SlackApiError('channel_not_found');
  }
  return channel;
}

function findCanvas(args: Arguments, ctx: ApiContext): Canvas {
  const canvas = ctx.canvases.get(args.required('canvas_id'));
  if (canvas === undefined) throw new SlackApiError('canvas_not_found');
  return canvas;
}

function readChange(args: Arguments): CanvasChange {
  const changes = args.list('changes', 'invalid_arguments');
  // Slack takes one change a call.
  const [change] = changes ?? [];
  if (change === undefined || changes?.length !== 1) throw invalid('changes must have exactly 1 item');
  const operation = String(change['operation']);
  const sectionId = typeof change['section_id'] === 'string' ? change['section_id'] : undefined;
  const content = isJsonObject(change['document_content']) ? change['document_content'] : undefined;
  if (!WITH_CONTENT.includes(operation) && operation !== 'delete') {
    throw invalid(`unsupported operation: ${operation}`);
  }
  if (WITH_SECTION.includes(operation) && sectionId === undefined) {
    throw invalid('missing required field: section_id');
  }
  if (WITH_CONTENT.includes(operation) && content === undefined) {
    throw invalid('missing required field: document_content');
  }
  return { operation, sectionId, markdown: readMarkdown(content) };
}

function create(
  args: Arguments,
  ctx: ApiContext,
  channel: string | undefined,
  isChannelCanvas: boolean,
): Json {
  const markdown = readMarkdown(args.object('document_content', 'invalid_arguments'));
  const title = args.text('title') ?? 'Untitled';
  const user = ctx.botUser;
  return { canvas_id: ctx.canvases.create({ title, markdown, channel, isChannelCanvas, user }).id };
}

export const canvasMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'canvases.create',
    tier: 2,
    scope: ['canvases:write'],
    run(args, ctx) {
      const channel = args.text('channel_id');
      if (channel !== undefined) findMemberChannel(channel, ctx);
      return create(args, ctx, channel, false);
    },
  }),
  defineMethod({
    name: 'conversations.canvases.create',
    tier: 2,
    scope: ['canvases:write'],
    run(args, ctx) {
      const { id } = findMemberChannel(args.required('channel_id'), ctx);
      if (ctx.canvases.list().some((canvas) => canvas.isChannelCanvas && canvas.channel === id)) {
        throw new SlackApiError('channel_canvas_already_exists');
      }
      return create(args, ctx, id, true);
    },
  }),
  defineMethod({
    name: 'canvases.edit',
    tier: 3,
    scope: ['canvases:write'],
    run(args, ctx) {
      const canvas = findCanvas(args, ctx);
      if (!ctx.canvases.edit(canvas, readChange(args))) throw new SlackApiError('section_not_found');
      return {};
    },
  }),
  defineMethod({
    name: 'canvases.delete',
    tier: 3,
    scope: ['canvases:write'],
    run(args, ctx) {
      ctx.canvases.remove(findCanvas(args, ctx));
      return {};
    },
  }),
  defineMethod({
    name: 'canvases.sections.lookup',
    tier: 3,
    scope: ['canvases:read'],
    run(args, ctx) {
      const canvas = findCanvas(args, ctx);
      const criteria = args.object('criteria', 'invalid_arguments');
      if (criteria === undefined) throw invalid('missing required field: criteria');
      const { section_types: types, contains_text: text } = criteria;
      const found = canvas.sections.filter(
        ({ markdown }) =>
          (typeof text !== 'string' || markdown.includes(text)) &&
          (!Array.isArray(types) || types.some((type) => HEADINGS[String(type)]?.test(markdown) === true)),
      );
      return { sections: found.map(({ id }) => ({ id })) };
    },
  }),
];
