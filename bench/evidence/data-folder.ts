/** Where a suite's data lie: `--data DIR`, or FIREWATCH_BENCH_DATA; each suite reads its own folder below. */
import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { UserInputError } from '../../src/shared/errors.js';

/** A public set that a suite reads. */
export interface PublicSet {
  /** Name of its folder below the data folder. */
  readonly folder: string;
  /** Where it can be had and how its files must lie, in a sentence. */
  readonly origin: string;
}

/** The set's folder. @throws UserInputError that says where the set can be had when there is none. */
export function findDataFolder(data: string | null, { folder, origin }: PublicSet): string {
  const root = data ?? process.env['FIREWATCH_BENCH_DATA'];
  if (!root) {
    throw new UserInputError(`This benchmark reads a public data set: pass --data DIR, or set FIREWATCH_BENCH_DATA, to a folder that
holds it as ${folder}/. ${origin}`);
  }
  const path = join(root, folder);
  if (!isFolder(path)) throw new UserInputError(`There is no folder ${path}. ${origin}`);
  return path;
}

/** Names of the folders directly below, in order. */
export function listFolders(path: string): readonly string[] {
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .sort();
}

export function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}
