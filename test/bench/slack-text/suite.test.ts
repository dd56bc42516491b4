import { describe, expect, test } from '@jest/globals';
import { slackText } from '../../../bench/suites/slack-text.js';

const run = (...flags: string[]) => slackText.run({ data: null, flags, say: () => undefined });

describe('the benchmark of hostile text', () => {
  test('reports what it tried and what it found', async () => {
    const { table, result } = await run('--every', '2500');

    expect(result).toEqual({
      payloads: 3,
      renders: 3 * table.rows.length,
      liveEntities: expect.any(Number),
      hiddenCharacters: expect.any(Number),
      schemaErrors: expect.any(Number),
    });
    expect(table.rows.length).toBeGreaterThan(20);
  });

  test.each([[['--every', 'much']], [['--every', '0']], [['--evry', '2']]])('refuses %j', async (flags) => {
    await expect(run(...flags)).rejects.toThrow(/every|evry/);
  });
});
