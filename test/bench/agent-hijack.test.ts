import { describe, expect, test } from '@jest/globals';
import { agentHijack } from '../../bench/suites/agent-hijack.js';

describe('the benchmark of a hijacked model', () => {
  test('hears every call, and finds nothing that it achieved', async () => {
    const { result, table } = await agentHijack.run({ data: null, flags: ['--calls', '160'], say: () => {} });

    expect(result).toMatchObject({ sideEffects: 0, secretsOut: 0, liveEntities: 0 });
    expect(result['calls']).toBeGreaterThanOrEqual(100);
    expect(table.notes?.join('\n')).toMatch(/[1-9]\d* of the reports and [1-9]\d* of the answers were shown/);
  }, 120_000);

  test('wants a folder that exists', async () => {
    const run = agentHijack.run({ data: null, flags: ['--corpus', '/nowhere'], say: () => {} });

    await expect(run).rejects.toThrow('--corpus');
  });
});
