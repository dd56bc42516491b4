/** Catalogue files of a test in a folder of their own, and the catalogue read from them. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { DEFAULT_SIGNALS, loadServiceCatalog } from '../../src/clients/service-catalog.js';

export function createCatalogFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'catalog-'));
  return {
    folder,
    /** Its path. */
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
    remove: () => rmSync(folder, { recursive: true }),
  };
}
