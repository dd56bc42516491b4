/**
 * Holds the run inside its limits. Before they are used up the model is asked once for its last word, so that what it has
 * learned is not lost; when they are used up the run ends.
 */
import { isAIMessage, type BaseMessage, type UsageMetadata } from '@langchain/core/messages';
import { createMiddleware, HumanMessage } from 'langchain';
import type { InvestigationLimits } from '../limits.js';
import type { Run } from '../run.js';

/** Prompts are mostly JSON and PromQL, which tokenizers split finer than prose; 3 errs on the careful side. */
const CHARS_PER_TOKEN = 3;
/** With less than this share of the time left, the next answer has to be the last. */
const LAST_SHARE_OF_TIME = 0.3;

export interface LastTurn {
  /** Said to the model. */
  readonly words: string;
  /**
   * The only tool that is left; null when none may be called. They stay declared then, because some servers refuse their
   * results without them.
   */
  readonly onlyTool: string | null;
}

interface LimitOptions {
  readonly limits: InvestigationLimits;
  /** Characters of the system prompt and the tools' declarations, sent with every request. */
  readonly fixedChars: number;
  readonly onModelCall: (call: number) => void;
  readonly lastTurn: LastTurn;
}

export function limitCalls(run: Run, { limits, fixedChars, onModelCall, lastTurn }: LimitOptions) {
  const { words, onlyTool } = lastTurn;
  const nextPrompt = (messages: readonly BaseMessage[]) =>
    Math.ceil((fixedChars + messages.reduce((sum, message) => sum + sizeOf(message), 0)) / CHARS_PER_TOKEN);

  /** Why this request has to be the last, if it has to. */
  function lastBecause(tokens: number): Run['hurried'] {
    if (run.modelCalls + 1 >= limits.modelCalls) return 'call_limit';
    // The request after this one repeats all of it and adds tool results.
    if (run.inputTokens + 2.5 * tokens > limits.inputTokens) return 'token_limit';
    const left = run.deadline - performance.now();
    return left < limits.seconds * 1000 * LAST_SHARE_OF_TIME ? 'time_limit' : null;
  }

  return createMiddleware({
    name: 'LimitCalls',
    beforeModel: {
      canJumpTo: ['end'],
      hook: ({ messages }) => {
        if (run.modelCalls >= limits.modelCalls) run.stop ??= 'call_limit';
        else if (run.inputTokens + nextPrompt(messages) > limits.inputTokens) run.stop ??= 'token_limit';
        return run.stop ? { jumpTo: 'end' as const } : undefined;
      },
    },
    async wrapModelCall(request, handler) {
      const tokens = nextPrompt(request.messages);
      run.hurried = lastBecause(tokens);
      run.modelCalls += 1;
      onModelCall(run.modelCalls);
      const answer = await handler(
        run.hurried
          ? {
              ...request,
              ...(onlyTool === null
                ? { toolChoice: 'none' as const }
                : { tools: request.tools.filter((tool) => tool['name'] === onlyTool) }),
              messages: [...request.messages, new HumanMessage(words)],
            }
          : request,
      );
      // Servers that report no usage are charged by our estimate.
      const usage = usageOf(answer);
      run.inputTokens += usage?.input_tokens ?? tokens;
      run.outputTokens += usage?.output_tokens ?? Math.ceil(sizeOf(answer) / CHARS_PER_TOKEN);
      return answer;
    },
  });
}

function usageOf(message: BaseMessage): UsageMetadata | undefined {
  return isAIMessage(message) ? message.usage_metadata : undefined;
}

function sizeOf(message: BaseMessage): number {
  const calls = 'tool_calls' in message ? JSON.stringify(message.tool_calls).length : 0;
  return message.text.length + calls;
}
