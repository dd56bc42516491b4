/** The toolbox behind streamable HTTP, without sessions, as most public servers are. */
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import { createToolbox, createToolboxServer, type Toolbox } from './toolbox.js';

export interface ToolboxOverHttp {
  readonly url: string;
  readonly box: Toolbox;
  /** Of every request. */
  readonly headers: readonly IncomingHttpHeaders[];
  readonly methods: readonly string[];
  close(): Promise<void>;
}

/** `port` 0 takes any. */
export async function startToolbox(box = createToolbox(), port = 0): Promise<ToolboxOverHttp> {
  const headers: IncomingHttpHeaders[] = [];
  const methods: string[] = [];
  const http = createServer((request, response) => {
    headers.push(request.headers);
    methods.push(request.method ?? '');
    const transport = new StreamableHTTPServerTransport({});
    const server = createToolboxServer(box);
    response.on('close', () => void server.close());
    void server.connect(transport).then(() => transport.handleRequest(request, response));
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    box,
    headers,
    methods,
    async close() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
    },
  };
}
