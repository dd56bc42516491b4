import { describe, expect, test } from '@jest/globals';
import { estimateTokens } from '../../../src/agent/tool-results/estimate-tokens.js';
import { readResult } from '../../../tools/results/read-result.js';
import { ok, probe, runnerOf } from '../probe-tool.js';

describe('a result that is too long for a prompt', () => {
  test('a long list loses its end; all of it is kept and can be read', async () => {
    const rows = Array.from({ length: 300 }, (_, index) => ({ service: `service-${index}`, failing: index }));
    const { runner, store } = runnerOf(
      probe(() => ok({ of: 300, rows })),
      { tools: [probe(() => ok({ of: 300, rows })), readResult] },
    );

    const { text } = await runner.call('query_probe', { text: 'a' });
    const next = await runner.call('read_result', { id: 'R1', page: 2 });
    const filtered = await runner.call('read_result', { id: 'R1', contains: 'SERVICE-299"' });

    expect(estimateTokens(text)).toBeLessThanOrEqual(1300);
    const [, , data = '', left = ''] = text.split('\n');
    const shown = /^Shown: (\d+) of 300 in rows\. All of it is R1: read_result\.$/.exec(left)?.[1];
    expect(JSON.parse(data.slice('result: '.length))).toEqual({
      of: 300,
      rows: rows.slice(0, Number(shown)),
    });
    expect(store.stored).toHaveLength(1);
    expect(store.stored[0]?.data).toMatchObject({ of: 300 });
    expect(next.text).toMatch(
      /^Page 2 of \d+; 301 of 301 lines\.\nquery: R1 \(query_probe: the query\)\nresult: \[/,
    );
    expect(filtered.text).toContain('result: [{"rows":{"service":"service-299","failing":299}}]');
  });

  test('one long text is cut inside its value', async () => {
    const { runner } = runnerOf(probe(() => ok({ body: 'word '.repeat(50_000), rows: [1, 2] })));

    const { text } = await runner.call('query_probe', { text: 'a' });

    expect(estimateTokens(text)).toBeLessThanOrEqual(1300);
    expect(text).toMatch(
      /result: \{"body":"[word ]+…","rows":\[1,2\]\}\nLong parts are cut\. All of it is R1: read_result\.$/,
    );
  });

  test('what does not exist cannot be read', async () => {
    const { runner } = runnerOf(
      probe(() => ok(1)),
      { tools: [readResult] },
    );

    expect((await runner.call('read_result', { id: 'R7' })).text).toBe(
      'Refused: This incident has no result R7.',
    );
  });
});
