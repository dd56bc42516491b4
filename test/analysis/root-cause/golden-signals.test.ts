import { describe, expect, test } from '@jest/globals';
import { detectAnomaly } from '../../../src/analysis/anomaly.js';
import { observeSeries } from '../../../src/analysis/root-cause/metrics/observe-series.js';
import type { MetricObservation } from '../../../src/analysis/root-cause/question.js';
import { rankRootCauses } from '../../../src/analysis/root-cause/rank-root-causes.js';

const T0 = Date.UTC(2026, 2, 4, 3, 12, 0) / 1000;
const STEP = 5;
const BEFORE = 600;
const AFTER = 300;
const USUAL = { requests: 10, errors: 0, latency: 0.1, saturation: 0.3 } as const;
type Signal = keyof typeof USUAL;

/** `[from, to, seconds after T0]` for an abnormal signal. */
type Move = readonly [number, number, number];
interface Measured {
  readonly service: string;
  readonly signals: readonly MetricObservation[];
}

const wobble = (level: number, index: number): number => level * (1 + 0.01 * Math.sin(index * 2.3));

/** Ten minutes as usual, then five in which the signal moves. */
function series(component: string, signal: Signal, [from, to, after]: Move, end = AFTER): MetricObservation {
  const times = Array.from({ length: (BEFORE + end) / STEP }, (_, index) => T0 - BEFORE + index * STEP);
  const values = times.map((time, index) => wobble(time < T0 + after ? from : to, index));
  return observeSeries({ component, name: signal, signal, times, values, noticedAt: T0 });
}

function service(name: string, moves: Partial<Record<Signal, Move>> = {}): Measured {
  const signals = (['requests', 'errors', 'latency', 'saturation'] as const).map((signal) =>
    series(name, signal, moves[signal] ?? [USUAL[signal], USUAL[signal], 0]),
  );
  return { service: name, signals };
}

/** Its series end where the trouble begins. */
function gone(name: string): Measured {
  const silent = series(name, 'requests', [10, 10, 0], 0);
  const asked = { start: T0 - BEFORE, end: T0 + AFTER, stepSeconds: STEP };
  const times = Array.from(silent.usual, (_, index) => T0 - BEFORE + index * STEP);
  const judged = detectAnomaly(
    { times, values: Array.from(silent.usual) },
    { signal: 'requests', incidentStart: T0, asked },
  );
  return { service: name, signals: [{ ...silent, judged }] };
}

const SHOP = [
  { caller: 'web', callee: 'checkout' },
  { caller: 'web', callee: 'catalog' },
  { caller: 'checkout', callee: 'db' },
  { caller: 'catalog', callee: 'db' },
];

function rank(
  services: readonly Measured[],
  changes: readonly { component: string; score: number; reason: string }[] = [],
  calls = SHOP,
) {
  return rankRootCauses({
    components: [
      ...new Set([...services.map((one) => one.service), ...changes.map((one) => one.component)]),
    ].map((id) => ({ id, kind: 'service' })),
    calls,
    metrics: services.flatMap(({ signals }) => signals),
    changes,
    toleranceSeconds: 5,
  })
    .ranked.filter(({ confidence }) => confidence >= 0.03)
    .map(({ component, confidence, reasons }) => ({
      service: component,
      confidence,
      reasons: reasons.map(({ text }) => text),
    }));
}

