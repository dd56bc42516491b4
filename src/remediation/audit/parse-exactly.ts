/**
 * JSON from a database that keeps numbers to any precision: 0.1 and 0.10000000000000000000001 are the same number here and
 * would have the same hash, though somebody has changed one into the other.
 */

/** A string, which is passed over, or a number. */
const TOKEN = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

/** Undefined for what is no JSON, or holds a number that cannot be read without rounding it. */
export function parseExactly(text: string): { readonly value: unknown } | undefined {
  for (const [token] of text.matchAll(TOKEN)) {
    if (!token.startsWith('"') && !isExact(token)) return undefined;
  }
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined;
  }
}

function isExact(token: string): boolean {
  const value = Number(token);
  return Number.isFinite(value) && digitsOf(token) === digitsOf(String(value));
}

/** One spelling per number: sign, digits without zeros around them, and how far the point is from the last one. */
function digitsOf(number: string): string {
  const [, sign = '', whole = '', decimals = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/.exec(number) ?? [];
  const digits = `${whole}${decimals}`.replace(/^0+/, '');
  const kept = digits.replace(/0+$/, '');
  if (kept === '') return '0';
  return `${sign}${kept}e${Number(exponent) - decimals.length + digits.length - kept.length}`;
}
