/** The one port of the workspace. What goes wrong in a handler is answered, never thrown. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { sendJson } from './request.js';

export function createListener(deps: {
  readonly handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly upgrade: (request: IncomingMessage, socket: Duplex, head: Buffer) => void;
}) {
  let server: Server | undefined;

  return {
    isListening: (): boolean => server !== undefined,
    /** Resolves to the port, which is any free one when asked for 0; listening twice changes nothing. */
    async listen(port: number, host: string): Promise<number> {
      if (server !== undefined) return port;
      const created = createServer((request, response) => {
        deps.handle(request, response).catch((error: unknown) => {
          if (response.headersSent) response.destroy();
          else sendJson(response, 500, { ok: false, error: 'internal_error', message: String(error) });
        });
      });
      created.on('upgrade', deps.upgrade);
      server = created;
      await new Promise<void>((resolve, reject) => {
        created.once('error', reject);
        created.listen(port, host, resolve);
      });
      return (created.address() as AddressInfo).port;
    },
    async close(): Promise<void> {
      const running = server;
      if (running === undefined) return;
      server = undefined;
      running.closeAllConnections();
      await new Promise<void>((resolve) => running.close(() => resolve()));
    },
  };
}
