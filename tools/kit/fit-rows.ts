/** Keeps a result inside what a model is given to read, the most telling rows first. */

interface FittedRows<T> {
  readonly rows: readonly T[];
  /** How many did not fit. */
  readonly left: number;
}

/** The first rows whose JSON has at most `maxChars` characters together; the order says which matter. */
export function fitRows<T>(rows: readonly T[], maxChars: number): FittedRows<T> {
  let size = 0;
  const kept: T[] = [];
  for (const row of rows) {
    size += JSON.stringify(row).length + 1;
    if (size > maxChars) break;
    kept.push(row);
  }
  return { rows: kept, left: rows.length - kept.length };
}
