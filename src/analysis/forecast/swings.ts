/**
 * Whether a series comes and goes: garbage collection, log rotation, the day's traffic. Its large turning points are found
 * with the zigzag rule (a turn counts once the series came back by a given part of its range), which needs no period and
 * sees sawtooth and wave alike.
 */
import { middle, type Points } from './thin-out.js';

export interface Swings {
  /** Index of the turning point where the present leg began; 0 when there was none. */
  readonly lastTurn: number;
  /** The way of the present leg; 0 for a series without movement. */
  readonly direction: 1 | -1 | 0;
  /** Ended legs in the direction asked for: how long each took, and where it ended and how far it went. */
  readonly ended: readonly { readonly seconds: number; readonly end: number; readonly height: number }[];
}

/**
 * A turn must undo this part of the whole range; less is a wobble on a trend. In simulations 0.2 takes the noise on a weak
 * trend for turns, and 0.4 misses the teeth of a saw that rises as a whole.
 */
const TURN_SHARE = 0.3;
/** … and stand out from the noise of single samples. */
const TURN_NOISE = 6;
/** Makes a median absolute deviation of normal values their standard deviation. */
const MAD_TO_SIGMA = 1.4826;

/** Swings of a series in the direction in which it could reach its limit. */
export function findSwings({ times, values }: Points, wanted: 1 | -1): Swings {
  const least = Math.max(TURN_SHARE * rangeOf(values), TURN_NOISE * noiseOf(values));
  if (!(least > 0)) return { lastTurn: 0, direction: 0, ended: [] };
  const turns: number[] = [];
  let direction: 1 | -1 | 0 = 0;
  let [low, high, extreme] = [0, 0, 0];
  const at = (index: number) => values[index] ?? 0;
  for (let index = 1; index < values.length; index += 1) {
    if (direction === 0) {
      if (at(index) < at(low)) low = index;
      if (at(index) > at(high)) high = index;
      if (at(index) - at(low) >= least) [direction, extreme] = [1, index];
      else if (at(high) - at(index) >= least) [direction, extreme] = [-1, index];
      const turn = direction === 1 ? low : high;
      if (direction !== 0 && turn > 0) turns.push(turn);
    } else if ((at(index) - at(extreme)) * direction >= 0) {
      extreme = index;
    } else if ((at(extreme) - at(index)) * direction >= least) {
      turns.push(extreme);
      [direction, extreme] = [direction === 1 ? -1 : 1, index];
    }
  }
  return {
    lastTurn: turns.at(-1) ?? 0,
    direction,
    ended: endedLegs([0, ...turns], wanted, least, times, values),
  };
}

function endedLegs(
  turns: readonly number[],
  wanted: 1 | -1,
  least: number,
  times: readonly number[],
  values: readonly number[],
): Swings['ended'] {
  const ended: { seconds: number; end: number; height: number }[] = [];
  for (let turn = 1; turn < turns.length; turn += 1) {
    const [from, to] = [turns[turn - 1] ?? 0, turns[turn] ?? 0];
    const height = ((values[to] ?? 0) - (values[from] ?? 0)) * wanted;
    if (height < least) continue;
    ended.push({ seconds: (times[to] ?? 0) - (times[from] ?? 0), end: values[to] ?? 0, height });
  }
  return ended;
}

function rangeOf(values: readonly number[]): number {
  let [min, max] = [Infinity, -Infinity];
  for (const value of values) [min, max] = [Math.min(min, value), Math.max(max, value)];
  return max - min;
}

/** Standard deviation of a single sample around its neighbours, from the median of second differences. */
function noiseOf(values: readonly number[]): number {
  const sizes: number[] = [];
  for (let index = 2; index < values.length; index += 1) {
    sizes.push(Math.abs((values[index] ?? 0) - 2 * (values[index - 1] ?? 0) + (values[index - 2] ?? 0)));
  }
  return (middle(sizes) * MAD_TO_SIGMA) / Math.sqrt(6);
}
