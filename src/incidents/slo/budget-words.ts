/** An error budget in words, with its numbers and with what is not known of it. */
import { formatDuration } from '../../shared/duration.js';
import { formatPercent } from '../../shared/text.js';
import { fastestPair, isWhole, type BurnRate, type ErrorBudget, type PairReading } from './error-budget.js';
import { formatWindow } from './slo.js';

const NEARLY_ALL = 0.995;

/** `38 % of the 30d error budget is left`, or why that is not known. */
export function describeBudget(budget: ErrorBudget): string {
  return describe(budget, `the ${formatWindow(budget.slo.windowSeconds)} error budget`);
}

/** The same where the error budget was named just before: `38 % of the 30d budget is left`. */
export function describeLeft(budget: ErrorBudget): string {
  return describe(budget, `the ${formatWindow(budget.slo.windowSeconds)} budget`);
}

function describe(budget: ErrorBudget, what: string): string {
  const { spent, why, coveredSeconds } = budget;
  if (spent === null) return `${what} cannot be measured: ${why ?? 'nothing is known'}`;
  const left = 1 - spent;
  const record = isWhole(budget) ? '' : ` (only ${formatDuration(coveredSeconds * 1000)} on record)`;
  if (left <= 0) return `${what} is used up (${formatPercent(spent)} of it)${record}`;
  if (left > NEARLY_ALL) return `nearly all of ${what} is left${record}`;
  const most = isWhole(budget) ? '' : 'at most ';
  return `${most}${formatPercent(left)} of ${what} is left${record}`;
}

/** `burns at 21× over 1h (24× over 5m)`, to stand behind “the error budget”, or why that is not known. */
export function describeBurn(budget: ErrorBudget): string {
  const pair = fastestPair(budget);
  if (!pair) {
    const [unknown] = budget.pairs.flatMap(({ long, short }) => [long.why, short.why]).filter(isText);
    return `cannot be followed${unknown === undefined ? '' : `: ${unknown}`}`;
  }
  const { long, short } = pair;
  // Said once, it counts for both.
  const least = long.isAtLeast || short.isAtLeast ? 'at least' : 'at';
  return `burns ${least} ${rateIn(long)} (${rateIn(short)})${verdict(pair)}`;
}

function verdict({ isBurning, long, factor }: PairReading): string {
  if (isBurning) return `, above the limit of ${factor}×`;
  return long.rate !== null && long.rate >= factor ? ', but less now' : '';
}

function rateIn({ rate, windowSeconds }: BurnRate): string {
  return `${formatRate(rate ?? 0)} over ${formatWindow(windowSeconds)}`;
}

/** 14.44 → `14×`, 0.432 → `0.4×`, 3.21 → `3.2×`. */
function formatRate(rate: number): string {
  return `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10}×`;
}

const isText = (text: string | null): text is string => text !== null;
