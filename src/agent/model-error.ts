/** Tells failures of the model apart by status and kind of error, never by the words of a message. */
import type { StopReason } from './limits.js';

/** Thrown by our own middleware when an answer ended before it was complete. */
export class AnswerCutError extends Error {
  constructor() {
    super('the answer of the model ended early');
    this.name = 'AnswerCutError';
  }
}

/** LangChain wraps errors once per middleware; what matters is somewhere in the chain of causes. */
export function classifyModelError(error: unknown): StopReason {
  let current: unknown = error;
  for (let depth = 0; depth < 20 && current instanceof Error; depth += 1) {
    const reason = classifyOne(current);
    if (reason) return reason;
    current = current.cause;
  }
  return 'internal';
}

function classifyOne(error: Error): StopReason | null {
  const status = statusOf(error);
  if (status === 429) return 'rate_limited';
  if (status === 408) return 'timeout';
  if (status !== null && status >= 500) return 'server_error';
  if (status !== null && status >= 400) return 'refused';
  if (error.name === 'GraphRecursionError') return 'call_limit';
  if (error instanceof AnswerCutError) return 'answer_cut';
  if (error.name === 'TimeoutError' || error.name === 'APIConnectionTimeoutError') return 'timeout';
  if (error.constructor.name === 'APIConnectionTimeoutError') return 'timeout';
  if (error.constructor.name === 'APIConnectionError') return 'unreachable';
  if (error instanceof SyntaxError) return 'invalid_answer';
  // undici's message for a connection that ended or could not be made.
  if (error instanceof TypeError && error.cause instanceof Error) return 'unreachable';
  return null;
}

function statusOf(error: Error): number | null {
  return 'status' in error && typeof error.status === 'number' ? error.status : null;
}
