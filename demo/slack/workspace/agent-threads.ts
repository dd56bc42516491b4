/** What the app says about threads it works in: a status line, a title, and suggestions for what to ask next. */
import type { Workspace } from './workspace.js';

/** A status goes by itself after two minutes without a message (docs.slack.dev, assistant.threads.setStatus). */
const STATUS_LIFETIME_MS = 2 * 60_000;

export interface Prompt {
  readonly title: string;
  readonly message: string;
}

export interface AgentThread {
  readonly channel: string;
  readonly threadTs: string;
  status: string;
  loadingMessages: readonly string[];
  statusSetAtMs: number;
  title: string;
  prompts: readonly Prompt[];
}

export interface ChannelPrompts {
  readonly title: string | undefined;
  readonly prompts: readonly Prompt[];
}

export type AgentThreads = ReturnType<typeof createAgentThreads>;

export function createAgentThreads(deps: { now: () => number; workspace: Workspace; botUser: string }) {
  const threads = new Map<string, AgentThread>();
  const prompts = new Map<string, ChannelPrompts>();

  function threadOf(channel: string, threadTs: string): AgentThread {
    const key = `${channel} ${threadTs}`;
    const known = threads.get(key) ?? {
      channel,
      threadTs,
      status: '',
      loadingMessages: [],
      statusSetAtMs: 0,
      title: '',
      prompts: [],
    };
    threads.set(key, known);
    return known;
  }

  function change(channel: string, threadTs: string, content: Partial<AgentThread>): void {
    Object.assign(threadOf(channel, threadTs), content);
    deps.workspace.emit({ kind: 'agent.changed', channel });
  }

  // An answer of the app ends the status line; a question of a person makes the suggestions pointless.
  deps.workspace.onChange((event) => {
    if (event.kind !== 'message.posted') return;
    const { channel, threadTs, ts, user } = event.message;
    const thread = threads.get(`${channel} ${threadTs ?? ts}`);
    if (thread === undefined) return;
    if (user === deps.botUser && thread.status !== '') {
      change(channel, thread.threadTs, { status: '', loadingMessages: [] });
    }
    if (user !== deps.botUser && thread.prompts.length > 0) change(channel, thread.threadTs, { prompts: [] });
  });

  return {
    setStatus(channel: string, threadTs: string, status: string, loadingMessages: readonly string[]): void {
      change(channel, threadTs, { status, loadingMessages, statusSetAtMs: deps.now() });
    },
    setTitle: (channel: string, threadTs: string, title: string): void =>
      change(channel, threadTs, { title }),
    /** Suggestions stand above the composer, and under the latest message when there is one. */
    setPrompts(channel: string, suggested: ChannelPrompts): void {
      prompts.set(channel, suggested);
      for (const thread of threads.values()) if (thread.channel === channel) thread.prompts = [];
      const latest = deps.workspace.messagesIn(channel).at(-1);
      if (latest !== undefined) threadOf(channel, latest.threadTs ?? latest.ts).prompts = suggested.prompts;
      deps.workspace.emit({ kind: 'agent.changed', channel });
    },
    promptsOf: (channel: string): ChannelPrompts => prompts.get(channel) ?? { title: undefined, prompts: [] },
    /** Every thread something was said about, statuses that have run out left empty. */
    list(): AgentThread[] {
      return [...threads.values()].map((thread) =>
        deps.now() - thread.statusSetAtMs < STATUS_LIFETIME_MS
          ? thread
          : { ...thread, status: '', loadingMessages: [] },
      );
    },
  };
}
