/**
 * A model's server that behaves as it is told, for many runs at once, and counts on its own what each of them asks of it:
 * requests, and the tokens of their prompts by a real tokenizer. What it reports as usage is another matter.
 */
import { countTokens } from 'gpt-tokenizer';
import { startLocalServer } from '../local-server.js';

export interface Asked {
  /** The body of the request, letter by letter. */
  readonly raw: string;
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
  readonly maxTokens: number;
}

export interface Answer {
  readonly content?: string;
  /** Arguments as an object, or as the text to send. */
  readonly calls?: readonly { readonly name: string; readonly args: unknown }[];
  readonly usage: 'honest' | 'none' | { readonly input: number; readonly output: number };
  readonly delayMs?: number;
  /** Instead of an answer. */
  readonly status?: number;
  readonly body?: string;
}

export type Behaviour = (asked: Asked, turn: number) => Answer;

/** What one run asked for. */
export interface Account {
  requests: number;
  promptTokens: number;
  /** At most what the server was told to stop at, request by request: a provider bills no more. */
  outputTokens: number;
  /** From the arrival of each request to the end of its answer, added up. */
  modelMs: number;
  readonly bodies: string[];
}

export interface CountingModel {
  /** Begins a run; its address is the base of an OpenAI-compatible API. */
  begin(behave: Behaviour): { readonly url: string; readonly account: Account };
  close(): Promise<void>;
}

export async function startCountingModel({ keepBodies = false } = {}): Promise<CountingModel> {
  const runs: { behave: Behaviour; account: Account }[] = [];
  const counted = new Map<string, number>();
  const tokensOf = (part: unknown): number => {
    const text = JSON.stringify(part) ?? '';
    const known = counted.get(text);
    if (known !== undefined) return known;
    const tokens = countTokens(text);
    if (counted.size > 5_000) counted.clear();
    counted.set(text, tokens);
    return tokens;
  };

  const server = await startLocalServer(async ({ url, body: raw, arrivedAt }, response) => {
    const run = runs[Number(/^\/run\/(\d+)\//.exec(url)?.[1])];
    if (!run) return void response.writeHead(404).end();
    const { account, behave } = run;
    const body = JSON.parse(raw) as {
      messages: Asked['messages'];
      tools?: unknown;
      max_tokens?: number;
      max_completion_tokens?: number;
      model: string;
    };
    account.requests += 1;
    // Part by part: a prompt repeats nearly all of the one before it.
    const tokens = body.messages.reduce(
      (sum, message) => sum + tokensOf(message),
      tokensOf(body.tools ?? []),
    );
    account.promptTokens += tokens;
    if (keepBodies) account.bodies.push(raw);
    const maxTokens = body.max_completion_tokens ?? body.max_tokens ?? Infinity;
    const said = behave({ raw, messages: body.messages, maxTokens }, account.requests);
    if (said.delayMs) await new Promise((resolve) => setTimeout(resolve, said.delayMs));
    if (said.status !== undefined) {
      response.writeHead(said.status, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'so it is written' } }));
      return;
    }
    const whole = said.body ?? JSON.stringify(toCompletion(body.model, said, tokens, account.requests));
    account.outputTokens += Math.min(maxTokens, Math.ceil(whole.length / 4));
    response.writeHead(200, { 'content-type': 'application/json' }).end(whole);
    account.modelMs += performance.now() - arrivedAt;
  });
  return {
    begin(behave) {
      const account: Account = { requests: 0, promptTokens: 0, outputTokens: 0, modelMs: 0, bodies: [] };
      runs.push({ behave, account });
      return { url: `${server.url}/run/${runs.length - 1}/v1`, account };
    },
    close: server.close,
  };
}

function toCompletion(model: string, { content, calls = [], usage }: Answer, tokens: number, turn: number) {
  const toolCalls = calls.map(({ name, args }, index) => ({
    id: `call_${turn}_${index}`,
    type: 'function',
    function: { name, arguments: typeof args === 'string' ? args : JSON.stringify(args) },
  }));
  const used = usage === 'honest' ? { input: tokens, output: 50 } : usage;
  return {
    id: `chatcmpl-${turn}-${Math.random()}`,
    object: 'chat.completion',
    created: 1_700_000_000,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: content ?? null,
          ...(toolCalls.length > 0 ? { tool_calls: toolCalls } : {}),
        },
        finish_reason: toolCalls.length > 0 ? 'tool_calls' : 'stop',
      },
    ],
    ...(used === 'none'
      ? {}
      : {
          usage: {
            prompt_tokens: used.input,
            completion_tokens: used.output,
            total_tokens: used.input + used.output,
          },
        }),
  };
}
