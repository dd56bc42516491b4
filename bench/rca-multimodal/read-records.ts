/** Reads log lines and spans of the minutes around a fault, and of the fault-free minute. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { maskOperation, type Records } from '../../src/analysis/root-cause/records.js';
import { isFolder } from '../evidence/data-folder.js';
import { BadDataError, readCsv } from '../evidence/read-data.js';
import { serviceOf, utc } from './read-day.js';

/** Files hold a minute each and are named after it; a fault's are its own and the next two. */
const MINUTES_AFTER = 2;
/** The collectors tore a line now and then; a file with more such lines is broken. */
const MAX_TORN_SHARE = 0.01;

/** What lies around `at`; empty where there are no files. @throws BadDataError */
export function readRecordsAround(dayFolder: string, at: number): Records {
  const names = Array.from({ length: MINUTES_AFTER + 1 }, (_, minute) =>
    new Date((at + 60 * minute) * 1000).toISOString().slice(11, 16).replace(':', '_'),
  );
  return read(
    names.map((name) => join(dayFolder, 'trace', `${name}_trace.csv`)),
    names.map((name) => join(dayFolder, 'log', `${name}_log.csv`)),
  );
}

/** The fault-free minute of the day. @throws BadDataError */
export function readFaultFree(dayFolder: string): Records {
  const files = (kind: string) => {
    const folder = join(dayFolder, 'construct', kind);
    if (!isFolder(folder)) return [];
    return readdirSync(folder)
      .sort()
      .map((file) => join(folder, file.replace(/\.gz$/, '')));
  };
  return read(files('trace'), files('log'));
}

function read(tracePaths: readonly string[], logPaths: readonly string[]): Records {
  return {
    spans: tracePaths.flatMap((path) =>
      readRows(
        path,
        ['TraceID', 'SpanID', 'ParentID', 'PodName', 'OperationName', 'StartTimeUnixNano', 'Duration'],
        (cell) => ({
          traceId: cell('TraceID'),
          id: cell('SpanID'),
          parentId: cell('ParentID'),
          component: serviceOf(cell('PodName')),
          operation: maskOperation(cell('OperationName')),
          start: Number(cell('StartTimeUnixNano')) / 1e9,
          seconds: Number(cell('Duration')) / 1e6,
        }),
      ),
    ),
    lines: logPaths.flatMap((path) =>
      readRows(path, ['Timestamp', 'TimeUnixNano', 'PodName', 'SpanID', 'Log'], (cell) => {
        const nano = Number(cell('TimeUnixNano'));
        // An unset clock is negative; the text beside it is right then.
        const time = nano > 0 ? nano / 1e9 : utc(cell('Timestamp'));
        return { component: serviceOf(cell('PodName')), spanId: cell('SpanID'), time, text: cell('Log') };
      }),
    ),
  };
}

function readRows<T>(
  path: string,
  columns: readonly string[],
  convert: (cell: (column: string) => string) => T,
): readonly T[] {
  const [head, ...rows] = readCsv(path, { allowsStrayQuotes: true }) ?? [];
  if (!head) return [];
  const places = new Map(columns.map((column) => [column, head.cells.indexOf(column)]));
  for (const [column, place] of places) {
    if (place < 0) throw new BadDataError(`${path}:1: has no column ${column}.`);
  }
  const whole = rows.filter((row) => row.cells.length === head.cells.length);
  const torn = rows.find((row) => row.cells.length !== head.cells.length);
  if (torn && rows.length - whole.length > MAX_TORN_SHARE * rows.length) {
    throw new BadDataError(
      `${path}:${torn.line}: has ${torn.cells.length} cells where the first line has ${head.cells.length}.`,
    );
  }
  return whole.map((row) => convert((column) => row.cells[places.get(column) ?? -1] ?? ''));
}
