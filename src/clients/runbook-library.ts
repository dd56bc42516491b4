/** The runbooks of some directories, with the search over them. */
import { createRunbookFinder } from '../analysis/runbook-search/find-runbooks.js';
import type { Runbook, RunbookLibrary } from '../incidents/runbook.js';
import { findFiles } from './find-files.js';
import { parseRunbook } from './runbook-parser.js';

export interface LoadedRunbooks extends RunbookLibrary {
  /** Files that cannot be used, of which what they said before is used. */
  readonly keptPaths: readonly string[];
}

/** README files and page generators' `_index.md` are no runbooks. */
export const isRunbookFile = (name: string): boolean =>
  /\.md$/i.test(name) && !/^(readme|_index)\.md$/i.test(name);

/**
 * Loads every runbook below the paths. Broken files become `problems` and do not stop the others. The result never changes: load
 * again to see new files; what was loaded `before` then stands in for files that cannot be used any more.
 */
export async function loadRunbookLibrary(options: {
  paths: readonly string[];
  before?: RunbookLibrary;
}): Promise<LoadedRunbooks> {
  const { files, problems: unfound, unread } = await findFiles(options.paths, isRunbookFile);
  const before = options.before?.list() ?? [];
  const problems = [...unfound];
  const runbooks = new Map<string, Runbook>();
  const keptPaths: string[] = [];

  function add(runbook: Runbook): void {
    const earlier = runbooks.get(runbook.id);
    if (!earlier) runbooks.set(runbook.id, runbook);
    else
      problems.push(
        `${runbook.path}:1: ${earlier.path} has the same name; this one was left out, rename one of them.`,
      );
  }
  function keep(isMeant: (path: string) => boolean): void {
    for (const runbook of before.filter(({ path }) => isMeant(path))) {
      keptPaths.push(runbook.path);
      add(runbook);
    }
  }

  for (const { path, text } of files) {
    const parsed = parseRunbook(path, text);
    if ('runbook' in parsed) add(parsed.runbook);
    else {
      problems.push(...parsed.problems);
      keep((known) => known === path);
    }
  }
  keep((known) => unread.some((path) => known === path || known.startsWith(`${path}/`)));
  return Object.freeze({ ...createLibrary(runbooks, problems), keptPaths });
}

function createLibrary(byId: ReadonlyMap<string, Runbook>, problems: readonly string[]): RunbookLibrary {
  const runbooks = [...byId.values()];
  const finder = createRunbookFinder(runbooks);
  return {
    get: (id: string) => byId.get(id),
    list: () => runbooks,
    find: finder.find,
    search: (text: string, limit: number) => finder.search({ text }, limit),
    problems,
  };
}
