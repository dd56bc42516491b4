/** Arithmetic that differs between Go and JavaScript, and sums that do not lose small parts. */

/** A sum with Kahan's compensation in Neumaier's form, which Prometheus uses over time. */
export interface CompensatedSum {
  add(value: number): void;
  total(): number;
  /** The sum without its compensation. */
  raw(): number;
}

export function createCompensatedSum(): CompensatedSum {
  let sum = 0;
  let lost = 0;
  return {
    add(value) {
      const next = sum + value;
      lost += Math.abs(sum) >= Math.abs(value) ? sum - next + value : value - next + sum;
      sum = next;
    },
    total: () => sum + lost,
    raw: () => sum,
  };
}

/** `x ^ y` with IEEE 754's pow: 1 ^ NaN and (-1) ^ Inf are 1, where JavaScript says NaN. */
export function power(x: number, y: number): number {
  if (x === 1 || (x === -1 && Math.abs(y) === Infinity)) return 1;
  return x ** y;
}

/** The smaller number as in Go: -Inf wins over NaN, where JavaScript says NaN. */
export function minOf(a: number, b: number): number {
  return a === -Infinity || b === -Infinity ? -Infinity : Math.min(a, b);
}

/** The larger number as in Go: +Inf wins over NaN. */
export function maxOf(a: number, b: number): number {
  return a === Infinity || b === Infinity ? Infinity : Math.max(a, b);
}

/** Order by value with NaN last either way; `direction` -1 is descending. */
export function compareNanLast(a: number, b: number, direction: 1 | -1 = 1): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return -compareNanFirst(a, b);
  return a === b ? 0 : a < b ? -direction : direction;
}

/** Ascending order with NaN first, as Prometheus sorts values. */
export function compareNanFirst(a: number, b: number): number {
  if (Number.isNaN(a)) return Number.isNaN(b) ? 0 : -1;
  return Number.isNaN(b) ? 1 : a === b ? 0 : a - b;
}

/** The q-quantile by linear interpolation between ranks; ±Inf outside 0..1, NaN without values. */
export function quantileOf(q: number, values: readonly number[]): number {
  if (values.length === 0 || Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const sorted = values.toSorted(compareNanFirst);
  const rank = q * (sorted.length - 1);
  const lower = Math.max(0, Math.floor(rank));
  const upper = Math.min(sorted.length - 1, lower + 1);
  const weight = rank - Math.floor(rank);
  return (sorted[lower] ?? Number.NaN) * (1 - weight) + (sorted[upper] ?? Number.NaN) * weight;
}

/** A value as Prometheus' API writes it: a string, with NaN, +Inf and -Inf spelled out. */
export function formatValue(value: number): string {
  if (Math.abs(value) === Infinity) return value > 0 ? '+Inf' : '-Inf';
  return Object.is(value, -0) ? '-0' : String(value);
}

/** A value as the label that count_values writes: all digits, never an exponent. */
export function formatDigits(value: number): string {
  const [, sign = '', whole = '', fraction = '', exponentText = ''] =
    /^(-?)(\d+)(?:\.(\d+))?e([+-]\d+)$/.exec(String(value)) ?? [];
  if (exponentText === '') return formatValue(value);
  const exponent = Number(exponentText);
  const digits = whole + fraction;
  return exponent < 0
    ? `${sign}0.${'0'.repeat(-exponent - 1)}${digits}`
    : `${sign}${digits.padEnd(exponent + 1, '0')}`;
}
