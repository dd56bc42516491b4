/**
 * One time series: growing typed arrays of timestamps and values in time order. A stale marker is Prometheus' own NaN bit
 * pattern, written and recognised through the integer view because JavaScript does not keep NaN payloads.
 */
import type { LabelSet } from './label-set.js';

const STALE_HIGH = 0x7ff00000;
const STALE_LOW = 2;
const INITIAL_CAPACITY = 16;

/** Samples `from` (inclusive) to `to` (exclusive) of the two arrays, in time order and without stale markers. */
export interface SampleWindow {
  readonly times: ArrayLike<number>;
  readonly values: ArrayLike<number>;
  readonly from: number;
  readonly to: number;
}

export interface Series {
  readonly labels: LabelSet;
  /** Timestamp in ms of the newest sample or marker; -Infinity when there is none. */
  lastTime(): number;
  /** Appends a sample; false when it is not newer than the last one and was ignored. */
  append(timeMs: number, value: number): boolean;
  /** Appends a stale marker, which ends the series until the next sample. */
  appendStale(timeMs: number): boolean;
  /** The newest sample in [fromMs, timeMs], unless a stale marker follows it. */
  sampleAt(timeMs: number, fromMs: number): { time: number; value: number } | undefined;
  /** All samples in [fromMs, toMs], both ends included; undefined when there are none. */
  window(fromMs: number, toMs: number): SampleWindow | undefined;
  /** Forgets everything older than the time given; false when nothing is left. */
  forgetBefore(timeMs: number): boolean;
}

/** Creates an empty series. */
export function createSeries(labels: LabelSet): Series {
  let times = new Float64Array(INITIAL_CAPACITY);
  let values = new Float64Array(INITIAL_CAPACITY);
  let bits = new Uint32Array(values.buffer);
  let start = 0;
  let end = 0;
  let staleCount = 0;

  const isStale = (index: number) => bits[2 * index + 1] === STALE_HIGH && bits[2 * index] === STALE_LOW;
  const lastTime = () => (end > start ? (times[end - 1] ?? -Infinity) : -Infinity);

  /** Index of the first sample later than the time given. */
  function firstAfter(timeMs: number): number {
    let low = start;
    let high = end;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((times[middle] ?? 0) <= timeMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function makeRoom(): void {
    if (end < times.length) return;
    // Reuse the forgotten front when it is at least half of the space, else double.
    const target = start >= times.length / 2 ? times.length : times.length * 2;
    const newTimes = new Float64Array(target);
    const newValues = new Float64Array(target);
    newTimes.set(times.subarray(start, end));
    newValues.set(values.subarray(start, end));
    [times, values, bits] = [newTimes, newValues, new Uint32Array(newValues.buffer)];
    end -= start;
    start = 0;
  }

  function append(timeMs: number, value: number): boolean {
    if (timeMs <= lastTime()) return false;
    makeRoom();
    times[end] = timeMs;
    values[end] = value;
    end += 1;
    return true;
  }

  function appendStale(timeMs: number): boolean {
    if (!append(timeMs, Number.NaN)) return false;
    bits[2 * (end - 1)] = STALE_LOW;
    bits[2 * (end - 1) + 1] = STALE_HIGH;
    staleCount += 1;
    return true;
  }

  function sampleAt(timeMs: number, fromMs: number) {
    const index = firstAfter(timeMs) - 1;
    const time = times[index];
    const value = values[index];
    if (index < start || time === undefined || value === undefined) return undefined;
    return time < fromMs || isStale(index) ? undefined : { time, value };
  }

  function window(fromMs: number, toMs: number): SampleWindow | undefined {
    let from = firstAfter(fromMs);
    while (from > start && (times[from - 1] ?? 0) >= fromMs) from -= 1;
    const to = firstAfter(toMs);
    if (from >= to) return undefined;
    return staleCount === 0 ? { times, values, from, to } : withoutStale(from, to);
  }

  function withoutStale(from: number, to: number): SampleWindow | undefined {
    const kept: number[] = [];
    for (let index = from; index < to; index += 1) if (!isStale(index)) kept.push(index);
    if (kept.length === to - from) return { times, values, from, to };
    if (kept.length === 0) return undefined;
    return {
      times: kept.map((index) => times[index] ?? 0),
      values: kept.map((index) => values[index] ?? 0),
      from: 0,
      to: kept.length,
    };
  }

  function forgetBefore(timeMs: number): boolean {
    while (start < end && (times[start] ?? 0) < timeMs) {
      if (isStale(start)) staleCount -= 1;
      start += 1;
    }
    return start < end;
  }

  return { labels, lastTime, append, appendStale, sampleAt, window, forgetBefore };
}
