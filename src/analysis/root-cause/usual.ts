/**
 * What a metric usually looks like, for thousands of metrics at once: median and quartiles by selection instead of sorting
 * (Hoare's FIND, 1961), in a buffer that is used again.
 */

/** Distance of a quartile from the centre of normal values, in standard deviations. */
const QUARTILE_IN_SIGMA = 0.6745;

interface Usual {
  readonly count: number;
  readonly center: number;
  /**
   * Standard deviation as the quartile on that side suggests: a quarter of the values may be trouble of earlier incidents
   * without any effect. No floor is applied.
   */
  readonly spreadUp: number;
  readonly spreadDown: number;
}

export interface UsualDescriber {
  /** Undefined when no value is finite. */
  describe(values: ArrayLike<number>): Usual | undefined;
}

export function createUsualDescriber(): UsualDescriber {
  let buffer = new Float64Array(0);
  return {
    describe(values) {
      if (buffer.length < values.length) buffer = new Float64Array(values.length);
      let count = 0;
      for (let index = 0; index < values.length; index += 1) {
        const value = values[index] ?? Number.NaN;
        // Neither NaN nor infinite.
        if (value - value !== 0) continue;
        buffer[count] = value;
        count += 1;
      }
      if (count === 0) return undefined;
      const middle = (count - 1) >> 1;
      const center = select(buffer, { from: 0, to: count - 1, rank: middle });
      // After the selection the lower half lies before the middle and the upper one behind it.
      const upper = select(buffer, { from: middle, to: count - 1, rank: Math.floor(0.75 * (count - 1)) });
      const lower = select(buffer, { from: 0, to: middle, rank: Math.floor(0.25 * (count - 1)) });
      return {
        count,
        center,
        spreadUp: (upper - center) / QUARTILE_IN_SIGMA,
        spreadDown: (center - lower) / QUARTILE_IN_SIGMA,
      };
    },
  };
}

/** The value that would stand at `rank` if those from `from` to `to`, both included, were sorted; moves them about. */
function select(
  values: Float64Array,
  { from, to, rank }: { readonly from: number; readonly to: number; readonly rank: number },
): number {
  let [left, right] = [from, to];
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
