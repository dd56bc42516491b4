import { describe, expect, test } from '@jest/globals';
import type { RootCauseQuestion } from '../../../../src/analysis/root-cause/question.js';
import { rankRootCauses } from '../../../../src/analysis/root-cause/rank-root-causes.js';
import { around, ranking, services } from '../question-parts.js';

describe('waiting on edges', () => {
  const edge = (caller: string, callee: string, now: { seen: number; served: number }) => ({
    caller,
    callee,
    usual: { calls: 20, latencies: around(0.02, 20), served: around(0.018, 20) },
    now: { calls: 20, latencies: around(now.seen, 20), served: around(now.served, 20) },
  });

  test('belongs to the callee that takes it', () => {
    const answer = rankRootCauses({
      components: services('a', 'b', 'c'),
      calls: [],
      edges: [
        edge('a', 'b', { seen: 0.52, served: 0.518 }),
        edge('b', 'c', { seen: 0.5, served: 0.498 }),
        edge('a', 'd', { seen: 0.02, served: 0.018 }),
      ],
    });

    expect(answer.ranked[0]?.component).toBe('c');
    expect(answer.ranked[0]?.reasons[0]?.text).toBe(
      'b waits 500 ms for c instead of 20 ms, and that is spent in it',
    );
  });

  test('on the way belongs to the end all of whose calls are slow', () => {
    const slow = { seen: 0.5, served: 0.018 };
    const fine = { seen: 0.02, served: 0.018 };
    const of = (edges: RootCauseQuestion['edges']) =>
      ranking({ components: services('a', 'b', 'c', 'd'), calls: [], edges: edges ?? [] })[0];

    expect(of([edge('a', 'b', slow), edge('c', 'b', slow), edge('a', 'd', fine), edge('b', 'd', fine)])).toBe(
      'b',
    );
    expect(of([edge('a', 'b', slow), edge('a', 'c', slow), edge('d', 'b', fine), edge('d', 'c', fine)])).toBe(
      'a',
    );
  });
});

test('an edge without a past is judged by how much is lost on the way on the others', () => {
  const quick = (caller: string, callee: string) => ({
    caller,
    callee,
    usual: { calls: 20, latencies: around(0.02, 20), served: around(0.018, 20) },
    now: { calls: 20, latencies: around(0.02, 20), served: around(0.018, 20) },
  });
  const none = { calls: 0, latencies: [], served: [] };
  const isNew = { caller: 'a', callee: 'c', usual: none };
  const answer = (seen: number) =>
    ranking({
      components: services('a', 'b', 'c'),
      calls: [],
      edges: [
        quick('a', 'b'),
        { ...isNew, now: { calls: 8, latencies: around(seen, 8), served: around(0.4, 8) } },
      ],
    });

  expect(answer(2)[0]).toBe('c');
  expect(answer(0.402)).toEqual([]);
});
