/**
 * An OpenAI-compatible server that follows a script: chat completions as JSON and as server-sent events, `/v1/models`, and
 * the faults that real servers show. Closing it fails when a request came that the script does not know, or a step was
 * never asked for.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ChatMessage {
  readonly role: 'system' | 'user' | 'assistant' | 'tool';
  readonly content: string | null;
  readonly tool_calls?: readonly { id: string; function: { name: string; arguments: string } }[];
  readonly tool_call_id?: string;
}

export interface ChatRequest {
  readonly model: string;
  readonly messages: readonly ChatMessage[];
  readonly tools: readonly { function: { name: string; description: string; parameters: unknown } }[];
  readonly stream: boolean;
  readonly temperature: number | undefined;
  /** The body's bytes, for prompt prefixes. */
  readonly raw: string;
  readonly headers: IncomingHttpHeaders;
}

export interface ScriptedCall {
  readonly name: string;
  /** Arguments as an object, or as the raw text to send. */
  readonly args: unknown;
}

export type Reply =
  | {
      readonly kind: 'answer';
      readonly content?: string;
      readonly calls?: readonly ScriptedCall[];
      /** Default: `tool_calls` or `stop`. */
      readonly finish?: string;
      /** False leaves `usage` out, as some servers do. */
      readonly usage?: false | { readonly input: number; readonly output: number; readonly cached?: number };
    }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly retryAfter?: number;
    }
  /** Whatever the test wants, as JSON unless told. */
  | { readonly kind: 'text'; readonly body: string; readonly contentType?: string }
  /** Nothing is ever answered. */
  | { readonly kind: 'hang' }
  /** Headers arrive, the body does not. */
  | { readonly kind: 'stall' }
  /** The connection breaks in the middle of the answer. */
  | { readonly kind: 'cut'; readonly answer: Extract<Reply, { kind: 'answer' }> };

export type Step = Reply | ((request: ChatRequest) => Reply | Promise<Reply>);

export const says = (content: string): Reply => ({ kind: 'answer', content });
export const calls = (...list: readonly ScriptedCall[]): Reply => ({ kind: 'answer', calls: list });
export const reports = (report: unknown): Reply => calls({ name: 'submit_report', args: report });

export interface ScriptedOpenAI {
  /** Base URL, ending in `/v1`. */
  readonly url: string;
  readonly requests: readonly ChatRequest[];
  /** Stops the server. @throws when the script and what happened differ. */
  close(): Promise<void>;
}

/** `repeatLast` answers every further request like the last step: for models that never come to an end. */
export async function startScriptedOpenAI(
  steps: readonly Step[],
  options: { repeatLast?: boolean } = {},
): Promise<ScriptedOpenAI> {
  const requests: ChatRequest[] = [];
  const problems: string[] = [];
  let next = 0;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => {
      problems.push(String(error));
      response.destroy();
    });
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.method === 'GET' && request.url === '/v1/models') {
      return sendJson(response, 200, { object: 'list', data: [{ id: 'scripted', object: 'model' }] });
    }
    if (request.method !== 'POST' || request.url !== '/v1/chat/completions') {
      problems.push(`unexpected request: ${request.method} ${request.url}`);
      return sendJson(response, 404, { error: { message: 'no such endpoint' } });
    }
    const chat = await readChat(request);
    requests.push(chat);
    const step = steps[next] ?? (options.repeatLast ? steps.at(-1) : undefined);
    next += 1;
    if (!step) {
      problems.push(`unexpected request ${next}: the script has ${steps.length} steps`);
      return sendJson(response, 400, { error: { message: 'the script is over' } });
    }
    await send(response, chat, typeof step === 'function' ? await step(chat) : step);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    requests,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      if (next < steps.length)
        problems.push(`${steps.length - next} steps of the script were never asked for`);
      if (problems.length > 0) throw new Error(`scripted model: ${problems.join('; ')}`);
    },
  };
}

async function readChat(request: IncomingMessage): Promise<ChatRequest> {
  let raw = '';
  for await (const chunk of request.setEncoding('utf8')) raw += String(chunk);
  const body = JSON.parse(raw) as Partial<ChatRequest>;
  return {
    model: body.model ?? '',
    messages: body.messages ?? [],
    tools: body.tools ?? [],
    stream: body.stream ?? false,
    temperature: body.temperature,
    raw,
    headers: request.headers,
  };
}

