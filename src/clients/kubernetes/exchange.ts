/**
 * One HTTP exchange with an API server. Not by `fetch`, which knows neither a cluster's own certificate authority nor client
 * certificates, and not by the vendor's generated client, which waits for ever and drops fields that it does not know.
 */
import { request as requestHttp } from 'node:http';
import { request as requestHttps, type RequestOptions } from 'node:https';
import { wasNeverSent } from '../../shared/never-sent.js';
import { isMachineHost, lookUpOutside, machineHostError } from '../machine-hosts.js';

export interface Exchange {
  readonly url: URL;
  readonly method: 'GET' | 'PATCH';
  readonly headers: Readonly<Record<string, string>>;
  /** Credentials and certificates. */
  readonly options: RequestOptions;
  readonly body?: string;
  readonly maxBytes: number;
  /** Ends it, the answer's body included. */
  readonly signal: AbortSignal;
}

export type ExchangeOutcome =
  | { readonly kind: 'answer'; readonly status: number; readonly body: string; readonly isCut: boolean }
  /** No connection came about: the other side saw nothing. */
  | { readonly kind: 'unreachable'; readonly cause: unknown }
  /** The request left, and no whole answer came. */
  | { readonly kind: 'unanswered'; readonly cause: unknown };

/** Never throws. Follows no redirect: a 3xx is an answer like any other. */
export async function exchange(asked: Exchange): Promise<ExchangeOutcome> {
  if (asked.signal.aborted) return { kind: 'unreachable', cause: asked.signal.reason };
  if (isMachineHost(asked.url.hostname)) return { kind: 'unreachable', cause: machineHostError(asked.url) };
  return new Promise((resolve) => send(asked, resolve));
}

function send(asked: Exchange, resolve: (outcome: ExchangeOutcome) => void): void {
  const start = asked.url.protocol === 'http:' ? requestHttp : requestHttps;
  const request = start(asked.url, {
    ...asked.options,
    lookup: lookUpOutside,
    method: asked.method,
    headers: Object.fromEntries([
      ...Object.entries(asked.options.headers ?? {}),
      ...Object.entries(asked.headers),
    ]),
    signal: asked.signal,
  });
  let isConnected = false;
  request.on('socket', (socket) => {
    // Through a proxy it is connected when it comes.
    isConnected = !socket.connecting;
    socket.once('connect', () => (isConnected = true));
  });
  request.on('error', (cause) =>
    resolve({ kind: !isConnected || wasNeverSent(cause) ? 'unreachable' : 'unanswered', cause }),
  );
  request.on('response', (response) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const end = (isCut: boolean) =>
      resolve({
        kind: 'answer',
        status: response.statusCode ?? 0,
        body: Buffer.concat(chunks).toString('utf8'),
        isCut,
      });
    response.on('data', (chunk: Buffer) => {
      size += chunk.byteLength;
      if (size <= asked.maxBytes) {
        chunks.push(chunk);
        return;
      }
      end(true);
      request.destroy();
    });
    response.on('end', () => end(!response.complete));
    response.on('error', () => end(true));
  });
  request.end(asked.body);
}
