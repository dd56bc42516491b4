/** A local HTTP server that answers as a test tells it and remembers what it was asked. */
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface StubRequest {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface HttpStub {
  /** Base address without a trailing slash. */
  readonly url: string;
  /** Everything asked so far, oldest first. */
  readonly requests: readonly StubRequest[];
  /** Ends open connections too, so that hanging requests end with the test. */
  close(): Promise<void>;
}

/** What to answer; `hang` never answers, `drop` cuts the connection. */
export type StubAnswer =
  | 'hang'
  | 'drop'
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** Sent as it is when a string, else as JSON. */
      readonly body?: unknown;
    };

/** Starts a server on a free port. The handler returns an answer, or writes to `response` itself and returns nothing. */
export async function startHttpStub(
  handle: (request: StubRequest, response: ServerResponse) => StubAnswer | undefined,
): Promise<HttpStub> {
  const requests: StubRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const url = new URL(incoming.url ?? '/', 'http://stub');
      const request = {
        method: incoming.method ?? 'GET',
        path: url.pathname,
        query: url.searchParams,
        headers: incoming.headers,
        body: Buffer.concat(chunks).toString('utf8'),
      };
      requests.push(request);
      const answer = handle(request, response);
      if (answer !== undefined) sendAnswer(response, answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Writes a prepared answer. */
export function sendAnswer(response: ServerResponse, answer: StubAnswer): void {
  if (answer === 'hang') return;
  if (answer === 'drop') {
    response.destroy();
    return;
  }
  const isText = typeof answer.body === 'string';
  response.writeHead(answer.status ?? 200, {
    'content-type': isText ? 'text/plain' : 'application/json',
    ...answer.headers,
  });
  response.end(isText ? answer.body : answer.body === undefined ? '' : JSON.stringify(answer.body));
}
