/** Numbers, durations and strings as PromQL writes them. */

const DURATION = /^(?:(\d+)y)?(?:(\d+)w)?(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?(?:(\d+)ms)?$/;
const UNIT_MS = [31_536_000_000, 604_800_000, 86_400_000, 3_600_000, 60_000, 1_000, 1];
const ESCAPE = /\\(x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}|[0-7]{3}|[abfnrtv\\'"])|\\/g;
const SIMPLE_ESCAPES: Readonly<Record<string, string>> = {
  a: '\u0007',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '\\': '\\',
  "'": "'",
  '"': '"',
};

/** Milliseconds of a duration such as `1h30m`; undefined when the text is none. */
export function parseDuration(text: string): number | undefined {
  const parts = DURATION.exec(text);
  if (parts === null || text === '') return undefined;
  return UNIT_MS.reduce((sum, unit, index) => sum + unit * Number(parts[index + 1] ?? 0), 0);
}

/** The number that a literal stands for, durations in seconds; undefined when the text is none. */
export function parseNumber(text: string): number | undefined {
  const [, sign = '', body = ''] = /^([+-]?)\s*(.*)$/s.exec(text) ?? [];
  const factor = sign === '-' ? -1 : 1;
  if (/^inf$/i.test(body)) return factor * Infinity;
  if (/^nan$/i.test(body)) return Number.NaN;
  const duration = parseDuration(body);
  if (duration !== undefined) return (factor * duration) / 1000;
  const plain = Number(body.replaceAll('_', ''));
  return body === '' || Number.isNaN(plain) ? undefined : factor * plain;
}

/** The text inside a quoted literal, escapes as in Go; undefined when a quote or an escape is wrong. */
export function parseString(literal: string): string | undefined {
  const quote = literal[0];
  if (literal.length < 2 || quote === undefined || !literal.endsWith(quote)) return undefined;
  const body = literal.slice(1, -1);
  if (quote === '`') return body;
  let isValid = !/(?:^|[^\\])(?:\\\\)*\\$/.test(body);
  const text = body.replace(ESCAPE, (_, escape: string | undefined) => {
    if (escape === undefined) isValid = false;
    return escape === undefined ? '' : unescape(escape);
  });
  return isValid ? text : undefined;
}

function unescape(escape: string): string {
  const simple = SIMPLE_ESCAPES[escape];
  if (simple !== undefined) return simple;
  const code = /^[xuU]/.test(escape) ? Number.parseInt(escape.slice(1), 16) : Number.parseInt(escape, 8);
  return code <= 0x10ffff ? String.fromCodePoint(code) : '\ufffd';
}
