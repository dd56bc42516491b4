import { describe, expect, test } from '@jest/globals';
import type { MetricObservation } from '../../../../src/analysis/root-cause/question.js';
import { rankRootCauses } from '../../../../src/analysis/root-cause/rank-root-causes.js';
import { around, call, ranking, services } from '../question-parts.js';

const T0 = 1_772_600_000;
const STEP = 15;

/** Half an hour as usual, then five minutes at another level. */
function signal(
  component: string,
  name: 'requests' | 'errors' | 'latency' | 'saturation',
  from: number,
  to: number,
): MetricObservation {
  const values = around(to, 20);
  return {
    component,
    name,
    signal: name,
    usual: around(from, 120),
    times: values.map((_, index) => T0 + index * STEP),
    values,
  };
}

const SHOP = {
  components: services('web', 'checkout', 'stock'),
  calls: [call('web', 'checkout'), call('checkout', 'stock')],
  metrics: [signal('web', 'errors', 0.001, 0.3), signal('checkout', 'errors', 0.001, 0.6)],
};

describe('traces of failed requests', () => {
  test('lead to a service whose own signals are silent', () => {
    const failures = [
      { through: 'web', origin: 'stock', count: 5, of: 5 },
      { through: 'checkout', origin: 'stock', count: 5, of: 5 },
    ];

    expect(ranking(SHOP)[0]).toBe('checkout');
    const { ranked } = rankRootCauses({ ...SHOP, failures });
    expect(ranked[0]?.component).toBe('stock');
    expect(ranked[0]?.reasons[0]?.text).toBe('5 of 5 failed requests through checkout began to fail in it');
    const [checkout] = ranked.filter(({ component }) => component === 'checkout');
    expect(checkout?.reasons.map(({ text }) => text)).toContain(
      'but stock, which it calls, explains most of that',
    );
  });

  test('lead to a name that is no component of the question, as of a service that nobody entered', () => {
    const failures = [{ through: 'checkout', origin: 'somebody-else', count: 6, of: 6 }];

    expect(ranking({ ...SHOP, failures })[0]).toBe('somebody-else');
  });

  test('say little where only one was read, and nothing where no more requests fail than usual', () => {
    const failures = [{ through: 'checkout', origin: 'stock', count: 1, of: 3 }];
    expect(ranking({ ...SHOP, failures })[0]).toBe('checkout');

    const calm = { ...SHOP, metrics: [signal('checkout', 'errors', 0.001, 0.001)] };
    const all = [{ through: 'checkout', origin: 'stock', count: 6, of: 6 }];
    expect(ranking({ ...calm, failures: all })).toEqual([]);
  });

  test('do not accuse a service whose own callee made it fail', () => {
    const slow = {
      components: services('web', 'checkout', 'db'),
      calls: [call('web', 'checkout'), call('checkout', 'db')],
      metrics: [
        signal('web', 'errors', 0.001, 0.6),
        signal('checkout', 'errors', 0.001, 0.7),
        signal('checkout', 'latency', 0.2, 3),
        signal('checkout', 'saturation', 0.1, 1),
        signal('db', 'latency', 0.02, 3.5),
      ],
      // It fails in its own code, when no connection becomes free.
      failures: [{ through: 'web', origin: 'checkout', count: 10, of: 10 }],
      behaviours: [
        {
          component: 'checkout',
          kind: 'log' as const,
          name: 'pool exhausted',
          operation: null,
          badness: 2 as const,
          usual: { runs: 200, times: 0 },
          now: { runs: 10, times: 10 },
        },
      ],
    };

    expect(ranking(slow)[0]).toBe('db');
  });
});

describe('a few traces beside metrics of all requests', () => {
  const edge = {
    caller: 'checkout',
    callee: 'db',
    usual: { calls: 5, latencies: around(0.02, 5), served: around(0.02, 5) },
    now: { calls: 2, latencies: around(0.02, 2), served: around(0.02, 2) },
  };
  const slow = {
    components: services('checkout', 'db'),
    calls: [call('checkout', 'db')],
    metrics: [signal('checkout', 'latency', 0.2, 2.5), signal('db', 'latency', 0.02, 2.4)],
    edges: [edge],
  };

  test('do not hide how slow a service is for all', () => {
    expect(ranking({ ...slow, edgesAreSampled: true })[0]).toBe('db');
  });

  test('while edges of all requests are believed instead', () => {
    expect(ranking(slow)).toEqual([]);
  });
});

describe('more traffic that everything serves well', () => {
  const busier = (component: string, used: number) => [
    signal(component, 'requests', 50, 90),
    signal(component, 'saturation', used, used * 1.8),
    signal(component, 'errors', 0.001, 0.001),
  ];
  const question = {
    components: services('web', 'checkout'),
    calls: [call('web', 'checkout')],
    metrics: [...busier('web', 0.24), ...busier('checkout', 0.44)],
  };

  test('is told of where it enters, with little confidence, and of nobody who only gets busier', () => {
    const { ranked } = rankRootCauses(question);

    expect(ranked.map(({ component }) => component)).toEqual(['web']);
    expect(ranked[0]?.confidence).toBeLessThan(0.15);
    expect(ranked[0]?.reasons[0]?.text).toMatch(/^its traffic rose from 50\/s .* nothing else is abnormal$/);
  });

  test('is a trouble of the service that it fills up', () => {
    const full = [
      ...busier('web', 0.24),
      signal('checkout', 'requests', 50, 90),
      signal('checkout', 'saturation', 0.6, 1),
    ];

    const { ranked } = rankRootCauses({ ...question, metrics: full });
    expect(ranked[0]?.component).toBe('checkout');
    expect(ranked[0]?.confidence).toBeGreaterThan(0.4);
  });
});
