/** Full-text search over runbooks that understands names: `KubePodCrashLooping` is found by "pod crash". */
import MiniSearch from 'minisearch';
import type { Runbook, RunbookMatch } from '../incidents/runbook.js';
import { headingsOf } from './runbook-parser.js';

/** A text match is never as good as a front matter that names the alert. */
const MAX_TEXT_SCORE = 0.6;
/** A runbook that shares fewer of the words than this is noise. */
const MIN_SHARE_OF_WORDS = 0.2;
const MAX_QUERY_WORDS = 60; // an alert's description can be a page long; its first words say what it is about
const MAX_WORDS_IN_REASON = 5;

/** Words in every question and every page: they match everything and tell nothing. */
const STOP_WORDS = new Set(
  'a an and are as at be by for from has have if in into is it its more not of on or than that the this to was were when which with you your'.split(
    ' ',
  ),
);

/** Runbooks by how well their text fits, best first. */
export type RunbookSearch = (text: string, limit: number) => readonly RunbookMatch[];

export function createRunbookSearch(runbooks: readonly Runbook[]): RunbookSearch {
  const index = new MiniSearch<Record<string, string | number>>({
    idField: 'index',
    fields: ['title', 'alerts', 'headings', 'body'],
    tokenize: splitWords,
    processTerm: (word) => (STOP_WORDS.has(word.toLowerCase()) ? null : word.toLowerCase()),
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

  return function search(text, limit) {
    const words = new Set(splitWords(text).map((word) => word.toLowerCase()));
    const asked = [...words].filter((word) => !STOP_WORDS.has(word)).slice(0, MAX_QUERY_WORDS);
    const results = index.search(asked.join(' '));
    const best = results[0]?.score ?? 0;
    const matches: RunbookMatch[] = [];
    for (const result of results) {
      const runbook = runbooks[Number(result.id)];
      const share = result.queryTerms.length / asked.length;
      if (!runbook || share < MIN_SHARE_OF_WORDS) continue;
      const score = MAX_TEXT_SCORE * Math.min(1, share) * (result.score / best);
      matches.push({ runbook, score, reason: describeWords(result.queryTerms) });
    }
    return matches.sort((a, b) => b.score - a.score || compareIds(a, b)).slice(0, limit);
  };
}

function compareIds(a: RunbookMatch, b: RunbookMatch): number {
  return a.runbook.id < b.runbook.id ? -1 : Number(a.runbook.id > b.runbook.id);
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
