/** Where a series changed its level: the split into two constant pieces with the least squared error. */

interface ChangePoint {
  /** First index of the second piece. */
  readonly index: number;
  /** Share 0–1 of the variance that the split explains; near 1 is a clean step, near 0 is noise. */
  readonly gain: number;
}

/**
 * The best single split that leaves at least `minBefore` and `minAfter` values on its sides, in O(n) by prefix sums.
 * Undefined when there are too few values or they are all equal. All values must be finite.
 */
export function findChangePoint(
  values: readonly number[],
  { minBefore, minAfter }: { readonly minBefore: number; readonly minAfter: number },
): ChangePoint | undefined {
  const n = values.length;
  const [from, to] = [Math.max(1, minBefore), n - Math.max(1, minAfter)];
  if (from > to) return undefined;
  // Centred first: sums of squares of large values that hardly differ would cancel out.
  const mean = values.reduce((sum, value) => sum + value, 0) / n;
  const total = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  if (!(total > 0)) return undefined;

  let best: { index: number; explained: number } | undefined;
  let leftSum = 0;
  for (let index = 1; index <= to; index += 1) {
    leftSum += (values[index - 1] ?? 0) - mean;
    if (index < from) continue;
    // With the mean at zero both pieces' sums are opposite, so this is the sum of squares between the pieces.
    const explained = (leftSum * leftSum) / index + (leftSum * leftSum) / (n - index);
    if (!best || explained > best.explained) best = { index, explained };
  }
  return best && { index: best.index, gain: Math.min(1, best.explained / total) };
}
