import { describe, expect, test } from '@jest/globals';
import {
  createStreamingDetector,
  type Judgement,
  type StreamingDetectorOptions,
} from '../../../src/analysis/streaming/streaming-detector.js';
import { createNoise } from './noise.js';

const START = 1_700_000_000;
const STEP = 300;
/** Values of a day at this step. */
const DAY = 288;

/** Judgements of all values, one every five minutes unless other times are given. */
function judge(values: readonly number[], options?: StreamingDetectorOptions, times?: readonly number[]) {
  const detector = createStreamingDetector(options);
  return values.map((value, index) => detector.add(times?.[index] ?? START + index * STEP, value));
}

const alarmsOf = (judgements: readonly Judgement[]) =>
  judgements.flatMap(({ isAlarm }, index) => (isAlarm ? [index] : []));

/** Twenty by night, eighty by day, with noise. */
function workday(days: number, noise = createNoise(1)): number[] {
  return Array.from({ length: days * DAY }, (_, index) => {
    const isOpen = index % DAY >= 100 && index % DAY < 200;
    return (isOpen ? 80 : 20) + noise();
  });
}

describe('the streaming detector', () => {
  test('tells a spike when it comes, with its size and what is usual', () => {
    const noise = createNoise(1);
    const values = Array.from({ length: 2000 }, () => 50 + noise());
    values[1500] = 90;

    const judgements = judge(values, { unit: 'per_second' });

    expect(judgements[1500]).toMatchObject({ isAlarm: true });
    expect(judgements[1500]!.reason).toMatch(
      /^90\/s is unusually high, seldom above 5\d\/s; \d+ of 10 comparisons find it unusual$/,
    );
    expect(judgements[1499]!.isAlarm).toBe(false);
  });

  test('tells a drop and a lasting change of level, each once', () => {
    const noise = createNoise(2);
    const values = Array.from({ length: 3000 }, (_, index) => (index < 2000 ? 50 : 30) + noise());

    const alarms = alarmsOf(judge(values)).filter((index) => index >= 1000);

    expect(alarms[0]).toBe(2000);
    expect(alarms.length).toBeLessThanOrEqual(3);
  });

  test('tells a small change that lasts', () => {
    const noise = createNoise(3);
    const values = Array.from({ length: 3000 }, (_, index) => (index < 2000 ? 50 : 51.8) + noise());

    const alarm = alarmsOf(judge(values)).find((index) => index >= 2000);

    expect(alarm).toBeLessThan(2040);
  });

  test('tells that a daily rise did not come, though the values are usual for the night', () => {
    const values = workday(14);
    for (let index = 10 * DAY + 100; index < 10 * DAY + 200; index += 1) values[index] = values[index]! - 60;

    const judgements = judge(values);
    const alarms = alarmsOf(judgements).filter((index) => index >= 7 * DAY);

    expect(alarms[0]).toBeGreaterThanOrEqual(10 * DAY + 100);
    expect(alarms[0]).toBeLessThan(10 * DAY + 110);
    expect(judgements[alarms[0]!]!.reason).toContain('at this time of day');
    expect(alarms.length).toBeLessThanOrEqual(2);
  });

  test('tells a burst of spikes where single ones are usual', () => {
    const values = Array.from({ length: 4000 }, (_, index) => (index % 100 === 50 ? 20 : 0));
    for (let index = 3000; index < 3016; index += 2) values[index] = 20;

    const alarms = alarmsOf(judge(values)).filter((index) => index >= 1000);

    expect(alarms.some((index) => index >= 3000 && index < 3030)).toBe(true);
    expect(alarms.every((index) => index >= 3000 && index < 3130)).toBe(true);
  });

  test.each<[string, (noise: () => number) => () => number]>([
    ['noise', (noise) => noise],
    [
      'a random walk',
      (noise) => {
        let level = 0;
        return () => (level += noise());
      },
    ],
    ['whole numbers near zero', (noise) => () => Math.max(0, Math.round(noise()))],
  ])('is silent most of the time on %s', (_name, start) => {
    const next = start(createNoise(4));
    const values = Array.from({ length: 5000 }, next);

    expect(alarmsOf(judge(values)).filter((index) => index >= 1000).length).toBeLessThanOrEqual(6);
  });

  test('is silent on a constant series and tells the first other value', () => {
    const judgements = judge(Array.from({ length: 520 }, (_, index) => (index === 500 ? 7.5 : 7)));

    expect(judgements.slice(0, 500).every(({ score }) => score === 0)).toBe(true);
    expect(judgements[500]!.isAlarm).toBe(true);
  });

  test('judges the same at any scale', () => {
    const noise = createNoise(5);
    const values = Array.from({ length: 1500 }, (_, index) => (index === 1200 ? 12 : 0) + noise());
    const scores = (scale: number, offset: number) =>
      judge(values.map((value) => offset + scale * value)).map(({ score }) => score);

    const expected = scores(1, 0);
    for (const actual of [scores(1e9, 0), scores(-1e-6, 0), scores(1, 1e5)]) {
      actual.forEach((score, index) => expect(score).toBeCloseTo(expected[index]!, 4));
    }
  });

  test('skips what is no number, and goes on as if it had not been', () => {
    const noise = createNoise(6);
    const values = Array.from({ length: 1000 }, noise);
    const holes = [NaN, Infinity, -Infinity, 1e300];
    const detector = createStreamingDetector();
    const whole = judge(values);

    values.forEach((value, index) => {
      const hole = detector.add(START + index * STEP, holes[index % 4]!);
      expect(hole).toEqual({ score: 0, isAlarm: false, reason: 'no value', strangeness: 0 });
      expect(detector.add(START + index * STEP, value)).toEqual(whole[index]);
    });
  });

  test('works with irregular steps, gaps, repeated times and a counter that starts anew', () => {
    const noise = createNoise(7);
    let time = START;
    const times = Array.from({ length: 3000 }, (_, index) => {
      time += index % 500 === 0 ? 2 * 86_400 : index % 7 === 0 ? 0 : 300 + 200 * (index % 3);
      return time;
    });
    const values = times.map((_, index) => (index % 1000) + noise());

    const judgements = judge(values, {}, times);

    for (const { score, strangeness } of judgements) {
      expect(score).toBeGreaterThanOrEqual(0);
      expect(score).toBeLessThan(1);
      expect(Number.isFinite(strangeness)).toBe(true);
    }
    expect(judgements[1000]!.isAlarm).toBe(true);
  });

  test('says at first that it knows too little, then that all is as usual', () => {
    const judgements = judge(Array.from({ length: 400 }, () => 1));

    expect(judgements[0]!.reason).toBe('too few values yet to know what is usual');
    expect(judgements.at(-1)!.reason).toBe('as usual');
  });

  test('judges a value by what came before it only', () => {
    const noise = createNoise(8);
    const values = Array.from({ length: 1200 }, noise);
    const scores = (series: readonly number[]) => judge(series).map(({ score }) => score);

    expect(scores([...values, 1000, -1000]).slice(0, 1200)).toEqual(scores(values));
  });

  test('calls people again during an event only when it has grown much', () => {
    const noise = createNoise(9);
    const values = Array.from({ length: 1500 }, () => 50 + noise());
    for (let index = 1200; index < 1220; index += 1) values[index] = 60 + (index - 1200) * 0.1;

    const alarms = alarmsOf(judge(values)).filter((index) => index >= 1200 && index < 1220);

    expect(alarms[0]).toBe(1200);
    expect(alarms.length).toBeLessThanOrEqual(3);
  });

  test('finds more when less is asked for', () => {
    const noise = createNoise(10);
    const values = Array.from({ length: 4000 }, noise);
    const count = (alarmStrangeness: number) => alarmsOf(judge(values, { alarmStrangeness })).length;

    expect(count(0.05)).toBeGreaterThan(count(0.2));
    expect(count(2)).toBe(0);
  });
});
