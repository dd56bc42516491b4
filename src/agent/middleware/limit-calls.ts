/**
 * Holds the run inside its limits, request by request, repeated ones included. Before they are used up the model is asked
 * once for its last word, so that what it has learned is not lost; when they are used up nothing is sent any more.
 */
import type { BaseMessage } from '@langchain/core/messages';
import { createMiddleware, HumanMessage } from 'langchain';
import type { InvestigationLimits, StopReason } from '../limits.js';
import { notSentIn, NotSentError } from '../model-error.js';
import type { Run } from '../run.js';
import { sizeOfMessages, sizeOfText } from '../token-estimate.js';

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
  /** Size of the system prompt and the tools' declarations, sent with every request. */
  readonly fixedChars: number;
  readonly onModelCall: (call: number) => void;
  readonly lastTurn: LastTurn;
}

export function limitCalls(run: Run, { limits, fixedChars, onModelCall, lastTurn }: LimitOptions) {
  const { words, onlyTool } = lastTurn;
  const alwaysSent = fixedChars + sizeOfText(words);
  const nextPrompt = (messages: readonly BaseMessage[]) =>
    run.estimate.tokens(alwaysSent + sizeOfMessages(messages));

  /** Why nothing may be sent any more, if so. */
  function usedUp(tokens: number): StopReason | null {
    if (performance.now() >= run.deadline) return 'time_limit';
    if (run.modelCalls >= limits.modelCalls) return 'call_limit';
    if (run.inputTokens + tokens > limits.inputTokens) return 'token_limit';
    // Only a server that ignores where it is told to stop comes here.
    return run.outputTokens > limits.modelCalls * limits.outputTokens ? 'token_limit' : null;
  }

  /** Why this request has to be the last, if it has to. */
  function lastBecause(tokens: number): StopReason | null {
    if (run.modelCalls + 1 >= limits.modelCalls) return 'call_limit';
    // The request after this one repeats all of it and adds tool results.
    if (run.inputTokens + 2.5 * tokens > limits.inputTokens) return 'token_limit';
    const left = run.deadline - performance.now();
    return left < limits.seconds * 1000 * LAST_SHARE_OF_TIME ? 'time_limit' : null;
  }

  return createMiddleware({
    name: 'LimitCalls',
    async wrapModelCall(request, handler) {
      const tokens = nextPrompt(request.messages);
      const end = usedUp(tokens);
      if (end) throw new NotSentError(end);
      request.runtime.signal?.throwIfAborted();
      run.hurried = lastBecause(tokens);
      run.modelCalls += 1;
      onModelCall(run.modelCalls);
      try {
        return await handler(
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
      } catch (error) {
        if (notSentIn(error)) run.modelCalls -= 1;
        throw error;
      }
    },
  });
}
