/** When a series changed its level, and from what to what: the best split, then the best ones of its sides. */
import { findChangePoint } from './change-point.js';

export interface LevelChange {
  /** First index at the new level. */
  readonly index: number;
  /** Means before and after, up to the next change. */
  readonly from: number;
  readonly to: number;
}

/** Of the variance of its stretch that a split has to explain: a step explains nearly all, noise of 30 values a quarter. */
const MIN_GAIN = 0.5;
/** Fewer values are a spike, which extremes tell. */
const MIN_VALUES = 2;

/** At most `max` changes, the clearest, in order of time. All values must be finite. */
export function findLevelChanges(values: readonly number[], max: number): readonly LevelChange[] {
  const cuts = [0, values.length];
  while (cuts.length < max + 2) {
    const best = bestCut(values, cuts);
    if (best === undefined) break;
    cuts.push(best);
    cuts.sort((a, b) => a - b);
  }
  return cuts.slice(1, -1).map((index, place) => ({
    index,
    from: mean(values.slice(cuts[place], index)),
    to: mean(values.slice(index, cuts[place + 2])),
  }));
}

/** Of all stretches: the cut that takes most of the squares away, if it is clear in its own stretch. */
function bestCut(values: readonly number[], cuts: readonly number[]): number | undefined {
  let best: { index: number; explained: number } | undefined;
  for (const [place, start] of cuts.slice(0, -1).entries()) {
    const stretch = values.slice(start, cuts[place + 1]);
    const found = findChangePoint(stretch, { minBefore: MIN_VALUES, minAfter: MIN_VALUES });
    if (!found || found.gain < MIN_GAIN) continue;
    const middle = mean(stretch);
    const explained = found.gain * stretch.reduce((sum, value) => sum + (value - middle) ** 2, 0);
    if (explained > (best?.explained ?? 0)) best = { index: start + found.index, explained };
  }
  return best?.index;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
