/** Reads data files. What is broken is named with file and line, so that one case can be skipped and the rest still run. */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { parse, CsvError } from 'csv-parse/sync';
import type { z } from 'zod';
import { errorMessage } from '../../src/shared/errors.js';

/** A file that cannot be read as what it should be. The message names the file, and the line where there is one. */
export class BadDataError extends Error {
  override readonly name = 'BadDataError';
}

/** A row with its line in the file, from 1. */
export interface CsvRow {
  readonly line: number;
  readonly cells: readonly string[];
}

/**
 * Rows of `path`, or of `path.gz`; undefined when neither is there.
 * @param allowsStrayQuotes For records of machines that tear a line now and then: a misplaced quote is a character like any
 * other, and the row has other cells than the first line promises.
 * @throws BadDataError
 */
export function readCsv(
  path: string,
  { allowsStrayQuotes = false }: { readonly allowsStrayQuotes?: boolean } = {},
): readonly CsvRow[] | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  try {
    // Its types do not follow the option `info`, which gives every record its line.
    const rows: { record: string[]; info: { lines: number } }[] = parse(text, {
      info: true,
      relax_column_count: true,
      relax_quotes: allowsStrayQuotes,
      skip_empty_lines: true,
      bom: true,
    }) as never;
    return rows.map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    const line = error instanceof CsvError && typeof error['lines'] === 'number' ? `:${error['lines']}` : '';
    throw new BadDataError(`${path}${line}: ${errorMessage(error)}`, { cause: error });
  }
}

/** Content of a JSON file, checked; undefined when it is not there. @throws BadDataError */
export function readJson<T>(path: string, schema: z.ZodType<T>): T | undefined {
  const text = readText(path);
  if (text === undefined) return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new BadDataError(`${path}: is not JSON: ${errorMessage(error)}`, { cause: error });
  }
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  const [issue] = checked.error.issues;
  throw new BadDataError(`${path}: ${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'has another shape'}`);
}

/** Text of `path`, or of `path.gz` unpacked; undefined when neither is there. @throws BadDataError */
export function readText(path: string): string | undefined {
  if (existsSync(path)) return readFileSync(path, 'utf8');
  const packed = `${path}.gz`;
  if (!existsSync(packed)) return undefined;
  try {
    return gunzipSync(readFileSync(packed)).toString('utf8');
  } catch (error) {
    throw new BadDataError(`${packed}: ${errorMessage(error)}`, { cause: error });
  }
}

/** A cell's number; NaN when it is empty or says so. @throws BadDataError naming file, line and cell. */
export function readNumber(path: string, { line, cells }: CsvRow, column: number): number {
  const text = cells[column]?.trim() ?? '';
  if (text === '' || /^nan$/i.test(text)) return Number.NaN;
  if (/^[+-]?inf(?:inity)?$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  const value = Number(text);
  if (Number.isNaN(value)) {
    throw new BadDataError(`${path}:${line}: "${text}" in column ${column + 1} is not a number.`);
  }
  return value;
}
