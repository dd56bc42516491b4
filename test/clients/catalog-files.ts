/** Catalogue files of a test in a folder of their own, and the catalogue read from them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach } from '@jest/globals';
import { DEFAULT_SIGNALS, loadServiceCatalog } from '../../src/clients/service-catalog.js';

/** A new folder before each test, removed after it. Called once for a file. */
export function useCatalogFiles() {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'catalog-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  return {
    /** Path of a name in the folder. */
    at: (name: string): string => join(folder, name),
    /** Returns its path. */
    write(name: string, text: string): string {
      const path = join(folder, name);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
      return path;
    },
    /** Problems without the folder. */
    async load(paths: readonly string[] = [folder]) {
      const catalog = await loadServiceCatalog({ paths, window: '2m', defaultSignals: DEFAULT_SIGNALS });
      return { catalog, problems: catalog.problems.map((problem) => problem.replaceAll(`${folder}/`, '')) };
    },
  };
}
