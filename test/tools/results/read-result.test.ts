import { describe, expect, test } from '@jest/globals';
import { createRunResults, readPage, toKeptText } from '../../../src/agent/tool-results/kept-results.js';
import { readResult } from '../../../tools/results/read-result.js';
import { toolContext } from '../../helpers/checkout-incident.js';

const pods = Array.from({ length: 200 }, (_, index) => ({ pod: `checkout-${index}`, restarts: index % 7 }));

async function context() {
  const store = createRunResults();
  await store.keep(toKeptText('query_metrics: restarts', { unit: 'number', series: pods }));
  return {
    ...toolContext(),
    results: { read: (question: Parameters<typeof readPage>[1]) => readPage(store, question) },
  };
}

describe('read_result', () => {
  test('reads a result to its end, each line once and in order', async () => {
    const known = await context();
    const lines: unknown[] = [];
    for (let page = 1; ; page += 1) {
      const result = await readResult.run({ id: 'R1', page }, known);
      if (result.status !== 'ok') throw new Error(`page ${page}: ${JSON.stringify(result)}`);
      lines.push(...(result.data as unknown[]));
      if (!result.hasMore) break;
    }

    expect(lines).toEqual([{ unit: 'number' }, ...pods.map((series) => ({ series }))]);
  });

  test('reads the lines with a text, in any case', async () => {
    expect(await readResult.run({ id: 'R1', contains: 'CHECKOUT-17"' }, await context())).toMatchObject({
      status: 'ok',
      query: 'R1 (query_metrics: restarts) with "CHECKOUT-17\\""',
      summary: 'Page 1 of 1; 1 of 201 lines.',
      data: [{ series: { pod: 'checkout-17', restarts: 3 } }],
      hasMore: false,
    });
  });

  test('says what it searched in vain, and how many pages there are', async () => {
    const known = await context();

    expect(await readResult.run({ id: 'R1', contains: 'payments' }, known)).toEqual({
      status: 'no_data',
      searched: 'R1 (query_metrics: restarts) with "payments", in 201 lines',
    });
    expect(await readResult.run({ id: 'R1', page: 99 }, known)).toEqual({
      status: 'refused',
      reason: expect.stringMatching(/^R1 \(query_metrics: restarts\) has \d+ pages only\.$/),
    });
    expect(await readResult.run({ id: 'R2' }, known)).toEqual({
      status: 'refused',
      reason: 'This incident has no result R2.',
    });
  });
});
