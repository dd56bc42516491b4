/** The runbooks of some directories, and which of them fits an incident: by front matter first, then by their text. */
import type { Runbook, RunbookLibrary, RunbookMatch } from '../incidents/runbook.js';
import { findFiles } from './find-files.js';
import { parseRunbook } from './runbook-parser.js';
import { createRunbookSearch } from './runbook-search.js';

const EXACT_SCORE = 1;
/** A pattern scores more the more of the alert's name it spells out: `Http*` less than `HttpErrorRate*`. */
const MIN_GLOB_SCORE = 0.7;
const MAX_GLOB_SCORE = 0.9;
/** The front matter names the service and no alert at all. */
const SERVICE_SCORE = 0.65;

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
  const search = createRunbookSearch(runbooks);
  return Object.freeze({
    get: (id: string) => byId.get(id),
    list: () => runbooks,
    search,
    problems,
    find(query: { alertNames: readonly string[]; service: string | null; text: string }, limit: number) {
      const suitable = runbooks.filter((runbook) => suitsService(runbook, query.service));
      const byFrontMatter = suitable
        .map((runbook) => matchFrontMatter(runbook, query))
        .filter((match) => match !== undefined)
        // Of two that name the alert, the one written for this very service is better.
        .sort(
          (a, b) =>
            b.score - a.score ||
            namesService(b.runbook, query.service) - namesService(a.runbook, query.service),
        );
      const taken = new Set(byFrontMatter.map((match) => match.runbook));
      const byText = search([...query.alertNames, query.text].join(' '), runbooks.length).filter(
        (match) => !taken.has(match.runbook) && suitsService(match.runbook, query.service),
      );
      return [...byFrontMatter, ...byText].slice(0, limit);
    },
  });
}

/** A runbook for certain services is not offered for another one. Where the service is unknown, all are. */
function suitsService({ match }: Runbook, service: string | null): boolean {
  return service === null || match.services.length === 0 || match.services.includes(service);
}

function namesService({ match }: Runbook, service: string | null): number {
  return Number(service !== null && match.services.includes(service));
}

function matchFrontMatter(
  runbook: Runbook,
  query: { alertNames: readonly string[]; service: string | null },
): RunbookMatch | undefined {
  const { alerts, services } = runbook.match;
  let best: RunbookMatch | undefined;
  const consider = (score: number, reason: string) => {
    if (!best || score > best.score) best = { runbook, score, reason };
  };
  for (const name of query.alertNames) {
    for (const pattern of alerts) {
      if (pattern === name) consider(EXACT_SCORE, `its front matter names the alert ${name}`);
      else if (pattern.includes('*') && globMatches(pattern, name)) {
        const share = pattern.replaceAll('*', '').length / Math.max(1, name.length);
        const score = MIN_GLOB_SCORE + (MAX_GLOB_SCORE - MIN_GLOB_SCORE) * Math.min(1, share);
        consider(score, `its front matter names alerts like ${pattern}, and this is ${name}`);
      }
    }
  }
  if (alerts.length === 0 && query.service !== null && services.includes(query.service)) {
    consider(SERVICE_SCORE, `its front matter names the service ${query.service}`);
  }
  return best;
}

/** `*` stands for any run of characters. Pieces are found left to right, so no pattern can take exponential time. */
function globMatches(pattern: string, name: string): boolean {
  const pieces = pattern.split('*');
  const first = pieces[0] ?? '';
  const last = pieces.at(-1) ?? '';
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  let from = first.length;
  const to = name.length - last.length;
  for (const piece of pieces.slice(1, -1)) {
    const found = name.indexOf(piece, from);
    if (found < 0 || found + piece.length > to) return false;
    from = found + piece.length;
  }
  return true;
}
