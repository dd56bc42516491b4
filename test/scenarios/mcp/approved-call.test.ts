import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import {
  alertOf,
  approve,
  createBotWorld,
  findProposal,
  keyOf,
  startBotIn,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../../helpers/bot.js';
import { RUNBOOK } from '../../helpers/bot-config.js';
import { startToolbox, type ToolboxOverHttp } from '../../helpers/mcp/http-server.js';

let bot: Bot | undefined;
let toolbox: ToolboxOverHttp | undefined;
afterEach(async () => {
  await bot?.close();
  await toolbox?.close();
  bot = undefined;
  toolbox = undefined;
});

describe('a tool of an MCP server that a person mapped to an action', () => {
  test('is called once, with the configured arguments, after an approval and not before', async () => {
    toolbox = await startToolbox();
    const call = {
      name: 'restart-checkout',
      description: 'Restarts checkout.',
      tool: 'restart_service',
      service: 'checkout',
      arguments: { service: 'checkout' },
      risk: 'medium',
    };
    const world = await createBotWorld({
      database: 'either',
      config: { mcp: { servers: [{ name: 'deploys', url: toolbox.url, actions: [call] }] } },
    });
    const runbook = RUNBOOK.replace(
      'action: call_http_endpoint\n    arguments: { endpoint: restart-$service }',
      'action: call_mcp_tool\n    arguments: { call: restart-$service }',
    );
    expect(runbook).not.toBe(RUNBOOK);
    await writeFile(join(world.directory, 'runbooks', 'checkout-errors.md'), runbook);
    bot = await startBotIn(world);

    await bot.post(WEBHOOK, webhookOf(alertOf()));
    const proposal = await until('the proposal', () => findProposal(world));
    expect(textOf(proposal)).toContain('restart_service');
    const { box } = toolbox;
    expect(box.calls).toEqual([]);

    expect(await approve(world, proposal)).toEqual({ ok: true });
    // Before the run it would not be needed any more, and nothing would run.
    await until('the run', () => box.calls[0]);
    world.metrics.value = '0';
    await until('the verdict', () =>
      world.messages().find((one) => keyOf(one) === keyOf(proposal) && /verified after/i.test(textOf(one))),
    );
    expect(box.calls.map(({ name, args }) => ({ name, args }))).toEqual([
      { name: 'restart_service', args: { service: 'checkout' } },
    ]);
    expect(bot.log).toEqual([]);
  }, 120_000);
});
