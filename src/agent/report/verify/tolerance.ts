/**
 * How far a written number may be from the measured one. All of it is here, and `docs/agent-reports.md` says it in words.
 *
 * - A number may be rounded: by half a unit of its last digit, but by no more than 15 % of itself (one digit of a
 *   measurement is what our own sentences keep of small values, which is up to 14 % off).
 * - Whole numbers from 100 on that end in zeros may be rounded to those zeros, by at most 2.5 % (538 ms → 540 ms), unless
 *   they are percentages. Zero is zero.
 * - Words for a multiple or a share ("twice", "half", "two in five") may be off by 10 %.
 * - A time of day holds to its last written part: an hour, a minute (cut or rounded) or a second (± 1 s).
 */

const MAX_ROUNDING = 0.15;
const MAX_ZEROS = 0.025;
const WORDS_ROUNDING = 0.1;
/** Floating point. */
const EPSILON = 1e-9;

/** In the number's own unit. `digits` as written, with a decimal point and without separators. */
export function slackOf(digits: string, { isPercent }: { isPercent: boolean }): number {
  const value = Math.abs(Number(digits));
  const [mantissa = '', exponent = '0'] = digits.toLowerCase().split('e');
  const decimals = mantissa.split('.')[1]?.length ?? 0;
  const half = 0.5 * 10 ** (Number(exponent) - decimals);
  const zeros = decimals === 0 ? (/0+$/.exec(mantissa)?.[0].length ?? 0) : 0;
  const toZeros =
    isPercent || value < 100 ? 0 : Math.min(0.5 * 10 ** (zeros + Number(exponent)), value * MAX_ZEROS);
  return Math.max(Math.min(half, value * MAX_ROUNDING), toZeros) + value * EPSILON;
}

/** For "twice", "half" and the like. */
export function slackOfWords(value: number): number {
  return Math.abs(value) * WORDS_ROUNDING + EPSILON;
}

export type Precision = 'hour' | 'minute' | 'second';

const DAY = 86_400;
const SECONDS = { hour: 3600, minute: 60, second: 1 } as const;

/** Both in seconds of a day. */
export function isSameTime(written: number, precision: Precision, measured: number): boolean {
  const distance = (((measured - written) % DAY) + DAY) % DAY;
  const unit = SECONDS[precision];
  // Cut: up to a whole unit later. Rounded up: up to half a unit earlier.
  if (precision === 'second') return distance <= 1 || distance >= DAY - 1;
  return distance < unit || distance >= DAY - unit / 2;
}
