/**
 * Looks for numbers with a unit, and times of day, that a report states but nothing the model read does. Pure. It cannot
 * tell whether a number is used rightly, only that somebody measured it.
 */
import type { Report } from './report.js';

/** By unit: what a measured number may have been multiplied with to be told in it. Measured are ratios, seconds, bytes. */
const FACTORS: Readonly<Record<string, readonly number[]>> = {
  '%': [1, 100],
  ms: [1, 1000],
  s: [1, 1 / 1000, 60],
  min: [1, 1 / 60],
  h: [1, 1 / 60, 1 / 3600],
  '/s': [1],
  KB: [1, 1e-3, 1 / 1024],
  MB: [1, 1e-6, 1 / 1024 ** 2],
  GB: [1, 1e-9, 1 / 1024 ** 3],
};
const QUANTITY = /(?<![\w.:-])(\d+(?:[.,]\d+)*) ?(%|ms|s|min|h|\/s|[KMG]B)(?!\w)/g;
const TIME_OF_DAY = /(?<![\d:.])([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?(?![\d:])/g;
const NUMBER = /(?<![\w.])\d+(?:\.\d+)?(?:e[+-]?\d+)?/gi;
const MOMENT = /\d{4}-\d\d-\d\d|\d\d:\d\d(?::\d\d(?:\.\d+)?)?/g;
const MAX_SHOWN = 4;

/** As written in the report, each once, at most a few. */
export function findUnknownNumbers(report: Report, read: readonly string[]): string[] {
  const text = read.join('\n');
  const known = [...new Set([...text.replace(MOMENT, ' ').matchAll(NUMBER)].map(([match]) => Number(match)))];
  const said = [
    report.summary,
    report.cause?.mechanism ?? '',
    ...report.claims.map((claim) => claim.text),
    ...report.hypotheses.map(({ why }) => why),
  ].join('\n');
  const times = [...said.matchAll(TIME_OF_DAY)].flatMap(([time]) => (text.includes(time) ? [] : [time]));
  const quantities = new Map([...said.matchAll(QUANTITY)].map((match) => [match[0], match]));
  const unknown = [...quantities.values()].flatMap(([whole, digits = '', unit = '']) =>
    isKnown(digits.replaceAll(',', ''), FACTORS[unit] ?? [1], known) ? [] : [whole],
  );
  return [...new Set([...unknown, ...times])].slice(0, MAX_SHOWN);
}

/** Whether some known number, in some unit, rounds to what was written. */
function isKnown(digits: string, factors: readonly number[], known: readonly number[]): boolean {
  const value = Number(digits);
  const decimals = digits.split('.')[1]?.length ?? 0;
  // People round: 538 ms becomes 540 ms. Half a unit of the last digit that is not a trailing zero.
  const zeros = decimals === 0 ? (/0+$/.exec(digits)?.[0].length ?? 0) : 0;
  const slack = 0.5 * 10 ** (Math.min(zeros, 2) - decimals) + Number.EPSILON;
  return known.some((candidate) => factors.some((factor) => Math.abs(candidate * factor - value) <= slack));
}
