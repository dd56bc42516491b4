/** Means with how far they can be trusted. Pure. */

export interface Share {
  /** 0 to 1. */
  readonly mean: number;
  /** Standard deviation between runs of all scenarios; 0 for a single run. */
  readonly sd: number;
  /** 95 % interval (Wilson), as if every run of every scenario were a trial of its own. */
  readonly low: number;
  readonly high: number;
  readonly right: number;
  readonly of: number;
}

export interface Amount {
  readonly mean: number;
  /** Standard deviation between runs of all scenarios. */
  readonly sd: number;
}

/** 97.5 % of the normal distribution lie below it. */
const Z = 1.959964;

/** One list of outcomes per run. */
export function shareOf(runs: readonly (readonly boolean[])[]): Share {
  const all = runs.flat();
  const right = all.filter(Boolean).length;
  return {
    ...amountOf(runs.map((outcomes) => outcomes.map(Number))),
    ...wilson(right, all.length),
    right,
    of: all.length,
  };
}

/** The mean of each run's mean, so that the spread is the one between runs. */
export function amountOf(runs: readonly (readonly number[])[]): Amount {
  const means = runs.filter((values) => values.length > 0).map(meanOf);
  const mean = meanOf(means);
  const squares = means.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, sd: means.length < 2 ? 0 : Math.sqrt(squares / (means.length - 1)) };
}

/** E. B. Wilson, Probable inference, the law of succession, and statistical inference, 1927. Without trials: 0 to 1. */
export function wilson(right: number, of: number): { readonly low: number; readonly high: number } {
  if (of === 0) return { low: 0, high: 1 };
  const share = right / of;
  const width = Z * Math.sqrt((share * (1 - share)) / of + Z ** 2 / (4 * of ** 2));
  const middle = share + Z ** 2 / (2 * of);
  const scale = 1 + Z ** 2 / of;
  return {
    low: right === 0 ? 0 : (middle - width) / scale,
    high: right === of ? 1 : (middle + width) / scale,
  };
}

const meanOf = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
