import { describe, expect, test } from '@jest/globals';
import {
  forecastExhaustion,
  type Forecast,
  type ForecastQuestion,
} from '../../../src/analysis/forecast/forecast-exhaustion.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const START = 1_700_000_000;
const MINUTE = 60;

/** One sample a minute. */
function ask(values: readonly number[], question: Partial<Omit<ForecastQuestion, 'series'>> = {}): Forecast {
  const times = values.map((_, index) => START + index * MINUTE);
  return forecastExhaustion({
    series: { times, values },
    limit: 1,
    direction: 'up',
    unit: 'ratio',
    ...question,
  });
}

const fill = (count: number, value: (index: number) => number) =>
  Array.from({ length: count }, (_, index) => value(index));

function noise(seed: number): () => number {
  const random = seededRandom(seed);
  return () => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
}

describe('forecasting exhaustion', () => {
  test('a straight line gives the exact time', () => {
    const answer = ask(fill(120, (index) => 0.4 + index * 0.001));

    expect(answer).toMatchObject({
      outcome: 'exhausts',
      earliest: answer.at,
      latest: answer.at,
      reason:
        'is at 52 % and rises by 6 % an hour (for 119 min now); at this pace it reaches 100 % in 8 h (8 h to 8 h)',
    });
    expect(answer.at).toBeCloseTo(START + 600 * MINUTE, -1);
  });

  test('noise widens the interval, which holds the truth', () => {
    const wobble = noise(3);
    const answer = ask(fill(200, (index) => 0.3 + index * 0.001 + 0.02 * wobble()));
    const truth = START + 700 * MINUTE;

    expect(answer.outcome).toBe('exhausts');
    expect(answer.earliest).toBeLessThan(truth);
    expect(answer.latest).toBeGreaterThan(truth);
    expect(answer.at).toBeGreaterThan(START + 600 * MINUTE);
    expect(answer.at).toBeLessThan(START + 850 * MINUTE);
  });

  test('about 80 % of simulated ends lie in the interval', () => {
    let [inside, all] = [0, 0];
    for (let trial = 0; trial < 60; trial += 1) {
      const wobble = noise(trial);
      let level = 0.2;
      const path = fill(2000, () => (level += 0.001 + 0.002 * wobble()));
      const answer = ask(path.slice(0, 200));
      if (answer.outcome !== 'exhausts') continue;
      const reached = path.findIndex((value, index) => index >= 200 && value >= 1);
      const end = reached === -1 ? Infinity : START + reached * MINUTE;
      all += 1;
      if (end >= (answer.earliest ?? 0) && end <= (answer.latest ?? Infinity)) inside += 1;
    }

    expect(all).toBeGreaterThan(40);
    expect(inside / all).toBeGreaterThan(0.65);
  });

  test('a budget that falls reaches zero', () => {
    const answer = ask(
      fill(60, (index) => 0.5 - index * 0.005),
      { limit: 0, direction: 'down' },
    );

    expect(answer.outcome).toBe('exhausts');
    expect(answer.at).toBeCloseTo(START + 100 * MINUTE, -1);
    expect(answer.reason).toContain('falls by 30 % an hour');
  });

  test('a certificate that is not renewed ends when it says, in days', () => {
    const left = fill(60, (index) => 5 * 86_400 - index * MINUTE);

    expect(ask(left, { limit: 0, direction: 'down', unit: 'seconds' })).toMatchObject({ outcome: 'distant' });
    const hours = left.map((_, index) => 5 * 86_400 - index * 3600);
    const times = hours.map((_, index) => START + index * 3600);
    const answer = forecastExhaustion({
      series: { times, values: hours },
      limit: 0,
      direction: 'down',
      unit: 'seconds',
    });
    expect(answer.at).toBeCloseTo(START + 5 * 86_400, -1);
    expect(answer.reason).toContain('in 3 days');
  });

  test('bytes are told as people count them', () => {
    const answer = ask(
      fill(100, (index) => 2 ** 30 * (2 + index * 0.01)),
      { limit: 4 * 2 ** 30, unit: 'bytes' },
    );

    expect(answer.reason).toMatch(/^is at 3 GiB and rises by 614 MiB an hour .* reaches 4 GiB in 101 min/);
  });

  test('only what happened since the level stood still counts', () => {
    const answer = ask(fill(240, (index) => (index < 180 ? 0.3 : 0.3 + (index - 180) * 0.005)));

    expect(answer.outcome).toBe('exhausts');
    expect(answer.since).toBeGreaterThan(START + 170 * MINUTE);
    expect(answer.at).toBeCloseTo(START + 320 * MINUTE, -3);
  });

  test('after a restart only the new rise counts', () => {
    const answer = ask(
      fill(200, (index) => (index < 120 ? 0.4 + index * 0.004 : 0.2 + (index - 120) * 0.004)),
    );

    expect(answer.outcome).toBe('exhausts');
    expect(answer.since).toBeGreaterThanOrEqual(START + 119 * MINUTE);
    expect(answer.at).toBeCloseTo(START + 320 * MINUTE, -3);
  });

  test('a few wild samples change nothing', () => {
    const calm = ask(fill(150, (index) => 0.2 + index * 0.002));
    const wild = ask(fill(150, (index) => 0.2 + index * 0.002 + (index % 23 === 0 ? 5 : 0)));

    expect(wild.outcome).toBe('exhausts');
    expect(Math.abs((wild.at ?? 0) - (calm.at ?? 0))).toBeLessThan(5 * MINUTE);
  });

  test.each<[string, readonly number[], Forecast['outcome'], string]>([
    [
      'a sawtooth far from its limit',
      fill(240, (index) => 0.3 + (index % 40) * 0.005),
      'cyclic',
      'it comes and goes, 5 times before',
    ],
    [
      'the waves of a day',
      fill(257, (index) => 0.5 + 0.2 * Math.sin(index / 10)),
      'cyclic',
      'it comes and goes',
    ],
    [
      'noise',
      ((wobble) => fill(150, () => 0.5 + 0.05 * wobble()))(noise(5)),
      'no_trend',
      'does not move towards its limit of 100 %',
    ],
    ['a constant', fill(50, () => 0.5), 'no_trend', 'is at 50 % and does not move'],
    ['the other way', fill(90, (index) => 0.9 - index * 0.005), 'no_trend', 'moves away from its limit'],
    ['a slow crawl', fill(60, (index) => 0.1 + index * 0.0001), 'distant', 'further off than that can tell'],
    ['past the limit', fill(20, () => 1.2), 'exhausted', 'past its limit of 100 %'],
    ['a handful', [0.1, 0.2, 0.3], 'too_few', '3 samples are too few'],
    ['nothing', [], 'too_few', 'has no samples'],
    ['nothing finite', [NaN, Infinity], 'too_few', 'has no samples'],
  ])('abstains, and says why: %s', (_, values, outcome, words) => {
    const answer = ask(values);

    expect(answer.outcome).toBe(outcome);
    expect(answer.reason).toContain(words);
    expect(answer.latest).toBeNull();
  });

  describe('with a daily swing', () => {
    const times = fill(4 * 48, (index) => START + index * 1800);
    const swing = (time: number) => 0.1 * Math.sin((time / 86_400) * 2 * Math.PI);
    const series = (dailyGrowth: number) => ({
      times,
      values: times.map((time) => 0.4 + ((time - START) / 86_400) * dailyGrowth + swing(time)),
    });

    test('the trend below it is found, and the top of the swing reaches the limit', () => {
      const answer = forecastExhaustion({ series: series(0.05), limit: 1, direction: 'up', unit: 'ratio' });

      expect(answer.outcome).toBe('exhausts');
      // 0.4 + 0.05 a day + 0.1 at the top of each day reaches 1 within the tenth or eleventh day.
      expect(((answer.at ?? 0) - START) / 86_400).toBeGreaterThan(9);
      expect(((answer.at ?? 0) - START) / 86_400).toBeLessThan(11);
      expect(answer.reason).toMatch(
        /besides its daily swing of \d+ %, rises by 4.9 % a day .* reaches 100 % in [67] days/,
      );
    });

    test('alone it is no trend', () => {
      const answer = forecastExhaustion({ series: series(0), limit: 1, direction: 'up', unit: 'ratio' });

      expect(answer.outcome).toBe('no_trend');
      expect(answer.reason).toContain('daily swing');
    });
  });

  test('a series that has ended, as of a volume that is no more, neither runs out nor has', () => {
    const hours = 3600;
    const rising = fill(120, (index) => 0.4 + index * 0.001);
    const full = fill(120, () => 1);
    const end = START + 119 * MINUTE;

    expect(ask(rising, { now: end + 3 * MINUTE }).outcome).toBe('exhausts');
    expect(ask(rising, { now: end + 12 * hours })).toMatchObject({
      outcome: 'too_few',
      at: null,
      reason: 'was at 52 % and has had no samples for 12 h',
    });
    expect(ask(full, { now: end + 12 * hours }).outcome).toBe('too_few');
  });

  test('a sawtooth whose teeth reach the limit is a forecast', () => {
    const answer = ask(fill(225, (index) => 0.3 + (index % 50) * 0.0142));

    expect(answer.outcome).toBe('exhausts');
  });

  test('order and gaps do not matter, and long series take no longer', () => {
    const times = fill(50_000, (index) => START + index * 15 + (index > 30_000 ? 90_000 : 0));
    const values = times.map((time) => 0.2 + (time - START) * 1e-7);
    const started = performance.now();

    const straight = forecastExhaustion({
      series: { times, values },
      limit: 1,
      direction: 'up',
      unit: 'ratio',
    });
    const shuffled = forecastExhaustion({
      series: { times: times.toReversed(), values: values.toReversed() },
      limit: 1,
      direction: 'up',
      unit: 'ratio',
    });

    expect(performance.now() - started).toBeLessThan(3000);
    expect(straight.outcome).toBe('exhausts');
    expect(straight.at).toBeCloseTo(START + 8_000_000, -4);
    expect(shuffled).toEqual(straight);
  });
});
