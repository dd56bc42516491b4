/** Numbers as Go prints them, because alert templates were written for Go. */

const LARGE = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'];
const SMALL = ['', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'];
const BINARY = ['', 'ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'];
const SHORTEST_EXPONENT = 21; // From this power of ten on Go's API output is exponential …
const PLAIN_EXPONENT = 6; // … but its %v already from this one.

/** `%v`: the shortest text that reads back as the same number. */
export function formatPlain(value: number): string {
  return special(value) ?? withExponentFrom(value.toExponential(), PLAIN_EXPONENT, () => String(value));
}

/** `%.<digits>g`. */
export function formatSignificant(value: number, digits: number): string {
  const text = value.toExponential(Math.max(digits, 1) - 1);
  return (
    special(value) ??
    withExponentFrom(text, Math.max(digits, 1), (exponent) =>
      stripZeros(value.toFixed(Math.max(0, digits - 1 - exponent))),
    )
  );
}

/** `%f`, `%e`, `%g`, `%d`, `%s`, `%v` and `%%` with an optional precision; one value. */
export function formatPrintf(format: string, value: number | string): string | undefined {
  let isKnown = true;
  const text = format.replace(
    /%(?:(%)|(?:\.(\d+))?([a-zA-Z]))/g,
    (_, percent?: string, precision?: string, verb?: string) => {
      if (percent !== undefined) return '%';
      const formatted = formatVerb(
        verb ?? '',
        precision === undefined ? undefined : Number(precision),
        value,
      );
      isKnown &&= formatted !== undefined;
      return formatted ?? '';
    },
  );
  return isKnown ? text : undefined;
}

/** Metric prefixes: 1234567 is `1.235M`. */
export function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return formatSignificant(value, 4);
  return Math.abs(value) >= 1 ? scale(value, 1000, LARGE) : shrink(value);
}

/** Binary prefixes: 1048576 is `1Mi`. */
export function humanize1024(value: number): string {
  return Math.abs(value) <= 1 || !Number.isFinite(value)
    ? formatSignificant(value, 4)
    : scale(value, 1024, BINARY);
}

/** A ratio as a percentage. */
export function humanizePercentage(value: number): string {
  return `${formatSignificant(value * 100, 4)}%`;
}

/** Seconds as `1d 2h 3m 4s`, or with a metric prefix below one second. */
export function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return formatSignificant(value, 4);
  if (value === 0) return '0s';
  if (Math.abs(value) < 1) return `${shrink(value)}s`;
  const sign = value < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(value));
  const [days, hours, minutes] = [
    Math.floor(whole / 86_400),
    Math.floor(whole / 3600) % 24,
    Math.floor(whole / 60) % 60,
  ];
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${whole % 60}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${whole % 60}s`;
  if (minutes > 0) return `${sign}${minutes}m ${whole % 60}s`;
  return `${sign}${formatSignificant(Math.abs(value), 4)}s`;
}

function special(value: number): string | undefined {
  if (Number.isNaN(value)) return 'NaN';
  return Number.isFinite(value) ? undefined : value > 0 ? '+Inf' : '-Inf';
}

/** Chooses between exponential and plain notation, as Go's `g` does. */
function withExponentFrom(exponential: string, from: number, plain: (exponent: number) => string): string {
  const [mantissa = '', exponentText = ''] = exponential.split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < Math.min(from, SHORTEST_EXPONENT)) return plain(exponent);
  const digits = String(Math.abs(exponent)).padStart(2, '0');
  return `${stripZeros(mantissa)}e${exponent < 0 ? '-' : '+'}${digits}`;
}

function stripZeros(text: string): string {
  return text.includes('.') ? text.replace(/\.?0+$/, '') : text;
}

function scale(value: number, base: number, prefixes: readonly string[]): string {
  let rest = value;
  let index = 0;
  while (Math.abs(rest) >= base && index < prefixes.length - 1) {
    rest /= base;
    index += 1;
  }
  return `${formatSignificant(rest, 4)}${prefixes[index] ?? ''}`;
}

function shrink(value: number): string {
  let rest = value;
  let index = 0;
  while (Math.abs(rest) < 1 && index < SMALL.length - 1) {
    rest *= 1000;
    index += 1;
  }
  return `${formatSignificant(rest, 4)}${SMALL[index] ?? ''}`;
}

function formatVerb(verb: string, precision: number | undefined, value: number | string): string | undefined {
  if (typeof value === 'string') return verb === 's' || verb === 'v' ? value : undefined;
  switch (verb) {
    case 'f':
      return special(value) ?? value.toFixed(precision ?? 6);
    case 'g':
    case 'v':
      return precision === undefined ? formatPlain(value) : formatSignificant(value, precision);
    case 'e': {
      const text = value.toExponential(precision ?? 6);
      return special(value) ?? text.replace(/e([+-])(\d)$/, 'e$10$2');
    }
    default:
      return undefined;
  }
}
