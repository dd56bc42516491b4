/** How well a partition agrees with the true one. */

export interface Agreement {
  /** Adjusted Rand index (Hubert and Arabie, 1985): 1 = the same, 0 = as chance has it. */
  readonly ari: number;
  /** Harmonic mean of precision and recall over pairs of alerts that are in one group. */
  readonly pairF1: number;
}

export function scorePartition(found: readonly string[], truth: readonly string[]): Agreement {
  const [both, left, right] = [
    count(found.map((one, index) => `${one}\n${truth[index]}`)),
    count(found),
    count(truth),
  ];
  const [together, ours, theirs] = [pairsIn(both), pairsIn(left), pairsIn(right)];
  const all = pairs(found.length);
  const expected = all === 0 ? 0 : (ours * theirs) / all;
  const most = (ours + theirs) / 2;
  return {
    ari: most === expected ? 1 : (together - expected) / (most - expected),
    pairF1: most === 0 ? 1 : together / most,
  };
}

const pairs = (n: number) => (n * (n - 1)) / 2;
const pairsIn = (counts: ReadonlyMap<string, number>) =>
  [...counts.values()].reduce((sum, n) => sum + pairs(n), 0);

function count(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1);
  return counts;
}
