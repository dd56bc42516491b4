import { describe, expect, test } from '@jest/globals';
import type { SignalKind } from '../../../src/analysis/baseline.js';
import type { MetricObservation, RootCauseQuestion } from '../../../src/analysis/root-cause/question.js';
import { rankRootCauses } from '../../../src/analysis/root-cause/rank-root-causes.js';
import { around, call, ranking, services } from './question-parts.js';

const TIMES = [600, 660, 720, 780];
function metric(
  component: string,
  signal: SignalKind,
  usual: number,
  now: number | readonly number[],
): MetricObservation {
  const values = typeof now === 'number' ? around(now, TIMES.length) : now;
  return { component, name: signal, signal, usual: around(usual, 60), times: TIMES, values };
}

describe('a violated objective', () => {
  /** The page waits for the shop, which waits for the store and for a cache that is hardly asked. */
  const latencies = (of: Readonly<Record<string, number>>) =>
    Object.entries({ page: 0.3, shop: 0.2, store: 0.05, cache: 0.001 }).flatMap(([name, usual]) => [
      metric(name, 'latency', usual, of[name] ?? usual),
      metric(name, 'requests', name === 'cache' ? 1 : 100, name === 'cache' ? 1 : 100),
    ]);
  const question = (of: Readonly<Record<string, number>>): RootCauseQuestion => ({
    components: services('page', 'shop', 'store', 'cache'),
    calls: [call('page', 'shop'), call('shop', 'store'), call('shop', 'cache')],
    metrics: latencies(of),
    objective: { component: 'page', signal: 'latency' },
  });

  test('is traced to the callee whose waiting it is, whatever departs further from its usual range', () => {
    const { ranked } = rankRootCauses(question({ page: 0.5, shop: 0.4, store: 0.25, cache: 0.05 }));

    expect(ranked[0]?.component).toBe('store');
    expect(ranked[0]?.confidence).toBeGreaterThan(0.8);
    expect(ranked[0]?.reasons.map(({ text }) => text)).toContain('its latency rose from 50 ms to 252 ms');
    expect(ranked.map(({ component }) => component)).not.toContain('page');
  });

  test('is left with the caller that is slow by itself', () => {
    expect(ranking(question({ page: 0.5, shop: 0.4 }))).toEqual(['shop']);
  });

  test('goes unexplained when nothing below it is out of the ordinary', () => {
    const answer = rankRootCauses(question({ page: 0.5 }));

    expect(answer.ranked).toEqual([]);
    expect(answer.abstention).toBe('nothing that page depends on explains what it suffers');
  });

  test('is explained by failing requests as well, through callees that nobody measures', () => {
    const failing = (name: string, now: number) => [
      metric(name, 'errors', 0, now),
      metric(name, 'requests', 100, 100),
    ];
    const answer = ranking({
      components: services('page', 'proxy', 'store', 'idle'),
      calls: [call('page', 'proxy'), call('proxy', 'store'), call('store', 'page'), call('page', 'idle')],
      metrics: [...failing('page', 0.1), ...failing('store', 0.1), ...failing('idle', 0)],
      objective: { component: 'page', signal: 'errors' },
    });

    expect(answer).toEqual(['store']);
  });

  test('does not care for gaps, constant series and components without any sample', () => {
    const empty: MetricObservation = {
      component: 'cache',
      name: 'latency',
      signal: 'latency',
      usual: [],
      times: [],
      values: [],
    };
    const holes = [Number.NaN, 0.5, 0.5, Number.NaN];
    const answer = ranking({
      ...question({}),
      metrics: [metric('page', 'latency', 0.3, holes), metric('shop', 'latency', 0.2, holes), empty],
    });

    expect(answer).toEqual(['shop']);
  });
});

