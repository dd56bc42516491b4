/** An error budget in words, with its numbers and with what is not known of it. */
import { formatDuration } from '../../shared/duration.js';
import { formatPercent } from '../../shared/text.js';
import { fastestPair, isWhole, type BurnRate, type ErrorBudget, type PairReading } from './error-budget.js';
import { formatWindow } from './slo.js';

const NEARLY_ALL = 0.995;

/** `38 % of the 30d error budget is left`, or why that is not known. */
export function describeBudget(budget: ErrorBudget): string {
  const { spent, why, coveredSeconds, slo } = budget;
  const window = formatWindow(slo.windowSeconds);
  if (spent === null) return `the ${window} error budget cannot be measured: ${why ?? 'nothing is known'}`;
  const left = 1 - spent;
  const history = isWhole(budget)
    ? ''
    : `, as far as ${formatDuration(coveredSeconds * 1000)} of history tell`;
  if (left <= 0) return `the ${window} error budget is used up (${formatPercent(spent)} of it)${history}`;
  if (left > NEARLY_ALL) return `nearly all of the ${window} error budget is left${history}`;
  const most = isWhole(budget) ? '' : 'at most ';
  return `${most}${formatPercent(left)} of the ${window} error budget is left${history}`;
}

/** `burns 21× too fast over 1h (24× over 5m)`, or why that is not known. */
export function describeBurn(budget: ErrorBudget): string {
  const pair = fastestPair(budget);
  if (!pair) {
    const [unknown] = budget.pairs.flatMap(({ long, short }) => [long.why, short.why]).filter(isText);
    return `how fast it burns cannot be measured${unknown === undefined ? '' : `: ${unknown}`}`;
  }
  return `it burns ${pair.long.isAtLeast ? '' : 'at '}${rateIn(pair.long)} (${rateIn(pair.short)})${verdict(pair)}`;
}

function verdict({ isBurning, long, factor }: PairReading): string {
  if (isBurning) return `, above the limit of ${factor}×`;
  return long.rate !== null && long.rate >= factor ? ', but less now' : '';
}

function rateIn({ rate, windowSeconds, isAtLeast }: BurnRate): string {
  return `${isAtLeast ? 'at least ' : ''}${formatRate(rate ?? 0)} over ${formatWindow(windowSeconds)}`;
}

/** 14.44 → `14×`, 0.432 → `0.4×`, 3.21 → `3.2×`. */
function formatRate(rate: number): string {
  return `${rate >= 10 ? Math.round(rate) : Math.round(rate * 10) / 10}×`;
}

const isText = (text: string | null): text is string => text !== null;
