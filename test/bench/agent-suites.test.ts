import { describe, expect, test } from '@jest/globals';
import { cutHeadAndTail, isInside } from '../../bench/agent-needle/read-logs.js';
import { shareOfPrefix } from '../../bench/agent-budget/measure-prompts.js';
import { agentBudget } from '../../bench/suites/agent-budget.js';
import { agentNeedle } from '../../bench/suites/agent-needle.js';
import { agentOverhead } from '../../bench/suites/agent-overhead.js';

const options = (...flags: string[]) => ({ data: null, flags, say: () => {} });

describe('the benchmark of the line that decides', () => {
  test('finds each kind of line in the summary, and hardly any by a plain cut', async () => {
    const { result } = await agentNeedle.run(options('--cases', '20', '--full', '0', '--seed', '5'));

    expect(result).toMatchObject({ cases: 20 });
    expect(result['kept']).toBeGreaterThanOrEqual(0.95);
    expect(result['baseline']).toBeLessThanOrEqual(0.2);
    expect(result['maxTokens']).toBeLessThanOrEqual(4_000);
  }, 120_000);

  test('a text is there however JSON wrote it, and not when it is another', () => {
    expect(isInside('{"line":"cannot open \\"a\\":  denied"}', 'cannot open "a": denied')).toBe(true);
    expect(isInside('{"line":"cannot open \\"b\\""}', 'cannot open "a"')).toBe(false);
  });

  test('a plain cut has the beginning and the end', () => {
    const began = new Date(1_000);
    const lines = Array.from({ length: 5_000 }, (_, index) => ({ at: index, text: `line ${index}` }));

    const text = cutHeadAndTail(
      { kind: '', decisive: '', bytes: 0, lines },
      { start: began, began, end: began },
      100,
    );

    expect([text.startsWith('line 1000\n'), text.endsWith('line 4999'), text.includes('line 3000')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('the benchmark of budgets', () => {
  test('no greedy model breaks one, and an ordinary investigation stays small', async () => {
    const { result } = await agentBudget.run(options('--runs', '26', '--megabytes', '2', '--grace', '20'));

    expect(result).toMatchObject({ runs: 26, overruns: 0 });
    expect(result['requests']).toBeGreaterThan(10);
    expect(result['promptTokens']).toBeLessThanOrEqual(30_000);
    expect(result['cacheablePrefix']).toBeGreaterThanOrEqual(0.9);
  }, 120_000);

  test('counts the bytes that begin a prompt and the one before it', () => {
    expect(shareOfPrefix(['aaaa', 'aaaabbbb', 'xaaabbbb'])).toBe(0.25);
  });
});

describe('the benchmark of overhead', () => {
  test('plays incidents to their end, with fewer turns than an agent that begins with the alert', async () => {
    const { result } = await agentOverhead.run(options('--incidents', '4'));

    expect(result).toMatchObject({
      overheadMs: { p95: expect.any(Number) },
      baseline: { turns: { p50: expect.any(Number) } },
    });
    expect((result['turns'] as { p50: number }).p50).toBeLessThanOrEqual(4);
  }, 60_000);

  test('says which flag it does not know', async () => {
    await expect(agentOverhead.run(options('--incident', '4'))).rejects.toThrow(
      "Unknown option '--incident'",
    );
  });
});
