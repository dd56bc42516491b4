/**
 * Fetch for a server that is not trusted: no answer is longer or slower than it may be, none leads elsewhere, and no stream
 * stays open beside the answers, so that the server speaks when it is asked and at no other time.
 */
import type { FetchLike } from '@modelcontextprotocol/sdk/shared/transport.js';
import { leadsToMachineHost, machineHostError } from '../machine-hosts.js';

export interface FetchLimits {
  /** Of one answer. */
  readonly maxBytes: number;
  /** Of one answer with its body. */
  readonly timeoutMs: number;
  /** Called when an answer is longer; reading it has ended then. */
  readonly onTooLong: () => void;
}

export function createBoundedFetch(limits: FetchLimits): FetchLike {
  return async (url, init = {}) => {
    // Servers that offer no such stream answer the same.
    if (init.method === 'GET') return new Response(null, { status: 405 });
    const target = new URL(url);
    const timeout = AbortSignal.timeout(limits.timeoutMs);
    const signal = init.signal ? AbortSignal.any([init.signal, timeout]) : timeout;
    if (await leadsToMachineHost(target, signal)) throw machineHostError(target);
    const response = await fetch(url, { ...init, signal, redirect: 'error' });
    return response.body ? bounded(response, response.body, limits) : response;
  };
}

function bounded(
  { status, statusText, headers }: Response,
  body: ReadableStream<Uint8Array>,
  { maxBytes, onTooLong }: FetchLimits,
): Response {
  let bytes = 0;
  const counted = body.pipeThrough(
    new TransformStream<Uint8Array, Uint8Array>({
      transform(chunk, controller) {
        bytes += chunk.byteLength;
        if (bytes <= maxBytes) return controller.enqueue(chunk);
        onTooLong();
        controller.error(new Error('The answer is too long.'));
      },
    }),
  );
  return new Response(counted, { status, statusText, headers });
}