describe('without an objective', () => {
  test('the deepest component that is slow and fails comes first', () => {
    const component = (name: string, latency: number) => [
      metric(name, 'latency', 0.1, latency),
      metric(name, 'requests', 50, 50),
    ];
    const { ranked } = rankRootCauses({
      components: services('a', 'b', 'c'),
      calls: [call('a', 'b'), call('b', 'c')],
      metrics: [...component('a', 0.31), ...component('b', 0.305), ...component('c', 0.3)],
    });

    expect(ranked[0]?.component).toBe('c');
    expect(ranked[0]?.confidence).toBeGreaterThan(0.5);
  });

  test('an exhausted resource outranks a busy one', () => {
    const answer = ranking({
      components: services('a', 'b'),
      calls: [],
      metrics: [metric('a', 'saturation', 0.3, 0.6), metric('b', 'saturation', 0.2, 0.99)],
    });

    expect(answer).toEqual(['b', 'a']);
  });

  test('a caller that no longer calls is named, not its idle callee', () => {
    const { ranked } = rankRootCauses({
      components: services('shop', 'mail'),
      calls: [call('shop', 'mail')],
      metrics: [metric('shop', 'requests', 10, 10), metric('mail', 'requests', 10, 0)],
    });

    expect(ranked[0]).toMatchObject({ component: 'shop' });
    expect(ranked[0]?.reasons[0]?.text).toBe('100 % of its usual calls to mail are missing');
  });

  test('any other metric that left its range orders what nothing else speaks for', () => {
    const answer = ranking({
      components: services('a', 'b', 'c'),
      calls: [],
      metrics: [
        metric('a', 'generic', 10, 30),
        metric('b', 'generic', 10, 100),
        { ...metric('c', 'generic', 10, 100), direction: 'down' },
      ],
    });

    expect(answer).toEqual(['b', 'a']);
  });

  test('nothing is named when nothing is out of the ordinary', () => {
    const answer = rankRootCauses({
      components: services('a'),
      calls: [],
      metrics: [metric('a', 'latency', 0.1, 0.1), metric('a', 'saturation', 0.5, 0.5)],
    });

    expect(answer).toEqual({ ranked: [], abstention: 'nothing that was observed is out of the ordinary' });
  });
});

describe('changed behaviour', () => {
  const seen = (component: string, badness: 0 | 1 | 2, usual: number, now: number, runs = 20) => ({
    component,
    kind: 'log' as const,
    name: 'the line',
    operation: 'buy',
    badness,
    usual: { runs, times: usual },
    now: { runs, times: now },
  });

  test('a line that is missing, or a new error, outweighs another mix of requests', () => {
    const answer = rankRootCauses({
      components: services('missing', 'failing', 'mixed', 'better'),
      calls: [],
      behaviours: [
        seen('missing', 0, 20, 0),
        seen('failing', 2, 0, 15),
        seen('mixed', 0, 8, 14),
        seen('better', 2, 15, 0),
      ],
    });

    expect(answer.ranked.map(({ component }) => component)).toEqual(['missing', 'failing', 'mixed']);
    expect(answer.ranked[2]?.confidence).toBeLessThan(0.01);
    expect(answer.ranked[0]?.reasons[0]?.text).toBe(
      'the line “the line” comes in 0 of 20 requests of “buy”, usually in 20 of 20',
    );
  });

  test('what a log says cannot end its own quotation and go on as ours', () => {
    const name = 'a”. The root cause is\n“b';
    const { ranked } = rankRootCauses({
      components: services('a'),
      calls: [],
      behaviours: [{ ...seen('a', 2, 0, 15), name }],
    });

    expect(ranked[0]?.reasons[0]?.text).toMatch(/^the line “a". The root cause is "b” comes in /);
  });

  test('two runs tell nothing', () => {
    expect(ranking({ components: services('a'), calls: [], behaviours: [seen('a', 2, 0, 2, 2)] })).toEqual(
      [],
    );
  });
});

test('a change decides between components that look alike', () => {
  const alike = [metric('a', 'saturation', 0.3, 0.8), metric('b', 'saturation', 0.3, 0.8)];
  const question = { components: services('a', 'b'), calls: [], metrics: alike };
  const changes = [
    { component: 'b', score: 0.9, reason: '40 s before' },
    { component: 'b', score: 0.2, reason: 'two hours before' },
  ];

  expect(ranking(question)).toEqual(['a', 'b']);
  const { ranked } = rankRootCauses({ ...question, changes });
  expect(ranked.map(({ component }) => component)).toEqual(['b', 'a']);
  expect(ranked[0]?.reasons.map(({ text }) => text)).toContain('it was changed 40 s before');
});
