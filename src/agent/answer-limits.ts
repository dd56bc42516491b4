/** Holds an answer inside the limits of a run; before they are used up the model is asked to answer with what it has. */
import { isAIMessage, type BaseMessage, type UsageMetadata } from '@langchain/core/messages';
import { createMiddleware, HumanMessage } from 'langchain';
import type { InvestigationLimits } from './limits.js';
import type { Run } from './run.js';

/** Prompts are mostly JSON and PromQL, which tokenizers split finer than prose. */
const CHARS_PER_TOKEN = 3;
const LAST_SHARE_OF_TIME = 0.3;

export function limitAnswer(
  run: Run,
  {
    limits,
    fixedChars,
    onModelCall,
  }: {
    readonly limits: InvestigationLimits;
    /** Characters of the system prompt and the tools' declarations. */
    readonly fixedChars: number;
    readonly onModelCall: (call: number) => void;
  },
) {
  const nextPrompt = (messages: readonly BaseMessage[]) =>
    Math.ceil((fixedChars + messages.reduce((sum, message) => sum + sizeOf(message), 0)) / CHARS_PER_TOKEN);

  function lastBecause(tokens: number): Run['hurried'] {
    if (run.modelCalls + 1 >= limits.modelCalls) return 'call_limit';
    if (run.inputTokens + 2.5 * tokens > limits.inputTokens) return 'token_limit';
    const left = run.deadline - performance.now();
    return left < limits.seconds * 1000 * LAST_SHARE_OF_TIME ? 'time_limit' : null;
  }

  return createMiddleware({
    name: 'LimitAnswer',
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
              // The tools stay declared, because some servers refuse their results without them.
              toolChoice: 'none',
              messages: [
                ...request.messages,
                new HumanMessage('This is your last turn. Answer the question now with what you know.'),
              ],
            }
          : request,
      );
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
