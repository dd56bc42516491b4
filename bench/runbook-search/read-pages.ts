/** The pages to search, as they are and with everything removed that gives their name away. */
import { readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { RunbookDocument } from '../../src/analysis/runbook-search/search-text.js';
import { parseRunbook } from '../../src/clients/runbook-parser.js';
import { readText } from '../evidence/read-data.js';

export interface Page {
  /** Below the set's folder, in lower case and without `.md`. */
  readonly path: string;
  /** The whole file. */
  readonly text: string;
  /** As the product reads the file. */
  readonly document: RunbookDocument;
}

/** Every Markdown file below the folder, apart from indexes and licences, by path. */
export function readPages(folder: string): readonly Page[] {
  return (
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((file) => /\.md$/i.test(file) && !/^(_index|licen[cs]e.*)\.md$/i.test(basename(file)))
      // By path as it is written: the order in which equal scores are listed.
      .sort()
      .map((file) => {
        const text = readText(join(folder, file)) ?? '';
        const id = basename(file).replace(/\.md$/i, '');
        const parsed = parseRunbook(file, text);
        // Front matter of another program with keys like ours: a runbook of the product would be refused; here it is text.
        const document =
          'runbook' in parsed
            ? parsed.runbook
            : { id, title: id, body: text, match: { alerts: [], services: [] } };
        return { path: file.replaceAll('\\', '/').replace(/\.md$/i, '').toLowerCase(), text, document };
      })
  );
}

/** The page without front matter, file name and title, and without its name wherever it stands in it. */
export function withoutName(page: Page, position: number): Page {
  const { id, body } = page.document;
  const plain = body.replace(new RegExp(id.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'), 'gi'), ' ');
  const document = {
    id: String(position).padStart(5, '0'),
    title: '',
    body: plain,
    match: { alerts: [], services: [] },
  };
  return { path: page.path, text: plain, document };
}
