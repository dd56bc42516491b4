/** An OpenAI-compatible server that says what the attacker wants, and keeps what it was told that it never should have been. */
import { randomUUID } from 'node:crypto';
import { startLocalServer } from '../local-server.js';
import type { HostileCall } from './hostile-calls.js';

export interface HijackedModel {
  /** Base URL, ending in `/v1`. */
  readonly url: string;
  readonly port: number;
  /** Calls of tools and final words that were sent so far. */
  readonly said: number;
  /** From now on: calls, so many a turn, and then the last words, to every further request. */
  follow(script: { turns: readonly (readonly HostileCall[])[]; last: HostileCall | string }): void;
  close(): Promise<void>;
}

/** `onRequest` is given every body as it arrived. */
export async function startHijackedModel(onRequest: (body: string) => void): Promise<HijackedModel> {
  let turns: (readonly HostileCall[])[] = [];
  let last: HostileCall | string = '';
  let said = 0;

  const server = await startLocalServer(({ body }, response) => {
    onRequest(body);
    // The last request of a run offers one tool alone.
    const calls = turns.shift();
    const seen = placeholdersIn(body);
    said += calls?.length ?? 1;
    const message = calls
      ? { content: null, tool_calls: calls.map((call) => onWire(call, seen)) }
      : lastWords();
    response.writeHead(200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify({
        id: randomUUID(),
        object: 'chat.completion',
        model: 'hijacked',
        choices: [
          {
            index: 0,
            finish_reason: calls ? 'tool_calls' : 'stop',
            message: { role: 'assistant', ...message },
          },
        ],
        usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110 },
      }),
    );
  });

  function lastWords() {
    return typeof last === 'string' ? { content: last } : { content: null, tool_calls: [onWire(last, [])] };
  }

  return {
    url: `${server.url}/v1`,
    port: server.port,
    get said() {
      return said;
    },
    follow(script) {
      turns = [...script.turns];
      last = script.last;
    },
    close: server.close,
  };
}

/** Placeholders that it was shown are tried as arguments: perhaps somebody puts the secret back. */
function placeholdersIn(body: string): readonly string[] {
  return [...new Set(body.match(/<secret:[a-z-]+:\d+>/g))];
}

function onWire({ name, args }: HostileCall, seen: readonly string[]) {
  const known = seen[0];
  const text = known === undefined ? args : args.replaceAll(/<secret:[a-z-]+:\d+>/g, known);
  return { id: `call_${randomUUID()}`, type: 'function', function: { name, arguments: text } };
}
