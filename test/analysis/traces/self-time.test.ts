import { describe, expect, test } from '@jest/globals';
import { measureSelfTime } from '../../../src/analysis/traces/self-time.js';
import type { Span } from '../../../src/shared/trace.js';

const span = (spanId: string, parentId: string | null, start: number, durationSeconds: number): Span => ({
  traceId: 't',
  spanId,
  parentId,
  service: spanId,
  name: 'work',
  kind: 'server',
  start,
  durationSeconds,
  isError: false,
  errorMessage: null,
});

const ownOf = (spans: readonly Span[]) =>
  Object.fromEntries(
    measureSelfTime([{ traceId: 't', spans, isPartial: false }]).map(({ service, seconds }) => [
      service,
      Math.round(seconds * 1000) / 1000,
    ]),
  );

describe('measureSelfTime', () => {
  test('takes away what was spent below, overlaps once', () => {
    expect(ownOf([span('a', null, 0, 10), span('b', 'a', 1, 4), span('c', 'a', 3, 4)])).toEqual({
      a: 4,
      b: 4,
      c: 4,
    });
  });

  test('counts of a child only what its parent waited for', () => {
    expect(ownOf([span('a', null, 5, 2), span('late', 'a', 6, 60), span('early', 'a', 4, 1.5)])).toEqual({
      late: 60,
      early: 1.5,
      a: 0.5,
    });
  });

  test('adds up the spans of a service and operation, most time first', () => {
    const trace = (traceId: string) => ({ traceId, spans: [span('a', null, 0, 2)], isPartial: false });

    expect(measureSelfTime([trace('1'), trace('2')])).toEqual([
      { service: 'a', operation: 'work', seconds: 4, spans: 2, errors: 0 },
    ]);
    expect(measureSelfTime([])).toEqual([]);
  });
});