async function send(response: ServerResponse, request: ChatRequest, reply: Reply): Promise<void> {
  switch (reply.kind) {
    case 'hang':
      return;
    case 'stall':
      response.writeHead(200, { 'content-type': request.stream ? 'text/event-stream' : 'application/json' });
      response.write(request.stream ? ': waiting\n\n' : '{');
      return;
    case 'status':
      if (reply.retryAfter !== undefined) response.setHeader('retry-after', String(reply.retryAfter));
      return sendJson(response, reply.status, reply.body ?? { error: { message: 'scripted failure' } });
    case 'text':
      response.writeHead(200, { 'content-type': reply.contentType ?? 'application/json' });
      response.end(reply.body);
      return;
    case 'cut':
    case 'answer': {
      const answer = reply.kind === 'cut' ? reply.answer : reply;
      const whole = request.stream
        ? toEvents(request, answer)
        : [JSON.stringify(toCompletion(request, answer))];
      response.writeHead(200, { 'content-type': request.stream ? 'text/event-stream' : 'application/json' });
      if (reply.kind === 'answer') {
        for (const part of whole) response.write(part);
        response.end();
        return;
      }
      // Half of the events, or half of the JSON text, and then a proper end: proxies do that.
      const text = whole.join('');
      const half = request.stream
        ? whole.slice(0, Math.ceil(whole.length / 2)).join('')
        : text.slice(0, text.length / 2);
      response.end(half);
    }
  }
}

type Answer = Extract<Reply, { kind: 'answer' }>;

function toCompletion(request: ChatRequest, answer: Answer) {
  const toolCalls = wireCalls(answer);
  return {
    ...head(request, 'chat.completion'),
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: answer.content ?? null,
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
        },
        finish_reason: finishOf(answer),
      },
    ],
    ...usageOf(request, answer),
  };
}

/** Role, then content or calls in pieces, then the reason, then usage without choices, then the end mark. */
function toEvents(request: ChatRequest, answer: Answer): string[] {
  const base = head(request, 'chat.completion.chunk');
  const event = (delta: unknown, finish: string | null = null) =>
    `data: ${JSON.stringify({ ...base, choices: [{ index: 0, delta, finish_reason: finish }] })}\n\n`;
  const events = [event({ role: 'assistant', content: '' })];
  for (const piece of pieces(answer.content ?? '')) events.push(event({ content: piece }));
  for (const [index, call] of wireCalls(answer).entries()) {
    events.push(event({ tool_calls: [{ index, ...call, function: { ...call.function, arguments: '' } }] }));
    for (const piece of pieces(call.function.arguments)) {
      events.push(event({ tool_calls: [{ index, function: { arguments: piece } }] }));
    }
  }
  events.push(event({}, finishOf(answer)));
  const usage = usageOf(request, answer);
  if ('usage' in usage) events.push(`data: ${JSON.stringify({ ...base, choices: [], ...usage })}\n\n`);
  events.push('data: [DONE]\n\n');
  return events;
}

function head(request: ChatRequest, object: string) {
  // Clients merge messages by id, so no two answers may share one.
  return { id: `chatcmpl-${randomUUID()}`, object, created: 1_700_000_000, model: request.model };
}

function wireCalls(answer: Answer) {
  return (answer.calls ?? []).map(({ name, args }) => ({
    id: `call_${randomUUID()}`,
    type: 'function' as const,
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }));
}

function finishOf(answer: Answer): string {
  return answer.finish ?? ((answer.calls ?? []).length > 0 ? 'tool_calls' : 'stop');
}

function usageOf(request: ChatRequest, { usage }: Answer) {
  if (usage === false) return {};
  const input = usage?.input ?? Math.ceil(request.raw.length / 4);
  const output = usage?.output ?? 50;
  const cached = usage?.cached;
  return {
    usage: {
      prompt_tokens: input,
      completion_tokens: output,
      total_tokens: input + output,
      ...(cached === undefined ? {} : { prompt_tokens_details: { cached_tokens: cached } }),
    },
  };
}

/** About eight pieces, as tokens would arrive. */
function pieces(text: string): string[] {
  const size = Math.max(5, Math.ceil(text.length / 8));
  const result: string[] = [];
  for (let at = 0; at < text.length; at += size) result.push(text.slice(at, at + size));
  return result;
}

function sendJson(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
