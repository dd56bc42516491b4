/**
 * Takes a model's answer apart and rebuilds it from what is usable, before it enters the history: calls whose arguments are
 * not valid JSON or nest without end, calls from an answer that was cut, floods of calls and walls of text never get further.
 */
import { AIMessage, AIMessageChunk, createMiddleware } from 'langchain';
import { AnswerCutError, ModelCallError } from '../model-error.js';
import type { Run } from '../run.js';

/** Nobody needs more in one turn; a broken model can send thousands. */
const MAX_CALLS = 8;
const MAX_DEPTH = 20; // arguments of tools have two levels
const MAX_NAME_CHARS = 64; // the limit of the API itself
const MAX_ID_CHARS = 128; // three times what known servers send; each is sent back with every further request
const MAX_TEXT_CHARS = 60_000; // room for a report written as text

export function cleanAnswer(run: Run) {
  return createMiddleware({
    name: 'CleanAnswer',
    async wrapModelCall(request, handler) {
      try {
        const answer = await handler(request);
        const finish: unknown = answer.response_metadata['finish_reason'];
        // A stream that ends without a reason was cut on the way, and half an argument may look whole.
        if (run.asking?.isStreaming === true && typeof finish !== 'string') throw new AnswerCutError();
        run.isCut = finish === 'length';
        return rebuild(answer, run.isCut);
      } catch (error) {
        // Answers can be so odd that they cannot even be taken apart.
        throw new ModelCallError(error);
      }
    },
  });
}

function rebuild(answer: AIMessage, isCut: boolean): AIMessage {
  const seen = new Set<string>();
  const calls = isCut
    ? []
    : usableCalls(answer).filter(
        ({ id, args }) =>
          id && id.length <= MAX_ID_CHARS && !seen.has(id) && seen.add(id) && !isDeeper(args, MAX_DEPTH),
      );
  return new AIMessage({
    content: answer.text.slice(0, MAX_TEXT_CHARS),
    tool_calls: calls.slice(0, MAX_CALLS).map(({ id, name, args }) => ({
      ...(id === undefined ? {} : { id }),
      name: name.slice(0, MAX_NAME_CHARS),
      args,
      type: 'tool_call' as const,
    })),
    ...(answer.id === undefined ? {} : { id: answer.id }),
    ...(answer.usage_metadata ? { usage_metadata: answer.usage_metadata } : {}),
  });
}

/** In streams LangChain mends broken JSON by guessing; only arguments that were whole count. */
function usableCalls(answer: AIMessage): NonNullable<AIMessage['tool_calls']> {
  const calls = (answer.tool_calls ?? []).filter(({ name }) => typeof name === 'string');
  if (!AIMessageChunk.isInstance(answer)) return calls;
  const whole = new Set<string>();
  const pieces = new Map<string | number, { id: string | undefined; args: string }>();
  for (const { id, index, args } of answer.tool_call_chunks ?? []) {
    const key = index ?? id ?? '';
    const known = pieces.get(key);
    pieces.set(key, { id: known?.id ?? id, args: (known?.args ?? '') + (args ?? '') });
  }
  for (const { id, args } of pieces.values()) if (id !== undefined && isJson(args || '{}')) whole.add(id);
  return calls.filter(({ id }) => id !== undefined && whole.has(id));
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((inside) => isDeeper(inside, levels - 1));
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
