import { describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import type { ToolResult } from '../../tools/tool.js';
import { NOW } from '../helpers/checkout-incident.js';
import { ok, probe, runnerOf } from './probe-tool.js';

describe('tool runner', () => {
  test('files the result and puts its id in front of the answer', async () => {
    const { runner, store } = runnerOf(
      probe(() =>
        Promise.resolve({
          status: 'ok',
          query: 'sum(up)',
          range: { start: NOW, end: NOW },
          summary: 'It is\n\n7.',
          data: { value: 7 },
          hasMore: true,
        }),
      ),
    );

    const answer = await runner.call('query_probe', { text: 'a' });

    expect(answer.text).toMatchInlineSnapshot(`
     "E1: It is 7.
     query: sum(up)
     range: 2026-11-20T03:20:00Z to 2026-11-20T03:20:00Z
     result: {"value":7}
     There is more than this; narrow the question to see it."
    `);
    expect(store.stored).toMatchInlineSnapshot(`
     [
       {
         "createdAt": 2026-11-20T03:20:00.000Z,
         "data": {
           "value": 7,
         },
         "id": "E1",
         "isAnomalous": false,
         "kind": "tool_result",
         "query": "sum(up)",
         "range": {
           "end": 2026-11-20T03:20:00.000Z,
           "start": 2026-11-20T03:20:00.000Z,
         },
         "service": null,
         "source": "probe",
         "statement": "It is 7.",
         "why": "Looked up during the investigation with query_probe.",
       },
     ]
    `);
  });

  test('what was not found is evidence too', async () => {
    const { runner, store } = runnerOf(
      probe(() => Promise.resolve({ status: 'no_data', searched: 'the attic' })),
    );

    const answer = await runner.call('query_probe', { text: 'a' });

    expect(answer).toMatchObject({ status: 'no_data', text: 'E1: Nothing found. Searched: the attic' });
    expect(store.stored[0]).toMatchObject({ statement: 'Nothing found for the attic.', isAnomalous: false });
  });

  test('a refusal and a tool that observes nothing are not filed', async () => {
    const refusing = runnerOf(probe(() => Promise.resolve({ status: 'refused', reason: 'Not today.' })));
    const listing = runnerOf({ ...probe(() => ok(['a'])), evidence: null });

    expect((await refusing.runner.call('query_probe', { text: 'a' })).text).toBe('Refused: Not today.');
    expect((await listing.runner.call('query_probe', { text: 'a' })).text).toMatch(/^It is 7\.\n/);
    expect([...refusing.store.stored, ...listing.store.stored]).toEqual([]);
  });

  test('what a result is about and whether it is unusual goes into the evidence', async () => {
    const { runner, store } = runnerOf(
      probe(async () => ({ ...(await ok(1)), isUnusual: true, service: 'payments' }) as ToolResult),
    );

    await runner.call('query_probe', { text: 'a' });

    expect(store.stored).toMatchObject([{ service: 'payments', isAnomalous: true }]);
  });

  test('identical calls are answered from memory, also at the same time', async () => {
    let runs = 0;
    const { runner } = runnerOf(
      probe(() => {
        runs += 1;
        return ok(runs);
      }),
    );

    await Promise.all([runner.call('query_probe', { text: 'a' }), runner.call('query_probe', { text: 'a' })]);
    await runner.call('query_probe', { text: 'b' });

    expect([runs, runner.calls]).toEqual([2, 2]);
  });

  test('a repeated question is pointed to the answer instead of being told it again', async () => {
    const { runner } = runnerOf(probe(() => ok('x'.repeat(3000))));

    await runner.call('query_probe', { text: 'a' });
    const again = await runner.call('query_probe', { text: 'a' });

    expect(again.text).toBe('You asked exactly this already; the answer has not changed, it is E1.');
    expect(again.status).toBe('ok');
  });

  test('null counts as left out', async () => {
    const { runner } = runnerOf(probe(() => ok(1)));

    const answer = await runner.call('query_probe', { text: 'a', limit: null });

    expect(answer.status).toBe('ok');
  });

  test('a field that does not exist is answered with those that do', async () => {
    const tool = { ...probe(() => ok(1)), input: z.strictObject({ text: z.string() }) };
    const { runner } = runnerOf(tool);

    expect((await runner.call('query_probe', { text: 'a', from: '-5m' })).text).toBe(
      'The input of query_probe is wrong. input: Unrecognized key: "from". Its fields are: text.',
    );
  });

  test.each([[null], [undefined], ['text'], [[]], [{ text: 5 }], [{ text: 'x'.repeat(1_000_000) }], [{}]])(
    'answers %p as input with a short sentence',
    async (input) => {
      const { runner } = runnerOf(probe(() => ok(1)));

      const answer = await runner.call('query_probe', input);

      expect(answer).toMatchObject({
        status: 'error',
        text: expect.stringMatching(/^The input of query_probe is /),
      });
      expect(answer.text.length).toBeLessThan(300);
      expect(runner.calls).toBe(0);
    },
  );
  test('hides tools whose backend is not configured', async () => {
    const { runner } = runnerOf(
      probe(() => ok(1)),
      { backends: [] },
    );

    expect(runner.available).toEqual([]);
    expect((await runner.call('query_probe', { text: 'a' })).status).toBe('error');
  });
});