describe('golden signals', () => {
  test('abstains when nothing is abnormal', () => {
    expect(rank([service('web'), service('checkout'), service('db')])).toEqual([]);
    expect(rank([])).toEqual([]);
  });

  test('a slow database explains the slow services above it', () => {
    const [first, ...others] = rank([
      service('web', { latency: [0.1, 1.2, 4] }),
      service('checkout', { latency: [0.1, 1.1, 2], errors: [0, 0.3, 4] }),
      service('catalog'),
      service('db', { latency: [0.02, 0.9, 0] }),
    ]);

    expect(first?.service).toBe('db');
    expect(first?.reasons[0]).toMatch(/^its latency rose from 20 ms to .* at 03:12:00 UTC$/);
    expect(first?.confidence).toBeGreaterThan(0.6);
    expect(first?.reasons).toContain('web and checkout depend on it and suffer too');
    expect(others.every(({ confidence }) => confidence < 0.2)).toBe(true);
  });

  test('a service that fails by itself is not excused by a callee that is barely slower', () => {
    const [first] = rank([
      service('web', { errors: [0, 0.2, 2] }),
      service('checkout', { errors: [0, 0.8, 0], latency: [0.1, 0.5, 0] }),
      service('db', { latency: [0.05, 0.075, 0] }),
    ]);

    expect(first?.service).toBe('checkout');
  });

  test('milliseconds below do not explain seconds above', () => {
    const [first] = rank([
      service('checkout', { latency: [0.1, 3, 0] }),
      service('db', { latency: [0.02, 0.06, 0] }),
    ]);

    expect(first?.service).toBe('checkout');
  });

  test('a callee that began long after its caller is not the cause', () => {
    const [first] = rank([
      service('checkout', { errors: [0, 0.5, 0] }),
      service('db', { errors: [0, 0.5, 120] }),
    ]);

    expect(first?.service).toBe('checkout');
  });

  test('a changed service gains, an unrelated changed one does not appear', () => {
    const services = [service('checkout', { errors: [0, 0.4, 0] }), service('db'), service('catalog')];
    const change = { component: 'checkout', score: 0.9, reason: '6 s before checkout began to misbehave' };
    const [without] = rank(services);
    const ranked = rank(services, [
      change,
      { ...change, component: 'catalog' },
      { ...change, component: 'far' },
    ]);

    expect(ranked.map((cause) => cause.service)).toEqual(['checkout']);
    expect(ranked[0]?.confidence).toBeGreaterThan(without?.confidence ?? 1);
    expect(ranked[0]?.reasons).toContain('it was changed 6 s before checkout began to misbehave');
  });

  test('a changed callee that nobody measures is suspected, but less', () => {
    const ranked = rank(
      [service('checkout', { errors: [0, 0.4, 0] })],
      [{ component: 'db', score: 0.6, reason: '20 s before checkout began to misbehave' }],
    );

    expect(ranked.map((cause) => cause.service)).toEqual(['checkout', 'db']);
  });

  test('symptoms are followed through a service that is not measured', () => {
    const [first] = rank([
      service('web', { latency: [0.1, 1, 2] }),
      { service: 'checkout', signals: [] },
      service('db', { latency: [0.02, 0.9, 0] }),
    ]);

    expect(first?.service).toBe('db');
  });

  test('with traffic rising all along the path, the service that cannot keep up is overloaded', () => {
    const [first] = rank([
      service('web', { requests: [20, 80, 0], errors: [0, 0.3, 2] }),
      service('catalog', { requests: [12, 70, 0], errors: [0, 0.5, 1], latency: [0.05, 0.5, 1] }),
      service('db', { requests: [25, 60, 1] }),
    ]);

    expect(first?.service).toBe('catalog');
    expect(first?.reasons).toEqual(
      expect.arrayContaining([expect.stringContaining('overloaded rather than broken')]),
    );
  });

  test('a caller that floods its callee without more traffic of its own is the cause', () => {
    const [first, second] = rank([
      service('checkout', { latency: [0.1, 0.9, 3] }),
      service('catalog'),
      service('db', { requests: [10, 90, 0], latency: [0.02, 0.8, 2] }),
    ]);

    expect(first?.service).toBe('checkout');
    expect(first?.reasons[1]).toMatch(/^it floods db, whose traffic rose from 10\/s to 9\d\/s/);
    expect(second?.service).toBe('db');
  });

  test('retries that come after the failure do not make the caller the cause', () => {
    const [first] = rank([
      service('checkout', { errors: [0, 0.5, 1] }),
      service('db', { requests: [10, 40, 20], errors: [0, 0.6, 0] }),
    ]);

    expect(first?.service).toBe('db');
  });

  test('traffic alone is suspected where it enters, with little confidence', () => {
    const ranked = rank([
      service('web', { requests: [20, 2, 0] }),
      service('checkout', { requests: [5, 0.5, 1] }),
      service('db', { requests: [25, 2, 1] }),
    ]);

    expect(ranked.map((cause) => cause.service)).toEqual(['web']);
    expect(ranked[0]?.confidence).toBeLessThan(0.5);
  });

  test('less traffic is a consequence when a caller fails', () => {
    const ranked = rank([
      service('checkout', { errors: [0, 0.9, 0] }),
      service('db', { requests: [25, 2, 1] }),
    ]);

    expect(ranked.map((cause) => cause.service)).toEqual(['checkout']);
  });

  test('a service that no longer reports has broken down; all at once is the monitoring', () => {
    const callers = [service('web', { errors: [0, 0.4, 1] }), service('checkout', { errors: [0, 0.9, 1] })];

    expect(rank([...callers, gone('db')])[0]?.service).toBe('db');
    expect(rank(['web', 'checkout', 'db'].map(gone))).toEqual([]);
  });

  test('equals are ordered by name and neither is trusted much', () => {
    const ranked = rank([
      service('zebra', { errors: [0, 0.4, 0] }),
      service('apple', { errors: [0, 0.4, 0] }),
    ]);

    expect(ranked.map((cause) => cause.service)).toEqual(['apple', 'zebra']);
    expect(ranked[0]?.confidence).toBeLessThan(0.5);
  });

  test('services that call each other in a circle do not hang it', () => {
    const edges = [
      { caller: 'a', callee: 'b' },
      { caller: 'b', callee: 'a' },
    ];
    const services = [service('a', { errors: [0, 0.4, 0] }), service('b', { errors: [0, 0.4, 0] })];

    expect(rank(services, [], edges)).toHaveLength(2);
  });
});
