import { describe, expect, test } from '@jest/globals';
import type { Samples } from '../../src/analysis/anomaly-question.js';
import { isSeasonal } from '../../src/analysis/season.js';

const DAY = 86_400;
const START = 20 * DAY;
const STEP = 60;
const NOTICED = START + 3600;

/** An hour at `usual`, then twenty minutes at `then`, with a wobble of a hundredth. */
function samples(usual: number, then: number, start = START): Samples {
  const times = Array.from({ length: 80 }, (_, index) => start + index * STEP);
  return {
    times,
    values: times.map(
      (time, index) => (time < start + 3600 ? usual : then) * (1 + 0.01 * Math.sin(index * 2.3)),
    ),
  };
}

const ask = (now: Samples, earlier: Samples, signal: 'requests' | 'latency' = 'requests') =>
  isSeasonal(now, earlier, { signal, incidentStart: NOTICED, periodSeconds: DAY });

describe('isSeasonal', () => {
  test('a rise that comes every day is none, however many more users there are today', () => {
    expect(ask(samples(20, 60), samples(20, 60, START - DAY))).toBe(true);
    expect(ask(samples(40, 120), samples(20, 60, START - DAY))).toBe(true);
  });

  test('a rise that is far higher than every day is one', () => {
    expect(ask(samples(20, 160), samples(20, 60, START - DAY))).toBe(false);
  });

  test('a rise that did not come before is one', () => {
    expect(ask(samples(20, 60), samples(20, 20, START - DAY))).toBe(false);
  });

  test('a past that was only unsteady makes no departure usual', () => {
    const { times } = samples(20, 20, START - DAY);
    const unsteady = { times, values: times.map((_, index) => (index % 20 < 10 ? 6 : 34)) };

    expect(ask(samples(20, 5), unsteady)).toBe(false);
    expect(ask(samples(20, 34), unsteady)).toBe(false);
  });

  test('seconds do not grow with the number of users', () => {
    expect(ask(samples(0.1, 0.5), samples(0.1, 0.5, START - DAY), 'latency')).toBe(true);
    expect(ask(samples(0.1, 0.5), samples(0.01, 0.05, START - DAY), 'latency')).toBe(false);
  });

  test('without a past, or with a past full of holes, nothing is said', () => {
    const past = samples(20, 60, START - DAY);
    const holes = past.values.map((value, index) => (index % 3 === 0 ? value : Number.NaN));

    expect(ask(samples(20, 60), { times: [], values: [] })).toBe(false);
    expect(ask(samples(20, 60), { times: past.times, values: holes })).toBe(false);
    expect(ask(samples(20, 60), { times: past.times.slice(0, 30), values: past.values.slice(0, 30) })).toBe(
      false,
    );
  });
});
