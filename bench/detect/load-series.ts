/** Reads labelled series: `data/<folder>/<file>.csv` with timestamp and value, `combined_windows.json`, `profiles.json`. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { isFolder, listFolders } from '../evidence/data-folder.js';
import { BadDataError, readCsv, readJson, readNumber } from '../evidence/read-data.js';
import { createSkippedCases } from '../evidence/skipped.js';
import type { Profile, Window } from './nab-score.js';

/** What a detector may see, and the labels that only the scorer may. */
export interface LabelledSeries {
  /** `<folder>/<file>.csv`. */
  readonly name: string;
  readonly folder: string;
  /** Unix seconds, the texts read as UTC. */
  readonly times: readonly number[];
  /** NaN where the cell is empty. */
  readonly values: readonly number[];
  readonly windows: readonly Window[];
}

export interface LoadedSeries {
  readonly series: readonly LabelledSeries[];
  readonly profiles: Readonly<Record<string, Profile>>;
  readonly skipped: number;
  /** One sentence for each series left out. */
  readonly notes: readonly string[];
}

const Windows = z.record(z.string(), z.array(z.tuple([z.string(), z.string()])));
const Weights = z.object({ tpWeight: z.number(), fnWeight: z.number(), fpWeight: z.number() });
const Profiles = z.record(z.string(), z.object({ CostMatrix: Weights }));

/** The profile whose score is the main one. */
export const STANDARD = 'standard';

/** The benchmark's own weights, for a folder without profiles. */
const PROFILES: Readonly<Record<string, Profile>> = {
  [STANDARD]: { tp: 1, fn: 1, fp: 0.11 },
  reward_low_FP_rate: { tp: 1, fn: 1, fp: 0.22 },
  reward_low_FN_rate: { tp: 1, fn: 2, fp: 0.11 },
};

/** @throws UserInputError when there are no labels or no series to read at all. */
export function loadSeries(root: string): LoadedSeries {
  const labels = readOrRefuse(() => readJson(join(root, 'combined_windows.json'), Windows));
  if (!labels) throw new UserInputError(`There is no file ${join(root, 'combined_windows.json')}.`);
  const data = join(root, 'data');
  if (!isFolder(data)) throw new UserInputError(`There is no folder ${data}.`);

  const skipped = createSkippedCases();
  const series = listFolders(data).flatMap((folder) =>
    listFiles(join(data, folder)).flatMap((file) => {
      const name = `${folder}/${file}`;
      const one = skipped.attempt(name, () => readSeries(join(data, name), name, folder, labels[name]));
      return one ? [one] : [];
    }),
  );
  return { series, profiles: readProfiles(root), skipped: skipped.count, notes: skipped.notes() };
}

function readProfiles(root: string): Readonly<Record<string, Profile>> {
  const read = readOrRefuse(() => readJson(join(root, 'profiles.json'), Profiles)) ?? {};
  const own = Object.entries(read).map(([name, { CostMatrix: weights }]) => [
    name,
    { tp: weights.tpWeight, fn: weights.fnWeight, fp: weights.fpWeight },
  ]);
  return { ...PROFILES, ...Object.fromEntries(own) };
}

/** Without labels nothing can be scored, so a broken file of them ends the run. */
function readOrRefuse<T>(read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadDataError) throw new UserInputError(error.message, { cause: error });
    throw error;
  }
}

/** Names of the tables in a folder, packed or not, each once. */
function listFiles(folder: string): readonly string[] {
  const names = readdirSync(folder).flatMap((name) => /^(.+\.csv)(?:\.gz)?$/.exec(name)?.[1] ?? []);
  return [...new Set(names)].sort();
}

function readSeries(
  path: string,
  name: string,
  folder: string,
  labels: readonly (readonly [string, string])[] | undefined,
): LabelledSeries {
  if (!labels) throw new BadDataError(`${path}: has no entry in combined_windows.json.`);
  const [header, ...rows] = readCsv(path) ?? [];
  const timeColumn = header?.cells.indexOf('timestamp') ?? -1;
  const valueColumn = header?.cells.indexOf('value') ?? -1;
  if (timeColumn === -1 || valueColumn === -1) {
    throw new BadDataError(`${path}:1: needs the columns timestamp and value.`);
  }
  const times = rows.map(({ line, cells }) => {
    const time = parseTime(cells[timeColumn] ?? '');
    if (time === undefined) {
      throw new BadDataError(`${path}:${line}: "${cells[timeColumn] ?? ''}" is not a timestamp.`);
    }
    return time;
  });
  const values = rows.map((row) => readNumber(path, row, valueColumn));
  const windows = labels.map(([start, end]): Window => {
    const [from, to] = [parseTime(start), parseTime(end)];
    const first = from === undefined ? -1 : times.indexOf(from);
    const last = to === undefined ? -1 : times.lastIndexOf(to);
    if (first === -1 || last < first) {
      throw new BadDataError(`${path}: no rows have the times of its window ${start} to ${end}.`);
    }
    return [first, last];
  });
  return { name, folder, times, values, windows: windows.sort(([a], [b]) => a - b) };
}

/** "2014-04-01 00:05:00", with or without a fraction of a second → Unix seconds, read as UTC. */
function parseTime(text: string): number | undefined {
  const [, date, clock] = /^(\d{4}-\d{2}-\d{2})[ T](\d{2}:\d{2}:\d{2})(?:\.\d+)?$/.exec(text.trim()) ?? [];
  if (!date || !clock) return undefined;
  const time = Date.parse(`${date}T${clock}Z`);
  return Number.isNaN(time) ? undefined : time / 1000;
}
