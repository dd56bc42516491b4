/** The few lines of plain HTTP serving that the shop's servers share. */
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

const KEEP_ALIVE_MS = 120_000; // longer than any pause in the load, so that no call meets a connection being closed

/** Listens on a free port of the loopback interface and returns the base URL. */
export const listenOnAnyPort = (server: Server): Promise<string> => listenOn(server, 0);

/** Listens on this port of the loopback interface, 0 is any free one, and returns the base URL. */
export async function listenOn(server: Server, port: number): Promise<string> {
  server.keepAliveTimeout = KEEP_ALIVE_MS;
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no TCP port.');
  return `http://127.0.0.1:${address.port}`;
}

/** Closes the server and every connection; does nothing when it is not listening. */
export async function stopServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = once(server, 'close');
  server.close();
  server.closeAllConnections();
  await closed;
}

/** The parsed body; `undefined` when there is none or it is not JSON. */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  if (request.headers['content-length'] === undefined && request.headers['transfer-encoding'] === undefined) {
    return undefined;
  }
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
    return JSON.parse(Buffer.concat(chunks).toString('utf8'));
  } catch {
    return undefined;
  }
}

export function sendJson(response: ServerResponse, status: number, body: unknown): void {
  // A caller that gave up has closed the connection; there is nobody left to answer.
  if (response.destroyed) return;
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(body));
}
