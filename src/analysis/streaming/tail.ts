/**
 * How rare a value is at the upper end of all that came before: peaks over a high threshold follow a generalised Pareto
 * distribution (Pickands, 1975), which reaches beyond the highest value seen; fitted by moments (Hosking and Wallis, 1987),
 * kept up to date in a stream as by Siffer and others (SPOT, 2017). Needs neither a scale nor a shape of the values.
 */

/** Values kept per epoch. Fifty exceedances are enough for two moments; more would reach into the bulk. */
const KEPT = 64;
/** Share of the values taken as the tail while fewer than `KEPT` are needed for it. */
const TAIL_SHARE = 0.01;
/** Least exceedances to fit; fewer give an erratic spread. */
const MIN_EXCEEDANCES = 10;
/** Below this many values nothing is called rare. */
export const MIN_VALUES = 150;
/** The past reaches back one to two epochs: four to eight weeks at a step of five minutes. */
const EPOCH = 8192;
/** How many values the past holds at most. */
export const REMEMBERED = 2 * EPOCH;
/** 0 is an exponential tail; at 0.5 the variance, and with it the fit by moments, ends. */
const MAX_SHAPE = 0.5;
/** Exceedances spread at least over this share of the threshold's distance from the mean, else ties make all else unheard of. */
const MIN_SPREAD = 0.02;
/** One in ten billion: beyond it an extrapolation from some thousand values says nothing more. */
const MAX_SURPRISE = 10;

interface Tail {
  /** −log₁₀ of the chance of a value of at least `value`; 0 inside the usual range or while too little is known. */
  surprise(value: number): number;
  /** Makes `value`, which must be finite, part of the past. */
  add(value: number): void;
  /** Where the tail begins: the edge of the usual range; null while too little is known. */
  edge(): number | null;
}

interface Epoch {
  /** The highest values, ascending. */
  readonly top: Float64Array;
  kept: number;
  count: number;
  sum: number;
}

export function createTail(): Tail {
  let current = newEpoch();
  let previous = newEpoch();
  /** Of both epochs, ascending; the fit is made anew only when they change. */
  const merged = new Float64Array(KEPT);
  let fit: Fit | null = null;
  let isStale = true;

  function refit(): Fit | null {
    if (!isStale) return fit;
    isStale = false;
    const count = current.count + previous.count;
    if (count < MIN_VALUES) return (fit = null);
    const wanted = Math.min(KEPT, Math.max(MIN_EXCEEDANCES, Math.ceil(count * TAIL_SHARE)));
    const size = mergeTop(current, previous, merged, wanted);
    fit = fitTail(merged, size, count, (current.sum + previous.sum) / count);
    return fit;
  }

  return {
    surprise(value) {
      const known = refit();
      return known === null || value <= known.threshold ? 0 : surpriseOf(value - known.threshold, known);
    },
    add(value) {
      if (current.count >= EPOCH) [previous, current] = [current, newEpoch()];
      keep(current, value);
      isStale = true;
    },
    edge: () => refit()?.threshold ?? null,
  };
}

interface Fit {
  readonly threshold: number;
  /** Share of the values beyond the threshold. */
  readonly share: number;
  readonly shape: number;
  readonly scale: number;
}

function newEpoch(): Epoch {
  return { top: new Float64Array(KEPT), kept: 0, count: 0, sum: 0 };
}

function keep(epoch: Epoch, value: number): void {
  epoch.count += 1;
  epoch.sum += value;
  const { top, kept } = epoch;
  if (kept === KEPT && value <= top[0]!) return;
  let place = 0;
  while (place < kept && top[place]! < value) place += 1;
  if (kept < KEPT) {
    top.copyWithin(place + 1, place, kept);
    top[place] = value;
    epoch.kept += 1;
  } else {
    top.copyWithin(0, 1, place);
    top[place - 1] = value;
  }
}

/** The `wanted` highest values of both, ascending at the start of `into`; returns how many there are. */
function mergeTop(a: Epoch, b: Epoch, into: Float64Array, wanted: number): number {
  const size = Math.min(wanted, a.kept + b.kept);
  let [i, j] = [a.kept - 1, b.kept - 1];
  for (let place = size - 1; place >= 0; place -= 1) {
    const takeA = j < 0 || (i >= 0 && a.top[i]! >= b.top[j]!);
    into[place] = takeA ? a.top[i--]! : b.top[j--]!;
  }
  return size;
}

function fitTail(top: Float64Array, size: number, count: number, mean: number): Fit {
  const threshold = top[0]!;
  let [sum, squares] = [0, 0];
  for (let index = 1; index < size; index += 1) {
    const excess = top[index]! - threshold;
    sum += excess;
    squares += excess * excess;
  }
  const exceedances = size - 1;
  const floor = Math.max(MIN_SPREAD * (threshold - mean), 1e-9 * Math.abs(threshold), Number.MIN_VALUE);
  const average = Math.max(floor, sum / exceedances);
  const variance = Math.max(0, squares / exceedances - average * average);
  const shape =
    variance > 0 ? Math.min(MAX_SHAPE, Math.max(0, 0.5 * (1 - (average * average) / variance))) : 0;
  return { threshold, share: size / count, shape, scale: average * (1 - shape) };
}

function surpriseOf(excess: number, { share, shape, scale }: Fit): number {
  const relative = excess / scale;
  const beyond = shape < 1e-6 ? relative : Math.log1p(shape * relative) / shape;
  return Math.min(MAX_SURPRISE, (beyond - Math.log(share)) / Math.LN10);
}
