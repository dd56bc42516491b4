/** Puts values back in every text of a JSON value. */

/** Deeper than what a redactor gives out. */
const DEEPEST = 80;

export function restoreIn<Value>(value: Value, restore: (text: string) => string): Value {
  const visit = (each: unknown, depth: number): unknown => {
    if (typeof each === 'string') return restore(each);
    if (typeof each !== 'object' || each === null || depth > DEEPEST) return each;
    if (Array.isArray(each)) return each.map((item) => visit(item, depth + 1));
    return Object.fromEntries(Object.entries(each).map(([key, item]) => [key, visit(item, depth + 1)]));
  };
  // Texts stay texts, and shapes stay shapes.
  return visit(value, 0) as Value;
}
