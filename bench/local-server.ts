/** An HTTP server on a free local port that hands over whole requests, for everything that stands in for somebody else's. */
import { createServer, type IncomingHttpHeaders, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalRequest {
  readonly method: string;
  /** Path and query, as it came. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** When its head had come, on the clock of `performance.now()`. */
  readonly arrivedAt: number;
}

export interface LocalServer {
  /** Base address without a trailing slash. */
  readonly url: string;
  readonly port: number;
  /** Ends open connections too, so that nobody waits for requests that hang. */
  close(): Promise<void>;
}

/** Where `answer` throws or rejects, the connection is cut. */
export async function startLocalServer(
  answer: (request: LocalRequest, response: ServerResponse) => unknown,
): Promise<LocalServer> {
  const server = createServer((incoming, response) => {
    readWhole(incoming)
      .then((request) => answer(request, response))
      .catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function readWhole(incoming: IncomingMessage): Promise<LocalRequest> {
  const arrivedAt = performance.now();
  let body = '';
  for await (const chunk of incoming.setEncoding('utf8')) body += String(chunk);
  const { method = 'GET', url = '/', headers } = incoming;
  return { method, url, headers, body, arrivedAt };
}
