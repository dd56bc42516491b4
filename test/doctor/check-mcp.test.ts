import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { stringify } from 'yaml';
import { loadConfig } from '../../src/config/config.js';
import { checkMcp } from '../../src/doctor/check-mcp.js';
import { errorMessage } from '../../src/shared/errors.js';
import { closeAll, toolbox } from '../clients/mcp/connect.js';

let directory: string | undefined;
afterEach(async () => {
  await closeAll();
  if (directory) await rm(directory, { recursive: true });
  directory = undefined;
});

/** What the doctor says, and whether it calls it wrong. */
async function examine(
  ...servers: readonly object[]
): Promise<{ isWrong: boolean; sentence: string | null }> {
  directory = await mkdtemp(join(tmpdir(), 'firewatch-mcp-'));
  const path = join(directory, 'firewatch.yaml');
  await writeFile(path, stringify({ mcp: { servers } }));
  return checkMcp(loadConfig({ FIREWATCH_CONFIG: path })).then(
    (sentence) => ({ isWrong: false, sentence }),
    (error: unknown) => ({ isWrong: true, sentence: errorMessage(error) }),
  );
}

const RESTART = {
  name: 'restart-checkout',
  description: 'Restarts checkout.',
  tool: 'restart_service',
  service: 'checkout',
  risk: 'medium',
};

describe('what the doctor says of MCP servers', () => {
  test('names what is offered with its hash, what may be approved, and what nobody listed', async () => {
    const { url } = await toolbox();
    const said = await examine({
      name: 'deploys',
      url,
      tools: [{ name: 'list_releases' }],
      actions: [RESTART],
    });

    expect(said).toEqual({
      isWrong: false,
      sentence: expect.stringMatching(
        /^deploys answers; the agent may ask deploys_list_releases \(sha256: [0-9a-f]{64}\); people may approve restart-checkout; not offered, because nobody listed them: drop_everything, /,
      ),
    });
  });

  test('says why a tool that somebody wants is not offered, and which server does not answer', async () => {
    const server = await toolbox();
    const gone = await toolbox();
    await gone.close();
    const said = await examine(
      {
        name: 'deploys',
        url: server.url,
        tools: [{ name: 'unmarked' }],
        actions: [{ ...RESTART, tool: 'nothing' }],
      },
      { name: 'gone', url: gone.url },
    );

    expect(said.isWrong).toBe(true);
    expect(said.sentence).toMatch(
      /The MCP server gone cannot be reached: ".*fetch failed"\. Check its entry under mcp\.servers/,
    );
    expect(said.sentence).toContain(
      'deploys: unmarked is not offered: the server does not call it read-only.',
    );
    expect(said.sentence).toContain('restart-checkout: deploys has no tool nothing.');
  });

  test('is nothing where none is configured', async () => {
    expect(await examine()).toEqual({ isWrong: false, sentence: null });
  });
});
