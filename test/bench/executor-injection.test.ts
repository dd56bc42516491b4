import { describe, expect, test } from '@jest/globals';
import { executorInjection } from '../../bench/suites/executor-injection.js';

describe('the benchmark of injected arguments', () => {
  test('sees what an unsafe action does, and nothing of the kind from ours, which do run', async () => {
    const { result, table } = await executorInjection.run({
      data: null,
      flags: ['--texts', '8'],
      say: () => {},
    });

    expect(result).toMatchObject({ executed: 0, blockedSockets: 0 });
    expect(result['payloads']).toBeGreaterThan(200);
    const notes = table.notes?.join('\n') ?? '';
    expect(notes).toContain('An unsafe action was tried first');
    for (const action of ['call_http_endpoint', 'call_mcp_tool', 'create_silence', 'run_command'])
      expect(notes).toMatch(new RegExp(`ran to their end with harmless arguments: .*${action}`));
    expect(notes).not.toContain('no refusal but a mistake');
  }, 120_000);

  test('wants a folder that exists', async () => {
    const run = executorInjection.run({ data: null, flags: ['--corpus', '/nowhere'], say: () => {} });

    await expect(run).rejects.toThrow('--corpus');
  });
});
