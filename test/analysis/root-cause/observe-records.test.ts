import { describe, expect, test } from '@jest/globals';
import { observeBehaviours } from '../../../src/analysis/root-cause/behaviours/observe-behaviours.js';
import { observeEdges } from '../../../src/analysis/root-cause/waiting/observe-edges.js';
import { maskOperation, recordsBetween, type Records } from '../../../src/analysis/root-cause/records.js';

/** Requests to the shop, each with a call to the store; lines of the store in the store's span. */
function requests(count: number, from: number, lines: readonly string[]): Records {
  const ids = Array.from({ length: count }, (_, index) => `${from}-${index}`);
  return {
    spans: ids.flatMap((id, index) => [
      {
        id: `${id}-shop`,
        parentId: 'root',
        traceId: id,
        component: 'shop',
        operation: 'buy',
        start: from + index,
        seconds: 0.3,
      },
      {
        id: `${id}-store`,
        parentId: `${id}-shop`,
        traceId: id,
        component: 'store',
        operation: 'find',
        start: from + index,
        seconds: 0.2,
      },
    ]),
    lines: ids.flatMap((id, index) =>
      lines.map((text, place) => ({
        component: 'store',
        spanId: `${id}-store`,
        time: from + index + 0.01 * place,
        text,
      })),
    ),
  };
}

describe('behaviour', () => {
  test('is counted per run of an operation, and per line that went before', () => {
    const usual = requests(5, 0, ['INFO store.Finder#10 looking for 17', 'INFO store.Finder#20 found it']);
    const now = requests(4, 100, [
      'INFO store.Finder#10 looking for 99',
      'ERROR store.Finder#15 nothing there',
    ]);

    const found = observeBehaviours({ usual, now });

    const of = (name: RegExp, operation: RegExp) =>
      found.find((one) => name.test(one.name) && operation.test(one.operation ?? ''));
    expect(of(/^store find$/, /^buy$/)).toMatchObject({
      component: 'shop',
      kind: 'call',
      usual: { runs: 5, times: 5 },
      now: { runs: 4, times: 4 },
    });
    expect(of(/#20/, /^find$/)).toMatchObject({ usual: { runs: 5, times: 5 }, now: { runs: 4, times: 0 } });
    expect(of(/#15/, /^find$/)).toMatchObject({ badness: 2, now: { runs: 4, times: 4 } });
    expect(of(/#20/, /after the line .*#10/)).toMatchObject({
      usual: { runs: 5, times: 5 },
      now: { runs: 4, times: 0 },
    });
  });

  test('outside of spans is counted against all lines of the component', () => {
    const line = (text: string, time: number) => ({ component: 'job', spanId: '', time, text });
    const found = observeBehaviours({
      usual: { spans: [], lines: [line('swept 3 files', 1), line('swept 9 files', 2)] },
      now: { spans: [], lines: [line('swept 4 files', 3), line('ERROR cannot open /data', 4)] },
    });

    expect(found).toContainEqual(
      expect.objectContaining({
        operation: null,
        badness: 2,
        usual: { runs: 2, times: 0 },
        now: { runs: 2, times: 1 },
      }),
    );
  });
});

test('edges hold what both ends measured', () => {
  const [edge, ...others] = observeEdges({ usual: requests(2, 0, []), now: requests(1, 100, []) });

  expect(others).toEqual([]);
  expect(edge).toEqual({
    caller: 'shop',
    callee: 'store',
    usual: { calls: 2, latencies: [0.3, 0.3], served: [0.2, 0.2] },
    now: { calls: 1, latencies: [0.3], served: [0.2] },
  });
});

test('records are cut by whole traces', () => {
  const all = requests(10, 0, ['INFO done']);

  const { spans, lines } = recordsBetween(all, 2, 5.2);

  expect(new Set(spans.map(({ traceId }) => traceId))).toEqual(new Set(['0-2', '0-3', '0-4']));
  expect(lines.map(({ time }) => time)).toEqual([2, 3, 4, 5]);
});

test('ids and numbers in operations are arguments', () => {
  expect(maskOperation('/orders/2023/f3d4d4ef-693b-4456-8eed-59c0d717dd08')).toBe('/orders/<n>/<n>');
});
