/** Which runbook fits an incident: those that name its alerts first, then those whose text is about it. */
import { matchNames, namesService, suitsService, type NameQuery } from './match-names.js';
import { createTextSearch, type RunbookDocument, type TextQuery } from './search-text.js';

/** A text match is never as good as a front matter that names the alert. */
const MAX_TEXT_SCORE = 0.6;
const MAX_WORDS_IN_REASON = 5;

interface FoundRunbook<D> {
  readonly runbook: D;
  /** 0–1; 1 is an exact match by front matter, text alone ends at 0.6. */
  readonly score: number;
  /** Why it was chosen, for people. */
  readonly reason: string;
  /** False for a text that has less than half of what was asked: when the first is not sure, no runbook is known to fit. */
  readonly isSure: boolean;
}

export interface RunbookFinder<D> {
  /** Runbooks that name one of the alerts, best first, then full-text matches for the names and the text. */
  find(query: NameQuery & TextQuery, limit: number): readonly FoundRunbook<D>[];
  /** Full-text search alone. */
  search(query: TextQuery, limit: number): readonly FoundRunbook<D>[];
}

/** Indexes the documents once; they must not change afterwards. */
export function createRunbookFinder<D extends RunbookDocument>(documents: readonly D[]): RunbookFinder<D> {
  const searchText = createTextSearch(documents);

  function search(query: TextQuery, limit: number): readonly FoundRunbook<D>[] {
    return searchText(query, limit).map(({ document, score, isSure, words }) => ({
      runbook: document,
      score: MAX_TEXT_SCORE * score,
      reason: describeWords(words),
      isSure,
    }));
  }

  return {
    search,
    find(query, limit) {
      const { alertNames, service, text } = query;
      const byName = documents
        .filter((runbook) => suitsService(runbook, service))
        .flatMap((runbook) => {
          const match = matchNames(runbook, query);
          return match ? [{ runbook, ...match, isSure: true }] : [];
        })
        // Of two that name the alert, the one written for this very service is better.
        .sort(
          (a, b) =>
            b.score - a.score ||
            Number(namesService(b.runbook, service)) - Number(namesService(a.runbook, service)),
        );
      const taken = new Set(byName.map(({ runbook }) => runbook));
      const byText = search({ ...query, text: [...alertNames, text].join('\n') }, documents.length).filter(
        ({ runbook }) => !taken.has(runbook) && suitsService(runbook, service),
      );
      return [...byName, ...byText].slice(0, limit);
    },
  };
}

function describeWords(words: readonly string[]): string {
  const shown = words.slice(0, MAX_WORDS_IN_REASON).map((word) => `"${word}"`);
  const more = words.length - shown.length;
  return `its text has the words ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
