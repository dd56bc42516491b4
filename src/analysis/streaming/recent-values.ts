/** The latest values of a stream, in bounded memory. */

interface RecentValues {
  add(value: number): void;
  /** How many there are, at most the capacity. */
  readonly size: number;
  /** The value `back` places before the latest, which is 0. */
  at(back: number): number;
  /** Mean of `count` values that end `back` places before the latest. */
  mean(count: number, back?: number): number;
}

export function createRecentValues(capacity: number): RecentValues {
  const ring = new Float64Array(capacity);
  let [next, size] = [0, 0];
  const at = (back: number) => ring[(next - 1 - back + 2 * capacity) % capacity]!;
  return {
    add(value) {
      ring[next] = value;
      next = (next + 1) % capacity;
      size = Math.min(capacity, size + 1);
    },
    get size() {
      return size;
    },
    at,
    mean(count, back = 0) {
      // Summed anew each time: a running sum would keep the rounding of every large value that ever passed.
      let sum = 0;
      for (let index = back; index < back + count; index += 1) sum += at(index);
      return sum / count;
    },
  };
}
