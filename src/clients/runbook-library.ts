/** The runbooks of some directories, with the search over them. */
import { createRunbookFinder } from '../analysis/runbook-search/find-runbooks.js';
import type { Runbook, RunbookLibrary } from '../incidents/runbook.js';
import { findFiles } from './find-files.js';
import { parseRunbook } from './runbook-parser.js';

/**
 * Loads every `*.md` below the paths; README files and page generators' `_index.md` are not runbooks. Broken files become
 * `problems` and do not stop the others. The result never changes: load again to see new files.
 */
export async function loadRunbookLibrary(options: { paths: readonly string[] }): Promise<RunbookLibrary> {
  const { files, problems: unread } = await findFiles(
    options.paths,
    (name) => /\.md$/i.test(name) && !/^(readme|_index)\.md$/i.test(name),
  );
  const problems = [...unread];
  const runbooks = new Map<string, Runbook>();
  for (const file of files) {
    const parsed = parseRunbook(file.path, file.text);
    if ('problems' in parsed) {
      problems.push(...parsed.problems);
      continue;
    }
    const { runbook } = parsed;
    const earlier = runbooks.get(runbook.id);
    if (earlier) {
      problems.push(
        `${file.path}:1: ${earlier.path} has the same name; this one was left out, rename one of them.`,
      );
    } else runbooks.set(runbook.id, runbook);
  }
  return createLibrary(runbooks, problems);
}

function createLibrary(byId: ReadonlyMap<string, Runbook>, problems: readonly string[]): RunbookLibrary {
  const runbooks = [...byId.values()];
  const finder = createRunbookFinder(runbooks);
  return Object.freeze({
    get: (id: string) => byId.get(id),
    list: () => runbooks,
    find: finder.find,
    search: (text: string, limit: number) => finder.search({ text }, limit),
    problems,
  });
}
