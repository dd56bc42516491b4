import { describe, expect, test } from '@jest/globals';
import { detectAnomaly } from '../../src/analysis/anomaly.js';
import type { AnomalyQuestion } from '../../src/analysis/anomaly-question.js';
import type { SignalKind } from '../../src/analysis/baseline.js';

const START = Date.UTC(2026, 2, 4, 3, 12, 0) / 1000;
const repeat = (value: number, count: number): number[] => Array.from({ length: count }, () => value);

/** One sample per second from START; the incident is noticed at `noticedAt` seconds. */
function judge(
  values: readonly number[],
  signal: SignalKind,
  question: { noticedAt?: number; stepSeconds?: number } & Partial<AnomalyQuestion> = {},
) {
  const { noticedAt = 30, stepSeconds = 1, ...rest } = question;
  const times = values.map((_, index) => START + index * stepSeconds);
  return detectAnomaly({ times, values }, { signal, incidentStart: START + noticedAt, ...rest });
}

/** Repeatable normal noise. */
function createNoise(seed: number): () => number {
  let state = seed;
  const uniform = () => {
    state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
    return (state + 1) / 4_294_967_297;
  };
  return () => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
}

describe('detectAnomaly', () => {
  test('a share of failures that was always zero and steps to 40 % is abnormal from that second', () => {
    const anomaly = judge([...repeat(0, 32), ...repeat(0.4, 8)], 'errors');

    expect(anomaly).toMatchObject({
      isAnomalous: true,
      direction: 'up',
      baseline: 0,
      current: 0.4,
      peak: 0.4,
      onset: START + 32,
      isOngoing: true,
      reason: 'rose from 0 % to 40 % at 03:12:32 UTC',
    });
  });

  test('the onset is found although the alert came later than the trouble', () => {
    const anomaly = judge([...repeat(0.1, 22), ...repeat(0.9, 18)], 'latency');

    expect(anomaly).toMatchObject({ isAnomalous: true, baseline: 0.1, onset: START + 22 });
  });

  test('a ramp begins where it leaves the usual range, not in its middle', () => {
    const ramp = Array.from({ length: 16 }, (_, index) => 0.3 + index * 0.04);
    const anomaly = judge([...repeat(0.3, 24), ...ramp], 'saturation');

    expect(anomaly.isAnomalous).toBe(true);
    expect(anomaly.onset).toBeGreaterThanOrEqual(START + 24);
    expect(anomaly.onset).toBeLessThanOrEqual(START + 27);
  });

  test('one odd sample is a blip, several in a row are a departure that ended', () => {
    const blip = judge([...repeat(0.1, 34), 3, ...repeat(0.1, 5)], 'latency');
    const spike = judge([...repeat(0.1, 31), 3, 3, 3, 3, ...repeat(0.1, 5)], 'latency');

    expect(blip.isAnomalous).toBe(false);
    expect(spike).toMatchObject({ isAnomalous: true, isOngoing: false, peak: 3, onset: START + 31 });
    expect(spike.reason).toBe('rose from 100 ms to 3 s at 03:12:31 UTC, and is back at 100 ms');
  });

  test.each([
    ['a drop', 4, 'down', 'fell from 20/s to 4/s at 03:12:32 UTC'],
    ['a surge', 90, 'up', 'rose from 20/s to 90/s at 03:12:32 UTC'],
  ] as const)('%s in traffic is told from its opposite', (_, after, direction, reason) => {
    const anomaly = judge([...repeat(20, 32), ...repeat(after, 8)], 'requests');

    expect(anomaly).toMatchObject({ isAnomalous: true, direction, reason });
  });

  test.each(['errors', 'latency', 'saturation'] as const)('less %s is no trouble', (signal) => {
    expect(judge([...repeat(0.8, 32), ...repeat(0.1, 8)], signal).isAnomalous).toBe(false);
  });

  test.each([
    ['latency', 0.1, 0.3],
    ['requests', 20, 0.2],
    ['saturation', 0.5, 0.1],
    ['errors', 0.02, 0.5],
  ] as const)('noise alone in %s is not abnormal', (signal, usual, variation) => {
    const noise = createNoise(7);
    const series = Array.from({ length: 200 }, () =>
      Array.from({ length: 40 }, () => Math.max(0, usual * (1 + variation * noise()))),
    );

    const alarms = series.filter((values) => judge(values, signal).isAnomalous);

    expect(alarms.length).toBeLessThanOrEqual(2);
  });

  test('five samples of baseline are enough', () => {
    const anomaly = judge([0.11, 0.1, 0.12, 0.1, 0.11, 0.6, 0.7, 0.65], 'latency', { noticedAt: 5 });

    expect(anomaly).toMatchObject({ isAnomalous: true, baseline: 0.11, onset: START + 5 });
  });

  test('an hour at one sample a minute works as well', () => {
    const noise = createNoise(3);
    const values = Array.from({ length: 65 }, (_, index) => (index < 58 ? 0.2 : 0.5) + 0.01 * noise());
    const anomaly = judge(values, 'latency', { noticedAt: 3600, stepSeconds: 60 });

    expect(anomaly).toMatchObject({ isAnomalous: true, onset: START + 58 * 60 });
  });

  test('a constant series is as usual', () => {
    expect(judge(repeat(0.25, 40), 'saturation')).toMatchObject({
      isAnomalous: false,
      score: 0,
      direction: null,
      onset: null,
      reason: 'is as usual at 25 % (usually 25 %)',
    });
  });

  test('a hair above a constant baseline is as usual', () => {
    expect(judge([...repeat(0.05, 32), ...repeat(0.052, 8)], 'latency').isAnomalous).toBe(false);
  });

  test('too few samples are said to be too few', () => {
    expect(judge([], 'latency')).toMatchObject({
      isAnomalous: false,
      current: null,
      reason: 'has no samples',
    });
    expect(judge([0.1, 0.9], 'latency', { noticedAt: 1 })).toMatchObject({
      isAnomalous: false,
      baseline: null,
      current: 0.9,
      reason: 'is at 900 ms; 2 samples are too few to say whether that is usual',
    });
  });

  test('gaps and values that are no numbers are passed over', () => {
    const values = [...repeat(0.1, 30), NaN, 0.8, NaN, 0.8, Infinity, 0.8, 0.8, 0.8];
    const times = values.map((_, index) => START + index + (index > 15 ? 120 : 0));
    const anomaly = detectAnomaly({ times, values }, { signal: 'latency', incidentStart: START + 145 });

    expect(anomaly).toMatchObject({ isAnomalous: true, current: 0.8, onset: START + 151 });
  });

  test('a share of failures that is reported only once something fails was zero before', () => {
    const times = Array.from({ length: 6 }, (_, index) => START + 34 + index);
    const anomaly = detectAnomaly(
      { times, values: repeat(0.3, 6) },
      {
        signal: 'errors',
        incidentStart: START + 36,
        asked: { start: START, end: START + 40, stepSeconds: 1 },
        windowSeconds: 10,
      },
    );

    expect(anomaly).toMatchObject({ isAnomalous: true, baseline: 0, onset: START + 34 });
  });

  test('traffic that is no longer reported has fallen to nothing', () => {
    const asked = { start: START, end: START + 40, stepSeconds: 1 };
    const anomaly = judge(repeat(10, 32), 'requests', { asked });

    expect(anomaly).toMatchObject({ isAnomalous: true, direction: 'down', current: 0, hasStopped: true });
    expect(anomaly.onset).toBe(START + 32);
  });

  test('the first window of a rate that began within the range is not a surge', () => {
    const warmUp = Array.from({ length: 10 }, (_, index) => 2 + index * 2);
    const values = [...warmUp, ...repeat(22, 25)];
    const times = values.map((_, index) => START + 5 + index);
    const anomaly = detectAnomaly(
      { times, values },
      {
        signal: 'requests',
        incidentStart: START + 30,
        asked: { start: START, end: START + 40, stepSeconds: 1 },
        windowSeconds: 10,
      },
    );

    expect(anomaly.isAnomalous).toBe(false);
  });

  test('a change in the older half of the baseline is history', () => {
    const values = [...repeat(10, 200), ...repeat(40, 400)];
    expect(judge(values, 'requests', { noticedAt: 590 }).isAnomalous).toBe(false);
  });

  test('few requests vary more than many before it matters', () => {
    const values = [...repeat(0.5, 32), ...repeat(1.2, 8)];

    expect(judge(values, 'requests', { windowSeconds: 10 }).isAnomalous).toBe(false);
    expect(judge(values, 'requests', { windowSeconds: 600 }).isAnomalous).toBe(true);
  });
});
