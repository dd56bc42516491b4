/** The highest rate that a receiver keeps up with. */

export interface Step {
  /** What was sent each second. */
  readonly rate: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly failures: number;
}

/** Of the highest rate tried at which the limit held. */
export interface Sustained {
  readonly best: Step | null;
  readonly tried: readonly Step[];
}

/** Answers may come a little after the last was sent. */
const ALL_BUT = 0.95;
/** Each narrowing halves what is not known: after three, the rate is known to about a tenth. */
const NARROWINGS = 3;
/** A machine that does something else for a moment does not make a rate too high. */
const ATTEMPTS = 3;

/** Doubles from `from` as long as `measure` finds that p99 is within `limitMs` and nothing failed, then narrows it down. */
export async function findSustained(
  measure: (rate: number) => Promise<Step>,
  { from, to, limitMs }: { readonly from: number; readonly to: number; readonly limitMs: number },
): Promise<Sustained> {
  const tried: Step[] = [];
  let best: Step | null = null;

  async function keepsUp(rate: number): Promise<boolean> {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const step = await measure(rate);
      tried.push(step);
      if (step.failures > 0 || step.p99Ms > limitMs || step.perSecond < rate * ALL_BUT) continue;
      best = step;
      return true;
    }
    return false;
  }

  let low = 0;
  let high = from;
  while (high <= to && (await keepsUp(high))) [low, high] = [high, high * 2];
  for (let times = 0; times < NARROWINGS && high <= to; times += 1) {
    const rate = Math.round((low + high) / 2);
    if (await keepsUp(rate)) low = rate;
    else high = rate;
  }
  return { best, tried };
}
