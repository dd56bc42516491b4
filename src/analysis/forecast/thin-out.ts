/** Fewer samples of the same shape, for methods whose work grows with the square of their number. */

export interface Points {
  /** Unix seconds, ascending. */
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Finite samples in order of time; of more than `max`, medians of equal stretches of them. */
export function thinOut({ times, values }: Points, max: number): Points {
  const pairs: [time: number, value: number][] = [];
  let isSorted = true;
  for (const [index, value] of values.entries()) {
    const time = times[index];
    if (time === undefined || !Number.isFinite(time) || !Number.isFinite(value)) continue;
    if (time < (pairs.at(-1)?.[0] ?? -Infinity)) isSorted = false;
    pairs.push([time, value]);
  }
  if (!isSorted) pairs.sort((a, b) => a[0] - b[0]);
  const size = Math.ceil(pairs.length / max);
  if (size <= 1) return { times: pairs.map(([time]) => time), values: pairs.map(([, value]) => value) };
  const thin = { times: [] as number[], values: [] as number[] };
  // From the end, so that the newest stretch is a full one.
  for (let end = pairs.length; end > 0; end -= size) {
    const stretch = pairs.slice(Math.max(0, end - size), end);
    thin.times.push(middle(stretch.map(([time]) => time)));
    thin.values.push(middle(stretch.map(([, value]) => value)));
  }
  return { times: thin.times.reverse(), values: thin.values.reverse() };
}

/** The median; 0 of nothing. Leaves the list as it is. */
export function middle(list: readonly number[]): number {
  const sorted = Float64Array.from(list).sort();
  const half = sorted.length >> 1;
  const upper = sorted[half] ?? 0;
  return sorted.length % 2 === 1 ? upper : ((sorted[half - 1] ?? upper) + upper) / 2;
}
