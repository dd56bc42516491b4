/**
 * How far the latest few values are from the most similar stretch of the past: the left matrix profile (Yeh and others,
 * 2016), whose high values are shapes never seen before.
 */

interface NearestShape {
  add(value: number): void;
  /** Distance of the latest stretch from its nearest in the past; undefined while there is no past to compare with. */
  distance(): number | undefined;
}

export interface ShapeQuestion {
  /** Values in a stretch. */
  readonly length: number;
  /** Values of the past to search. */
  readonly memory: number;
  /** True compares forms alone, wherever their level. */
  readonly isCentred: boolean;
}

export function createNearestShape({ length, memory, isCentred }: ShapeQuestion): NearestShape {
  // Twice the memory in one piece, moved to the front when full: the search then runs over plain neighbours.
  const capacity = 2 * (memory + 2 * length);
  const values = new Float64Array(capacity);
  const means = new Float64Array(capacity);
  let size = 0;

  return {
    add(value) {
      if (size === capacity) {
        const keep = memory + 2 * length;
        values.copyWithin(0, size - keep, size);
        means.copyWithin(0, size - keep, size);
        size = keep;
      }
      values[size] = value;
      size += 1;
      let sum = 0;
      for (let index = Math.max(0, size - length); index < size; index += 1) sum += values[index]!;
      means[size - 1] = sum / length;
    },
    distance() {
      const last = size - 1;
      // Stretches that overlap the latest one are always like it.
      const newest = last - length;
      const oldest = Math.max(length - 1, newest - memory);
      let best = Infinity;
      for (let end = newest; end >= oldest; end -= 1) {
        const shift = isCentred ? means[last]! - means[end]! : 0;
        let sum = 0;
        for (let back = 0; back < length && sum < best; back += 1) {
          const difference = values[last - back]! - values[end - back]! - shift;
          sum += difference * difference;
        }
        if (sum < best) best = sum;
      }
      return best === Infinity ? undefined : Math.sqrt(best);
    },
  };
}
