import { afterEach, describe, expect, test } from '@jest/globals';
import { fileURLToPath } from 'node:url';
import { createMcpServers } from '../../../src/clients/mcp/mcp-servers.js';
import type { McpAddress, McpServerSettings } from '../../../src/clients/mcp/settings.js';
import { createLogger } from '../../../src/observability/logger.js';
import { startToolbox, type ToolboxOverHttp } from '../../helpers/mcp/http-server.js';

const STDIO_SERVER = fileURLToPath(new URL('../../helpers/mcp/stdio-server.ts', import.meta.url));
const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function toolbox(): Promise<ToolboxOverHttp> {
  const server = await startToolbox();
  closing.push(() => server.close());
  return server;
}

function connect(address: McpAddress, more: Partial<McpServerSettings> = {}, taken: string[] = []) {
  const lines: string[] = [];
  const mcp = createMcpServers({
    servers: [
      {
        name: 'deploys',
        address,
        timeoutMs: 5_000,
        tools: [{ name: 'list_releases' }],
        actions: [],
        ...more,
      },
    ],
    taken: new Set(taken),
    log: createLogger({ level: 'trace', destination: { write: (line) => void lines.push(line) } }),
  });
  closing.unshift(() => mcp.close());
  return { ...mcp, lines };
}

const overHttp = (server: ToolboxOverHttp) => ({ url: server.url, headers: {} });
const namesOf = (mcp: ReturnType<typeof connect>) => mcp.tools().map(({ name }) => name);

describe('an MCP server of the configuration', () => {
  test('offers what the operator lists and the server calls read-only', async () => {
    const mcp = connect(overHttp(await toolbox()), {
      tools: ['list_releases', 'restart_service', 'unmarked'].map((name) => ({ name })),
    });
    expect(await mcp.learn()).toEqual(new Map());
    expect(namesOf(mcp)).toEqual(['deploys_list_releases']);
  });

  test('is asked over standard input and output, and gets none of our secrets', async () => {
    process.env['FIREWATCH_TEST_SECRET'] = 'hidden';
    const mcp = connect(
      {
        command: process.execPath,
        args: ['--import', 'tsx', STDIO_SERVER],
        env: { SHOWN: 'yes' },
      },
      { timeoutMs: 15_000 },
    );
    expect(await mcp.learn()).toEqual(new Map());
    const answer = await mcp
      .tools()[0]
      ?.run({ service: 'checkout' }, { signal: AbortSignal.timeout(15_000) } as never);
    expect(answer).toMatchObject({ status: 'ok', data: expect.arrayContaining(['PATH', 'SHOWN']) });
    expect(JSON.stringify(answer)).not.toContain('FIREWATCH_TEST_SECRET');
  });
});
