import { describe, expect, test } from '@jest/globals';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { mcpServersOf } from '../../src/app/mcp.js';
import { loadConfig } from '../../src/config/config.js';
import { ConfigError } from '../../src/shared/errors.js';
import { tools } from '../../tools/index.js';

const HTTP = { name: 'deploys', url: 'https://deploys.example.com/mcp' };
const PROCESS = { name: 'local', command: 'local-mcp' };
const CALL = { name: 'restart', description: 'Restarts.', tool: 'restart', service: 'checkout', risk: 'low' };

async function load(servers: readonly object[], variables: Readonly<Record<string, string>> = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'firewatch-config-'));
  const path = join(directory, 'firewatch.yaml');
  try {
    await writeFile(path, stringify({ mcp: { servers } }));
    return mcpServersOf(loadConfig({ FIREWATCH_CONFIG: path, ...variables }));
  } finally {
    await rm(directory, { recursive: true });
  }
}

async function problemOf(...servers: readonly object[]): Promise<string> {
  return load(servers).then(
    () => 'no problem',
    (error: unknown) => (error instanceof ConfigError ? error.message : String(error)),
  );
}

describe('the MCP servers of the file', () => {
  test('get their secrets from the environment', async () => {
    const variables = { DEPLOY_TOKEN: 'deploy-secret', LOCAL_KEY: 'local-secret', OTHER: 'not theirs' };
    const [http, process] = await load(
      [
        { ...HTTP, tokenEnv: 'DEPLOY_TOKEN', headers: { 'x-team': 'platform' } },
        { ...PROCESS, args: ['--read-only'], env: { MODE: 'quiet' }, passEnv: ['LOCAL_KEY'], timeout: '3s' },
      ],
      variables,
    );

    expect(http).toMatchObject({
      name: 'deploys',
      address: { url: HTTP.url, headers: { 'x-team': 'platform', authorization: 'Bearer deploy-secret' } },
      timeoutMs: 10_000,
      tools: [],
      actions: [],
    });
    expect(http?.secrets).toContain('deploy-secret');
    expect(process).toMatchObject({
      address: {
        command: 'local-mcp',
        args: ['--read-only'],
        env: { MODE: 'quiet', LOCAL_KEY: 'local-secret' },
      },
      timeoutMs: 3_000,
      secrets: ['local-secret'],
    });
  });

  test.each([
    ['a name of our verbs', { ...HTTP, name: 'query' }, 'name must not be one of find, get'],
    ['a name with signs', { ...HTTP, name: 'my-server' }, 'name must be lower-case letters and digits'],
    ['two ways', { ...HTTP, command: 'x' }, 'needs url or command, and not both'],
    ['no way', { name: 'deploys' }, 'needs url or command, and not both'],
    [
      'a token for a process',
      { ...PROCESS, tokenEnv: 'X' },
      'has headers or tokenEnv, which only a url takes',
    ],
    [
      'arguments for an address',
      { ...HTTP, args: ['x'] },
      'has args, env or passEnv, which only a command takes',
    ],
    [
      'a token that is not set',
      { ...HTTP, tokenEnv: 'NOWHERE' },
      'NOWHERE is not set; the MCP server deploys needs it',
    ],
    [
      'a variable that is not set',
      { ...PROCESS, passEnv: ['NOWHERE'] },
      'NOWHERE is not set; the MCP server local',
    ],
    ['a long wait', { ...HTTP, timeout: '60s' }, 'timeout must be from 1s to 15s'],
    ['a hash that is none', { ...HTTP, tools: [{ name: 'x', sha256: 'abc' }] }, 'sha256 must be the 64'],
    ['a call without a risk', { ...HTTP, actions: [{ ...CALL, risk: undefined }] }, 'risk'],
    [
      'too many tools',
      { ...HTTP, tools: Array.from({ length: 21 }, (_, index) => ({ name: `t${index}` })) },
      'has more than 20 tools',
    ],
  ])('are refused with %s', async (_what, server, words) => {
    expect(await problemOf(server)).toContain(words);
  });

  test('have names and calls of their own', async () => {
    expect(await problemOf(HTTP, { ...PROCESS, name: 'deploys' })).toContain('two servers of the same name');
    expect(await problemOf({ ...HTTP, actions: [CALL] }, { ...PROCESS, actions: [CALL] })).toContain(
      'two actions of the same name',
    );
  });

  test('cannot be named so that a tool of theirs looks like one of ours', async () => {
    for (const { name } of tools) {
      const [verb = ''] = name.split('_');
      expect(await problemOf({ ...HTTP, name: verb })).toContain('must not be one of');
    }
  });
});
