/** Full-text search over runbooks that understands names: `KubePodCrashLooping` is found by "pod crash". */
import MiniSearch from 'minisearch';
import type { Runbook, RunbookMatch } from '../incidents/runbook.js';
import { headingsOf } from './runbook-parser.js';

/** A text match is never as good as a front matter that names the alert. */
const MAX_TEXT_SCORE = 0.6;
/** A runbook that has less of what was asked, rare words counting more, is noise. */
const MIN_COVERAGE = 0.15;
const MAX_QUERY_WORDS = 60; // an alert's description can be a page long; its first words say what it is about
const MAX_WORDS_IN_REASON = 5;

/** Words in every question and every page: they match everything and tell nothing. */
const STOP_WORDS = new Set(
  (
    'a about after all an and any are as at be been before but by can do does for from had has have how if in into is it its ' +
    'more most no not of on or other our out over since so some such than that the their them then there these they this to ' +
    'too under was we were what when where which while who why will with within without you your'
  ).split(' '),
);

/** Runbooks by how well their text fits, best first. */
export type RunbookSearch = (text: string, limit: number) => readonly RunbookMatch[];

export function createRunbookSearch(runbooks: readonly Runbook[]): RunbookSearch {
  const index = new MiniSearch<Record<string, string | number>>({
    idField: 'index',
    fields: ['title', 'alerts', 'headings', 'body'],
    tokenize: splitWords,
    processTerm: meaningOf,
    searchOptions: {
      boost: { title: 3, alerts: 3, headings: 1.5 },
      // Short words have too many neighbours: "cpu" must not find "cpus" and "gpu" alike.
      prefix: (word) => word.length >= 4,
      fuzzy: (word) => (word.length >= 6 ? 0.2 : false),
    },
  });
  index.addAll(
    runbooks.map((runbook, position) => ({
      index: position,
      title: `${runbook.title} ${runbook.id}`,
      alerts: runbook.match.alerts.join(' '),
      headings: headingsOf(runbook.body).join('\n'),
      body: runbook.body,
    })),
  );

  const wordsOf = runbooks.map(
    (runbook) => new Set(meaningfulWords(`${runbook.title} ${runbook.id} ${runbook.body}`)),
  );
  /** Inverse document frequency: how much a word tells one runbook from another. A word that none has tells the most. */
  const weightOf = (word: string): number => {
    const having = wordsOf.filter((words) => words.has(word)).length;
    return Math.log(1 + (runbooks.length - having + 0.5) / (having + 0.5));
  };

  return function search(text, limit) {
    const asked = [...new Set(meaningfulWords(text))].slice(0, MAX_QUERY_WORDS);
    const weights = new Map(asked.map((word) => [word, weightOf(word)]));
    const total = sum([...weights.values()]);
    const results = index.search(asked.join(' '));
    const best = results[0]?.score ?? 0;
    const matches: RunbookMatch[] = [];
    let ceiling = MAX_TEXT_SCORE;
    // The index orders best, but its scores mean something only beside each other; how much of what was asked is covered
    // means something by itself. So the order is the index's, and the score falls along it.
    for (const result of results) {
      const runbook = runbooks[Number(result.id)];
      const coverage = sum(result.queryTerms.map((word) => weights.get(word) ?? 0)) / total;
      if (!runbook || coverage < MIN_COVERAGE) continue;
      ceiling = Math.min(ceiling, MAX_TEXT_SCORE * coverage * Math.sqrt(result.score / best));
      matches.push({ runbook, score: ceiling, reason: describeWords(result.queryTerms) });
      if (matches.length === limit) break;
    }
    return matches;
  };
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

function describeWords(words: readonly string[]): string {
  const shown = words.slice(0, MAX_WORDS_IN_REASON).map((word) => `"${word}"`);
  const more = words.length - shown.length;
  return `its text has the words ${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

/** Splits at spaces, punctuation, underscores and the humps of camel case: `http_5xx`, `HTTPErrorRate`. */
function splitWords(text: string): string[] {
  return text
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
    .split(/[\s\p{P}\p{S}]+/u)
    .filter((word) => word !== '');
}

function meaningfulWords(text: string): readonly string[] {
  return splitWords(text)
    .map(meaningOf)
    .filter((word) => word !== null);
}

/** The word as it is compared; null for one that tells nothing, such as "the", a lone letter or a short number. */
function meaningOf(word: string): string | null {
  const plain = word.toLowerCase();
  return plain.length < 2 || /^\d{1,2}$/.test(plain) || STOP_WORDS.has(plain) ? null : plain;
}
