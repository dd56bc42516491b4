/** What evidence and texts hold, by how it may be used: numbers that may be compared, text only for names, and so on. Pure. */
import type { Evidence } from '../../../incidents/evidence.js';
import { readData, type DataNumber, type ReadData } from './read-data.js';

export interface Source {
  /** What we or a tool wrote about one thing: two of its numbers may be compared. */
  readonly sentences: readonly string[];
  readonly prose: readonly string[];
  /** Numbers in it that have no unit may measure anything. */
  readonly raw: readonly string[];
  /** Looked through for names and quotations, not for numbers. */
  readonly searchable: readonly string[];
  /** Names of services. */
  readonly entities: readonly string[];
  readonly numbers: readonly DataNumber[];
  readonly times: readonly number[];
}

export const NOTHING: Source = {
  sentences: [],
  prose: [],
  raw: [],
  searchable: [],
  entities: [],
  numbers: [],
  times: [],
};

export function sourceOfEvidence({ statement, why, query, service, range, data }: Evidence): Source {
  const { numbers, times, texts } = readData(data);
  return {
    sentences: [statement, why],
    prose: [],
    raw: [query ?? '', service ?? '', ...texts],
    searchable: [],
    entities: service === null ? [] : [service],
    numbers,
    times: [...times, ...(range ? [range.start.getTime() / 1000, range.end.getTime() / 1000] : [])],
  };
}

/** Lines of JSON are read as data, and their strings as prose, like all other lines. */
export function sourceOfTexts(texts: readonly string[]): Source {
  const lines = texts.flatMap((text) => text.split('\n')).map((line) => ({ line, data: readJson(line) }));
  return {
    sentences: [],
    prose: lines.flatMap(({ line, data }) => data?.texts ?? [line]),
    raw: [],
    searchable: texts,
    entities: texts.flatMap((text) => [...text.matchAll(SERVICE)].flatMap(([, name]) => name ?? [])),
    numbers: lines.flatMap(({ data }) => data?.numbers ?? []),
    times: lines.flatMap(({ data }) => data?.times ?? []),
  };
}

const SERVICE = /"service":"([^"]{1,200})"/g;

/** Of `result: {…}` what comes after the words; undefined for a line that is no JSON. */
function readJson(line: string): ReadData | undefined {
  const start = line.search(/[{["]/);
  try {
    return start === -1 ? undefined : readData(JSON.parse(line.slice(start)));
  } catch {
    return undefined;
  }
}
