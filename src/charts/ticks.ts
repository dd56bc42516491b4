/** Where an axis has its marks and what is written there: few, round, and all with the same number of digits. */
import type { ChartUnit } from '../incidents/chart.js';

export interface Tick {
  readonly at: number;
  readonly label: string;
}

export interface ValueAxis {
  readonly from: number;
  readonly to: number;
  readonly ticks: readonly Tick[];
}

interface Scale {
  readonly divisor: number;
  readonly suffix: string;
}

const SCALES: Readonly<Record<ChartUnit, readonly Scale[]>> = {
  percent: [{ divisor: 0.01, suffix: ' %' }],
  seconds: [
    { divisor: 1e-6, suffix: ' µs' },
    { divisor: 1e-3, suffix: ' ms' },
    { divisor: 1, suffix: ' s' },
    { divisor: 60, suffix: ' min' },
    { divisor: 3600, suffix: ' h' },
    { divisor: 86_400, suffix: ' d' },
  ],
  per_second: thousands('/s'),
  bytes: ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'].map((name, power) => ({
    divisor: 1024 ** power,
    suffix: ` ${name}`,
  })),
  plain: thousands(''),
};
/** A value of this many units is still written in the smaller one: 90 s rather than 1.5 min. */
const KEEP_SMALLER: Readonly<Partial<Record<ChartUnit, number>>> = { seconds: 2 };

function thousands(unit: string): readonly Scale[] {
  return ['', 'k', 'M', 'G', 'T'].map((prefix, power) => ({
    divisor: 1000 ** power,
    suffix: `${prefix === '' ? '' : ` ${prefix}`}${unit}`,
  }));
}

/** 3–5 ticks whose outermost enclose `low` and `high`. */
export function valueAxis(low: number, high: number, unit: ChartUnit): ValueAxis {
  const span = high > low ? high - low : Math.abs(high) || 1;
  const { divisor, suffix } = scaleFor(Math.max(Math.abs(low), Math.abs(high), span / 4), unit);
  const step = roundStep(span / divisor / 3.2, unit);
  // Half a thousandth of a step: 0.30000000000000004 is 0.3.
  const first = Math.floor(low / divisor / step + 0.0005);
  const last = Math.max(first + 1, Math.ceil(high / divisor / step - 0.0005));
  const digits = Math.max(0, Math.min(12, -Math.floor(Math.log10(step) + 1e-9)));
  const ticks = Array.from({ length: Math.min(8, last - first + 1) }, (_, index) => {
    const value = (first + index) * step;
    return { at: value * divisor, label: `${formatTick(value, digits)}${suffix}` };
  });
  return { from: first * step * divisor, to: (ticks.at(-1)?.at ?? high) || high, ticks };
}

/** One value with three significant digits at most: `41 %`, `1.9 s`, `12.3 k/s`. */
export function formatChartValue(value: number, unit: ChartUnit): string {
  const { divisor, suffix } = scaleFor(Math.abs(value), unit);
  const scaled = value / divisor;
  const size = Math.abs(scaled);
  if (size === 0) return `0${suffix}`;
  if (size >= 1e5 || size < 1e-3) return `${scaled.toExponential(1)}${suffix}`;
  if (size >= 10) return `${Math.round(scaled)}${suffix}`;
  if (size >= 1) return `${Math.round(scaled * 10) / 10}${suffix}`;
  return `${Number(scaled.toPrecision(1))}${suffix}`;
}

function scaleFor(size: number, unit: ChartUnit): Scale {
  const scales = SCALES[unit];
  const plainest = scales.find(({ divisor }) => divisor === 1) ?? scales[0]!;
  if (size === 0) return plainest;
  // Beyond the last prefix only powers of ten are left, and those read best without one.
  if (size >= (scales.at(-1)?.divisor ?? 1) * 1e4) return plainest;
  const keep = KEEP_SMALLER[unit] ?? 1;
  const fits = scales.filter(({ divisor }) => size >= divisor * (divisor > 1 ? keep : 1));
  return fits.at(-1) ?? scales[0]!;
}

/** 1, 2, 2.5 or 5 times a power of ten; for bytes powers of two above one. */
function roundStep(rough: number, unit: ChartUnit): number {
  if (unit === 'bytes' && rough >= 1) return 2 ** Math.ceil(Math.log2(rough));
  const power = 10 ** Math.floor(Math.log10(rough));
  const share = rough / power;
  const nice = share <= 1 ? 1 : share <= 2 ? 2 : share <= 2.5 ? 2.5 : share <= 5 ? 5 : 10;
  return nice * power;
}

function formatTick(value: number, digits: number): string {
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size >= 1e5 || size < 1e-6) return value.toExponential(1);
  return value
    .toFixed(digits)
    .replace(/(\.\d*?)0+$/, '$1')
    .replace(/\.$/, '');
}

const TIME_STEPS = [
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400, 172_800,
  604_800, 1_209_600, 2_592_000, 7_776_000, 31_536_000,
];

/** At most `max` ticks on round times, in UTC. */
export function timeTicks(from: number, to: number, max: number): readonly Tick[] {
  const span = to - from;
  const step =
    TIME_STEPS.find((seconds) => span / seconds <= max) ??
    31_536_000 * 10 ** Math.ceil(Math.log10(span / 31_536_000 / max));
  const ticks: Tick[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to && ticks.length < 12; at += step) {
    ticks.push({ at, label: formatMoment(at, step) });
  }
  return ticks;
}

function formatMoment(at: number, step: number): string {
  const iso = new Date(at * 1000).toISOString();
  if (step < 60) return iso.slice(11, 19);
  if (step < 86_400) return iso.slice(11, 16);
  return step < 31_536_000 ? formatDay(at).replace(/ -?\d+$/, '') : iso.replace(/-.*/, '');
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `22 Nov 2026`. */
export function formatDay(at: number): string {
  const date = new Date(at * 1000);
  return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()] ?? ''} ${date.getUTCFullYear()}`;
}

/** A picture of less time than this shows seconds. */
const SECONDS_MATTER = 600;

/** `03:12`, or `03:12:04` where the picture spans little time. */
export function formatClock(at: number, spanSeconds = Infinity): string {
  return new Date(at * 1000).toISOString().slice(11, spanSeconds < SECONDS_MATTER ? 19 : 16);
}
