/**
 * What a metric usually looks like, for thousands of metrics at once: median and a robust spread by selection instead of
 * sorting (Hoare's FIND, 1961), in buffers that are used again.
 */

/** Makes quantile distances and median deviations of normal values equal their standard deviation. */
const MAD_TO_SIGMA = 1.4826;
const QUARTILE_IN_SIGMA = 0.6745;

export interface Usual {
  readonly count: number;
  readonly center: number;
  /** Standard deviation as the values above and below the centre suggest; no floor is applied. */
  readonly spreadUp: number;
  readonly spreadDown: number;
}

export interface UsualDescriber {
  /** Undefined when no value is finite. */
  describe(values: ArrayLike<number>): Usual | undefined;
}

/**
 * Spread = the larger of the median absolute deviation and the distance to the outer tenth on that side: what is zero most
 * of the time with a few blips has no deviation in its median, and must not call every blip unheard of.
 */
export function createUsualDescriber(): UsualDescriber {
  let buffer = new Float64Array(0);
  return {
    describe(values) {
      if (buffer.length < values.length) buffer = new Float64Array(values.length);
      let count = 0;
      for (let index = 0; index < values.length; index += 1) {
        const value = values[index] ?? Number.NaN;
        if (!Number.isFinite(value)) continue;
        buffer[count] = value;
        count += 1;
      }
      if (count === 0) return undefined;
      const center = select(buffer, count, (count - 1) >> 1);
      const upper = select(buffer, count, Math.floor(0.75 * (count - 1)));
      const lower = select(buffer, count, Math.floor(0.25 * (count - 1)));
      for (let index = 0; index < count; index += 1) buffer[index] = Math.abs((buffer[index] ?? 0) - center);
      const deviation = select(buffer, count, (count - 1) >> 1) * MAD_TO_SIGMA;
      return {
        count,
        center,
        spreadUp: Math.max(deviation, (upper - center) / QUARTILE_IN_SIGMA),
        spreadDown: Math.max(deviation, (center - lower) / QUARTILE_IN_SIGMA),
      };
    },
  };
}

/** The value that would stand at `rank` among the first `count` if they were sorted; moves them about. */
export function select(values: Float64Array, count: number, rank: number): number {
  let [left, right] = [0, count - 1];
  while (left < right) {
    const pivot = middleOfThree(values[left] ?? 0, values[(left + right) >> 1] ?? 0, values[right] ?? 0);
    let [low, high] = [left, right];
    while (low <= high) {
      while ((values[low] ?? 0) < pivot) low += 1;
      while ((values[high] ?? 0) > pivot) high -= 1;
      if (low > high) break;
      const swapped = values[low] ?? 0;
      values[low] = values[high] ?? 0;
      values[high] = swapped;
      low += 1;
      high -= 1;
    }
    if (rank <= high) right = high;
    else if (rank >= low) left = low;
    else break;
  }
  return values[rank] ?? Number.NaN;
}

function middleOfThree(a: number, b: number, c: number): number {
  if (a > b) return b > c ? b : Math.min(a, c);
  return a > c ? a : Math.min(b, c);
}
