/** assistant.threads.*: the status line, title and suggestions of a conversation with the app. */
import { isJsonObject } from '../http/request.js';
import type { Prompt } from '../workspace/agent-threads.js';
import type { Channel } from '../workspace/model.js';
import { type ApiContext, type ApiMethod, type Arguments, defineMethod } from './method.js';
import { SlackApiError } from './slack-api-error.js';

const MAX_PROMPTS = 4;
const MAX_LOADING_MESSAGES = 10;

function invalid(problem: string): SlackApiError {
  return new SlackApiError('invalid_arguments', { response_metadata: { messages: [`[ERROR] ${problem}`] } });
}

function findConversation(args: Arguments, ctx: ApiContext): Channel {
  const channel = ctx.workspace.channels.get(args.required('channel_id'));
  if (channel === undefined || !channel.members.has(ctx.botUser)) {
    throw new SlackApiError('channel_not_found');
  }
  return channel;
}

function findThread(args: Arguments, ctx: ApiContext): { channel: Channel; threadTs: string } {
  const channel = findConversation(args, ctx);
  const threadTs = args.required('thread_ts');
  if (ctx.workspace.find(channel.id, threadTs) === undefined) throw new SlackApiError('invalid_thread_ts');
  return { channel, threadTs };
}

function readPrompts(args: Arguments): Prompt[] {
  const prompts = args.list('prompts', 'invalid_arguments');
  if (prompts === undefined || prompts.length === 0) throw invalid('missing required field: prompts');
  if (prompts.length > MAX_PROMPTS) throw invalid(`no more than ${MAX_PROMPTS} items allowed`);
  return prompts.map((prompt) => {
    const { title, message } = isJsonObject(prompt) ? prompt : {};
    if (typeof title !== 'string' || title === '') throw invalid('missing required field: title');
    if (typeof message !== 'string' || message === '') throw invalid('missing required field: message');
    return { title, message };
  });
}

function readLoadingMessages(args: Arguments): string[] {
  const value = args.strings('loading_messages', 'invalid_arguments') ?? [];
  if (value.length > MAX_LOADING_MESSAGES)
    throw invalid(`no more than ${MAX_LOADING_MESSAGES} items allowed`);
  return value;
}

export const assistantMethods: readonly ApiMethod[] = [
  defineMethod({
    name: 'assistant.threads.setStatus',
    tier: 'none',
    scope: ['chat:write', 'assistant:write'],
    run(args, ctx) {
      const { channel, threadTs } = findThread(args, ctx);
      // An empty status takes the line away.
      if (args.raw['status'] === undefined) throw invalid('missing required field: status');
      const loadingMessages = readLoadingMessages(args);
      ctx.agents.setStatus(channel.id, threadTs, args.text('status') ?? '', loadingMessages);
      return {};
    },
  }),
  defineMethod({
    name: 'assistant.threads.setTitle',
    tier: 4,
    scope: ['assistant:write'],
    run(args, ctx) {
      const { channel, threadTs } = findThread(args, ctx);
      if (channel.kind !== 'im') throw new SlackApiError('channel_not_found');
      ctx.agents.setTitle(channel.id, threadTs, args.required('title'));
      return {};
    },
  }),
  defineMethod({
    name: 'assistant.threads.setSuggestedPrompts',
    tier: 4,
    scope: ['assistant:write'],
    run(args, ctx) {
      const channel = findConversation(args, ctx);
      if (channel.kind !== 'im') throw new SlackApiError('channel_not_found');
      const prompts = readPrompts(args);
      // With agent_view, Slack takes a call that names a thread and does nothing with it.
      if (args.text('thread_ts') === undefined) {
        ctx.agents.setPrompts(channel.id, { title: args.text('title'), prompts });
      }
      return {};
    },
  }),
];
