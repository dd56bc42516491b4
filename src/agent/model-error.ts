/** Tells failures of the model apart by status and kind of error, never by the words of a message. */
import { types } from 'node:util';
import { RedactionError } from '../privacy/redactor.js';
import type { StopReason } from './limits.js';

/** Thrown by our own middleware when an answer ended before it was complete. */
export class AnswerCutError extends Error {
  constructor() {
    super('the answer of the model ended early');
    this.name = 'AnswerCutError';
  }
}

/**
 * Thrown by our own middleware when a request must not be sent. Nothing is tried instead of it, neither again nor with
 * another model, and it says nothing about the model.
 */
export class NotSentError extends Error {
  constructor(readonly reason: StopReason) {
    super(`the request to the model was not sent: ${reason}`);
    this.name = 'NotSentError';
  }
}

/** What failed is Firewatch's own store. No model run may go on without it; the whole job is run again. */
export class StoreFailedError extends Error {
  constructor(cause: unknown) {
    super('the progress of a model run could not be stored', { cause });
    this.name = 'StoreFailedError';
  }
}

/** Wraps whatever a request to the model threw, so that it is told apart from our own failures. */
export class ModelCallError extends Error {
  constructor(cause: unknown) {
    super('the request to the model failed', { cause });
    this.name = 'ModelCallError';
  }
}

/**
 * LangChain wraps errors once per middleware, and clients wrap those of the network; the most telling one in the chain
 * of causes decides. What fails in a request for no known reason is an answer that could not be read.
 */
export function classifyModelError(error: unknown): StopReason {
  const chain = chainOf(error);
  for (const classify of [byKind, byStatus, byConnection, byInterruption]) {
    for (const each of chain) {
      const reason = classify(each);
      if (reason) return reason;
    }
  }
  return chain.some((each) => each instanceof ModelCallError) ? 'invalid_answer' : 'internal';
}

/** Status of the server's answer, when there was one. */
export function statusOfModelError(error: unknown): number | null {
  return (
    chainOf(error)
      .map(statusOf)
      .find((status) => status !== null) ?? null
  );
}

/** A header of the server's answer, when there was one. */
export function headerOfModelError(error: unknown, name: string): string | null {
  for (const each of chainOf(error)) {
    if ('headers' in each && each.headers instanceof Headers) return each.headers.get(name);
  }
  return null;
}

/** Our own decision not to send a request, if that is what the error is; what cannot be redacted is never sent. */
export function notSentIn(error: unknown): Error | undefined {
  return chainOf(error).find((each) => each instanceof NotSentError || each instanceof RedactionError);
}

/** Whether no server can have seen the request: it was held back here, or no connection came about. */
export function isUnsent(error: unknown): boolean {
  return (
    notSentIn(error) !== undefined ||
    storeFailureIn(error) !== undefined ||
    chainOf(error).some((each) => isOfConnecting(each))
  );
}

/** The store's failure inside an error, if that is what it is. */
export function storeFailureIn(error: unknown): StoreFailedError | undefined {
  return chainOf(error).find((each) => each instanceof StoreFailedError);
}

function byKind(error: Error): StopReason | null {
  if (error instanceof NotSentError) return error.reason;
  if (error.name === 'GraphRecursionError') return 'call_limit';
  if (error instanceof RedactionError) return 'redaction_failed';
  if (error instanceof AnswerCutError) return 'answer_cut';
  if (error.name === 'CircuitOpenError') return 'paused';
  if (error.name === 'ContextOverflowError') return 'refused';
  return error.name === 'TimeoutError' ? 'timeout' : null;
}

function byStatus(error: Error): StopReason | null {
  const status = statusOf(error);
  if (status === null) return null;
  if (status === 429) return 'rate_limited';
  if (status === 408) return 'timeout';
  if (status >= 500) return 'server_error';
  return status >= 400 ? 'refused' : null;
}

function byConnection(error: Error): StopReason | null {
  const { name } = error.constructor;
  if (name === 'APIConnectionTimeoutError') return 'timeout';
  return name === 'APIConnectionError' ? 'unreachable' : null;
}

/** Finding the address, reaching it and agreeing on encryption: all of it comes before the first byte of a request. */
const CONNECTING: ReadonlySet<unknown> = new Set([
  'connect',
  'getaddrinfo',
  'ECONNREFUSED',
  'UND_ERR_CONNECT_TIMEOUT',
  'EPROTO',
]);

function isOfConnecting(error: Error): boolean {
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const syscall = 'syscall' in error ? error.syscall : null;
  // Several addresses of one name, none of which could be reached.
  const isOfAll = error.name === 'AggregateError';
  return isOfAll || CONNECTING.has(syscall) || CONNECTING.has(code) || /TLS|SSL|CERT|SIGNATURE/.test(code);
}

/** We hung up; where the server was silent for its whole time, the error of that is in the chain and came first. */
function byInterruption({ name }: Error): StopReason | null {
  return name === 'AbortError' ? 'time_limit' : null;
}

/** Those of the platform's own parts may be of another realm's class. */
const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);

function chainOf(error: unknown): Error[] {
  const chain: Error[] = [];
  for (let each = error; isError(each) && chain.length < 20; each = each.cause) chain.push(each);
  return chain;
}

function statusOf(error: Error): number | null {
  return 'status' in error && typeof error.status === 'number' ? error.status : null;
}
