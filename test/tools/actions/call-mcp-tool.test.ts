import { afterEach, describe, expect, test } from '@jest/globals';
import { createNamedCommands } from '../../../src/clients/commands/named-commands.js';
import { createNamedEndpoints } from '../../../src/clients/named-endpoints.js';
import type { McpServerSettings, RunnableCall } from '../../../src/clients/mcp/settings.js';
import { createActionCatalogue } from '../../../src/remediation/action-catalogue.js';
import { UncertainOutcomeError } from '../../../src/shared/errors.js';
import { actions } from '../../../tools/actions/index.js';
import { closeAll, connect, named, toolbox } from '../../clients/mcp/connect.js';
import type { ToolboxOverHttp } from '../../helpers/mcp/http-server.js';

afterEach(closeAll);

const RESTART: RunnableCall = {
  name: 'restart-checkout',
  description: 'Restarts checkout.',
  tool: 'restart_service',
  service: 'checkout',
  arguments: { service: 'checkout' },
  choices: { replicas: [2, 4] },
  risk: 'high',
  isIdempotent: false,
  isReversible: false,
  rollback: 'Not possible.',
};

function catalogueFor(
  server: ToolboxOverHttp,
  call: Partial<RunnableCall> = {},
  more: Partial<McpServerSettings> = {},
) {
  const mcp = connect(server, {
    tools: named('restart_service'),
    actions: [{ ...RESTART, ...call }],
    ...more,
  });
  const http = createNamedEndpoints({ endpoints: [], timeoutMs: 1_000 });
  const commands = createNamedCommands({ commands: [], redact: (text) => text });
  return { mcp, catalogue: createActionCatalogue(actions, { http, mcp: mcp.actions, commands }) };
}

const signal = () => AbortSignal.timeout(10_000);
const ARGS = { call: 'restart-checkout', choices: { replicas: 4 } };

const RUN = { fence: 1, targetVersion: '', report: () => {} };

describe('call_mcp_tool', () => {
  test('says what would be sent, sends nothing, and then sends exactly that, once', async () => {
    const server = await toolbox();
    const { catalogue } = catalogueFor(server);

    const { plan, arguments: args } = await catalogue.plan('call_mcp_tool', ARGS, signal());
    expect(plan).toMatchObject({
      effect: 'restart_service {"service":"checkout","replicas":4} at the MCP server deploys',
      target: { name: 'checkout (restart-checkout)', version: expect.stringMatching(/^[0-9a-f]{16}$/) },
      risk: 'high',
      isIdempotent: false,
      service: 'checkout',
    });
    expect(server.box.calls).toEqual([]);

    const run = await catalogue.execute('call_mcp_tool', args, {
      ...RUN,
      idempotencyKey: 'key-1',
      signal: signal(),
    });
    expect(run).toEqual({ output: 'restart_service was done' });
    expect(server.box.calls).toEqual([
      {
        name: 'restart_service',
        args: { service: 'checkout', replicas: 4 },
        meta: expect.objectContaining({ 'firewatch.dev/idempotency-key': 'key-1' }),
      },
    ]);
  });

  test.each([
    [
      'a call that nobody configured',
      { call: 'drop-everything', choices: {} },
      'No call named drop-everything',
    ],
    ['a value that is no choice', { call: 'restart-checkout', choices: { replicas: 400 } }, 'one of 2, 4'],
    ['no value for a choice', { call: 'restart-checkout' }, 'needs replicas'],
    [
      'an argument that is fixed',
      { call: 'restart-checkout', choices: { replicas: 2, service: 'bank' } },
      'leaves no choice of service',
    ],
    ['further fields', { ...ARGS, tool: 'drop_everything' }, 'refuses'],
  ])('refuses %s', async (_what, args, words) => {
    const server = await toolbox();
    const { catalogue } = catalogueFor(server);

    await expect(catalogue.plan('call_mcp_tool', args, signal())).rejects.toThrow(words);
    await expect(
      catalogue.execute('call_mcp_tool', args, { ...RUN, idempotencyKey: 'key', signal: signal() }),
    ).rejects.toThrow(words);
    expect(server.box.calls).toEqual([]);
  });

  test('is refused once the server has changed the tool, and has another target then', async () => {
    const server = await toolbox();
    const before = await catalogueFor(server).catalogue.plan('call_mcp_tool', ARGS, signal());
    const { catalogue } = catalogueFor(server);
    await catalogue.plan('call_mcp_tool', ARGS, signal());

    server.box.changes.set('restart_service', { description: 'Restarts everything.' });

    await expect(catalogue.plan('call_mcp_tool', ARGS, signal())).rejects.toThrow(
      'a person has to look at it first',
    );
    const after = await catalogueFor(server).catalogue.plan('call_mcp_tool', ARGS, signal());
    expect(after.plan.target.version).not.toBe(before.plan.target.version);
  });

  test('is refused for a definition other than the one in the configuration', async () => {
    const { catalogue } = catalogueFor(await toolbox(), { sha256: '0'.repeat(64) });

    await expect(catalogue.plan('call_mcp_tool', ARGS, signal())).rejects.toThrow(
      /then set sha256: [0-9a-f]{64}/,
    );
  });

  test('fails when the tool says so, and is uncertain when it does not answer', async () => {
    const server = await toolbox();
    const grumpy = catalogueFor(server, { tool: 'grumpy' }).catalogue;
    const slow = catalogueFor(server, { tool: 'slow_report' }, { timeoutMs: 400 }).catalogue;
    const options = () => ({ ...RUN, idempotencyKey: 'key', signal: signal() });

    const failed = await grumpy.execute('call_mcp_tool', ARGS, options()).catch((error: unknown) => error);
    expect(failed).toMatchObject({
      message: expect.stringContaining('grumpy of deploys failed: "There is no such'),
    });
    expect(failed).not.toBeInstanceOf(UncertainOutcomeError);
    await expect(slow.execute('call_mcp_tool', ARGS, options())).rejects.toThrow(UncertainOutcomeError);
  });
});
