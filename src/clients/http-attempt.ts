/**
 * One HTTP exchange with a hard time limit and a cap on the body, told as a value: what came back, or how it failed and
 * whether the request can have reached the other side. Retrying and wording are left to the callers.
 */
import { wasNeverSent } from '../shared/never-sent.js';
import { leadsToMachineHost, machineHostError } from './machine-hosts.js';

export interface HttpAttempt {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** For the whole exchange, body included. */
  readonly timeoutMs: number;
  /** Cap on the decoded body, counted while it streams. */
  readonly maxBytes: number;
  readonly signal?: AbortSignal | undefined;
}

export interface HttpAnswer {
  readonly kind: 'answer';
  readonly status: number;
  readonly headers: Headers;
  /** Text up to the cap. */
  readonly body: string;
  /** Whether there was more than the cap allows, or the connection broke in the middle of the body. */
  readonly isCut: boolean;
  /** Why the body could not be read to its end; undefined when it was, or when only the cap stopped it. */
  readonly bodyFailure: 'timeout' | 'aborted' | 'broken' | undefined;
}

export type HttpOutcome =
  | HttpAnswer
  /** No answer in time. The other side may have acted. */
  | { readonly kind: 'timeout' }
  /** The caller gave up. The other side may have acted. */
  | { readonly kind: 'aborted' }
  /** No connection came about: the other side saw nothing. */
  | { readonly kind: 'unreachable'; readonly cause: unknown }
  /** The connection broke before an answer. The other side may have acted. */
  | { readonly kind: 'broken'; readonly cause: unknown };

/** Never throws. Follows no redirect: a 3xx is an answer like any other. */
export async function attemptHttp(attempt: HttpAttempt): Promise<HttpOutcome> {
  if (attempt.signal?.aborted) return { kind: 'aborted' };
  const controller = new AbortController();
  let stoppedBy: 'timeout' | 'aborted' | undefined;
  const stop = (reason: 'timeout' | 'aborted') => {
    stoppedBy ??= reason;
    controller.abort();
  };
  const onAbort = () => stop('aborted');
  const timer = setTimeout(() => stop('timeout'), attempt.timeoutMs);
  attempt.signal?.addEventListener('abort', onAbort, { once: true });
  try {
    if (await leadsToMachineHost(attempt.url, controller.signal))
      return { kind: 'unreachable', cause: machineHostError(attempt.url) };
    const response = await fetch(attempt.url, {
      method: attempt.method,
      headers: { ...attempt.headers },
      redirect: 'manual',
      signal: controller.signal,
      ...(attempt.body === undefined ? {} : { body: attempt.body }),
    });
    const read = await readBody(response, attempt.maxBytes);
    const bodyFailure = read.isBroken ? (stoppedBy ?? 'broken') : undefined;
    return {
      kind: 'answer',
      status: response.status,
      headers: response.headers,
      body: read.text,
      isCut: read.isCut,
      bodyFailure,
    };
  } catch (cause) {
    if (stoppedBy) return { kind: stoppedBy };
    return { kind: wasNeverSent(cause) ? 'unreachable' : 'broken', cause };
  } finally {
    clearTimeout(timer);
    attempt.signal?.removeEventListener('abort', onAbort);
  }
}

async function readBody(
  response: Response,
  maxBytes: number,
): Promise<{ text: string; isCut: boolean; isBroken: boolean }> {
  if (!response.body) return { text: '', isCut: false, isBroken: false };
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let isCut = false;
  let isBroken = false;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const room = maxBytes - size;
      chunks.push(value.byteLength > room ? value.subarray(0, room) : value);
      size += Math.min(value.byteLength, room);
      if (value.byteLength > room) {
        isCut = true;
        break;
      }
    }
  } catch {
    isCut = true;
    isBroken = true;
  }
  // Frees the connection; without it the other side would keep sending what nobody reads.
  if (isCut) await reader.cancel().catch(() => undefined);
  return { text: new TextDecoder().decode(Buffer.concat(chunks)), isCut, isBroken };
}
