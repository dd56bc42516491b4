import { describe, expect, test } from '@jest/globals';
import type { TraceSource } from '../../../src/incidents/ports/trace-source.js';
import {
  BAD_RELEASE,
  catalogOf,
  createMetrics,
  deploy,
  gather,
  service,
  SHOP,
} from './gather-evidence-fixtures.js';

/** Each request goes through these services, each called by the one before it. */
function tracesThrough(names: readonly string[]): TraceSource {
  return {
    async findTraces({ service: of, range, onlyErrors = false }) {
      const [from, to] = [range.start.getTime() / 1000, range.end.getTime() / 1000];
      const starts = onlyErrors
        ? []
        : Array.from({ length: Math.ceil(to - from) }, (_, index) => from + index);
      const traces = starts.map((start) => ({
        traceId: String(start),
        spans: names.map((name, depth) => ({
          traceId: String(start),
          spanId: String(depth),
          parentId: depth === 0 ? null : String(depth - 1),
          service: name,
          name: 'POST /',
          kind: 'server' as const,
          start,
          durationSeconds: 0.1,
          isError: false,
          errorMessage: null,
        })),
        isPartial: false,
      }));
      return { traces, query: `{ ${of} }`, isPartial: false, warnings: [] };
    },
    getTrace: async () => undefined,
    listServices: async () => names,
  };
}

describe('a service that the catalogue lacks', () => {
  test('is not blamed on services that nothing connects to it, nor are their failures its impact', async () => {
    const metrics = createMetrics(BAD_RELEASE);

    const found = await gather(metrics, { on: 'ledger', changes: [deploy('checkout', 6)] });

    expect(found).toMatchObject({ suspects: [], failingShare: null, failingService: null });
    expect(found.observations.filter(({ service: on }) => on !== null && on !== 'ledger')).toEqual([
      expect.objectContaining({
        kind: 'change',
        statement: expect.stringContaining('on a service that the trouble does not depend on'),
      }),
    ]);
    expect(metrics.asked).toEqual([]);
    expect(found.gaps).toEqual([
      'ledger is not in the service catalogue, so neither its signals nor its neighbours are known.',
    ]);
  });

  test('has the callers that the catalogue says it has', async () => {
    const catalog = catalogOf([
      service('web', 1, ['checkout']),
      service('checkout', 1, ['ledger']),
      service('search', 1),
    ]);
    const fault = { ...BAD_RELEASE, 'errors{service="search"}': 0.6 };

    const found = await gather(createMetrics(fault), { on: 'ledger', catalog });

    expect(found.failingService).toBe('web');
    expect(found.suspects.map(({ service: on }) => on)).not.toContain('search');
    expect(found.observations.some(({ service: on }) => on === 'search')).toBe(false);
    expect(found.gaps).toEqual([
      'ledger is not in the service catalogue, so its signals are not known, and of its neighbours only those that others declare or traces show.',
    ]);
  });

  test('has the neighbours that traces show', async () => {
    const fault = { 'errors{service="catalog"}': 0.6, 'latency{service="db"}': 1.4 };
    const traces = tracesThrough(['ledger', 'db']);

    const found = await gather(createMetrics(fault), { on: 'ledger', traces });

    expect(found.suspects[0]?.service).toBe('db');
    const about = new Set(found.observations.flatMap(({ service: on }) => on ?? []));
    expect([...about].toSorted()).toEqual(['db', 'ledger']);
  });

  test('hurts the users of whoever was seen calling it', async () => {
    const traces = tracesThrough(['checkout', 'ledger']);

    const found = await gather(createMetrics(BAD_RELEASE), { on: 'ledger', traces, catalog: SHOP });

    expect(found).toMatchObject({ failingService: 'web', failingShare: 0.2 });
  });
});
