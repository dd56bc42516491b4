/** MCP servers for one test, connected as a bot would be; all is closed by `closeAll`. */
import { fileURLToPath } from 'node:url';
import { createMcpServers, type McpServers } from '../../../src/clients/mcp/mcp-servers.js';
import type { McpServerSettings } from '../../../src/clients/mcp/settings.js';
import { createLogger } from '../../../src/observability/logger.js';
import type { ToolResult } from '../../../tools/tool.js';
import { toolContext } from '../../helpers/checkout-incident.js';
import { startToolbox, type ToolboxOverHttp } from '../../helpers/mcp/http-server.js';

const STDIO_SERVER = fileURLToPath(new URL('../../helpers/mcp/stdio-server.ts', import.meta.url));
/** A process takes its time to start on a busy machine. */
const STDIO_TIMEOUT_MS = 15_000;

const closers: (() => Promise<void>)[] = [];

export async function closeAll(): Promise<void> {
  for (const close of closers.splice(0).toReversed()) await close();
}

export async function toolbox(...given: Parameters<typeof startToolbox>): Promise<ToolboxOverHttp> {
  const server = await startToolbox(...given);
  closers.push(() => server.close());
  return server;
}

export interface Connected extends McpServers {
  /** What the log says. */
  readonly lines: readonly string[];
  names(): readonly string[];
  /** Why tools are not offered, by their names at the server. */
  reasons(): Readonly<Record<string, string | null>>;
  ask(tool: string, input?: object, options?: { signal?: AbortSignal }): Promise<ToolResult>;
}

export function connectAll(
  servers: readonly (Partial<McpServerSettings> & Pick<McpServerSettings, 'address'>)[],
  { taken = [], retryMs = 50 }: { taken?: readonly string[]; retryMs?: number } = {},
): Connected {
  const lines: string[] = [];
  const mcp = createMcpServers({
    servers: servers.map((server) => ({
      name: 'deploys',
      timeoutMs: 5_000,
      secrets: [],
      tools: [{ name: 'list_releases' }],
      actions: [],
      ...server,
    })),
    taken: new Set(taken),
    log: createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
    retryMs,
  });
  closers.push(() => mcp.close());
  return {
    ...mcp,
    lines,
    names: () => mcp.tools().map(({ name }) => name),
    reasons: () => Object.fromEntries(mcp.candidates().map(({ tool, reason }) => [tool, reason])),
    ask(name, input = {}, { signal } = {}) {
      const tool = mcp.tools().find((one) => one.name === name);
      if (!tool) throw new Error(`${name} is not offered`);
      return tool.run(input, { ...toolContext(), signal: signal ?? AbortSignal.timeout(10_000) });
    },
  };
}

export function connect(
  server: ToolboxOverHttp,
  settings: Partial<McpServerSettings> = {},
  options: Parameters<typeof connectAll>[1] = {},
): Connected {
  return connectAll([{ address: { url: server.url, headers: {} }, ...settings }], options);
}

export function connectProcess(settings: Partial<McpServerSettings> = {}): Connected {
  const address = {
    command: process.execPath,
    args: ['--import', 'tsx', STDIO_SERVER],
    env: { SHOWN: 'yes' },
  };
  return connectAll([{ address, timeoutMs: STDIO_TIMEOUT_MS, ...settings }]);
}

export const named = (...names: readonly string[]) => names.map((name) => ({ name }));
