/**
 * Full-text search over runbooks that understands names: `KubePodCrashLooping` is found by "pod crash".
 *
 * BM25 (Robertson and Zaragoza, "The Probabilistic Relevance Framework", 2009) by minisearch, over five fields: the title
 * and the names of alerts, the lead, everything, pairs of neighbouring words (Metzler and Croft, "A Markov random field
 * model for term dependencies", 2005), and whole identifiers. Each field has its own inverse document frequencies, so
 * a word that begins many names weighs little in titles, however rare it is elsewhere.
 */
import MiniSearch from 'minisearch';
import { readPage, withoutTemplates } from './page.js';
import { IDENTIFIER, identifiersOf, pairsOf, sentencesOf, squeeze, wordsOf, type Word } from './words.js';

/** What is searched; a runbook of the product is one. */
export interface RunbookDocument {
  readonly id: string;
  readonly title: string;
  /** Markdown without front matter. */
  readonly body: string;
  readonly match: { readonly alerts: readonly string[]; readonly services: readonly string[] };
}

export interface TextQuery {
  /** Names, titles and sentences of the alerts, or a person's words. */
  readonly text: string;
  /** The alert's expression. It names metrics that a page may name too, but most of it is about no page. */
  readonly expression?: string;
}

interface TextMatch<D> {
  readonly document: D;
  /** 0–1: share of the question that the page has, rare words counting more; falls along the list. */
  readonly score: number;
  /** Whether the page has enough of the question to be shown as its answer; a first match that has not is a guess. */
  readonly isSure: boolean;
  /** Words of the question that the page has, as they were written. */
  readonly words: readonly string[];
}

/** Best first; equal ones by id. */
type TextSearch<D> = (query: TextQuery, limit: number) => readonly TextMatch<D>[];

/**
 * Weights of the fields beside `body`, which has 1. On alerts and pages of public rules each may be changed by a third
 * either way with at most two in a hundred first places less; without pairs or lead three to five are lost.
 */
const BOOST = { title: 1, lead: 0.5, body: 1, pairs: 0.4, identifiers: 1 };
/** An expression names metrics that help to count as well. Whole names find few pages, so 0.2 and 1 rank alike; its words cost. */
const EXPRESSION_WEIGHT = 0.2;
/** A page that has less of what was asked, rare words counting more, is noise. */
const MIN_SCORE = 0.15;
/**
 * Half of what was asked. Of public alerts that have a page, four in five reach it by summary and description alone; of
 * those that have none, two in three stay below. The distance to the second match tells the two apart hardly better than
 * chance, because pages of one family are alike, so it does not count.
 */
const SURE_SCORE = 0.5;
const MAX_QUERY_WORDS = 60; // an alert's description can be a page long; its first words say what it is about

export function createTextSearch<D extends RunbookDocument>(documents: readonly D[]): TextSearch<D> {
  const namesOf = nameOwners(documents);
  const pages = documents.map((document, position) => indexPage(document, position, namesOf));
  const frequencies = countPages(pages);
  const index = new MiniSearch<IndexedPage>({
    idField: 'position',
    fields: Object.keys(BOOST),
    // Pages and questions are taken apart before; here they are tokens with spaces between.
    tokenize: (text) => text.split(' ').filter((token) => token !== ''),
    processTerm: (token) => token,
    searchOptions: { boost: BOOST, bm25: { k: 1.2, b: 0.75, d: 0 } },
  });
  index.addAll(pages);

  /** Inverse document frequency: how much a word tells one runbook from another. A word that none has tells the most. */
  const weightOf = (stem: string): number => {
    const having = frequencies.get(stem) ?? 0;
    return Math.log(1 + (documents.length - having + 0.5) / (having + 0.5));
  };

  return function search(query, limit) {
    const asked = readQuery(query);
    const total = sum([...asked.words.keys()].map(weightOf));
    const results = index
      .search([...asked.counts.keys()].join(' '), {
        boostTerm: (token) => asked.counts.get(token) ?? 1,
        // Short words have too many neighbours: "cpu" must not find "cpus" and "gpu" alike.
        prefix: (token) => token.length >= 4 && isWord(token),
        // A word that some page has is written as it is meant.
        fuzzy: (token) => (token.length >= 6 && isWord(token) && !frequencies.has(token) ? 0.2 : false),
      })
      // minisearch multiplies by the number of words found; the sum alone is BM25.
      .map(({ id, score, queryTerms }) => ({
        position: Number(id),
        score: score / queryTerms.length,
        queryTerms,
      }))
      .sort((a, b) => b.score - a.score || compareIds(documents[a.position], documents[b.position]));
    const best = results[0]?.score ?? 0;
    const matches: TextMatch<D>[] = [];
    let ceiling = 1;
    // BM25 orders best, but its scores mean something only beside each other; how much of what was asked is covered means
    // something by itself. So the order is BM25's, and the score falls along it.
    for (const { position, score, queryTerms } of results) {
      const document = documents[position];
      const found = queryTerms.filter((token) => asked.words.has(token));
      const coverage = total === 0 ? 0 : sum(found.map(weightOf)) / total;
      if (!document || coverage < MIN_SCORE) continue;
      ceiling = Math.min(ceiling, coverage * Math.sqrt(score / best));
      matches.push({
        document,
        score: ceiling,
        isSure: ceiling >= SURE_SCORE,
        words: found.map((token) => asked.words.get(token) ?? token),
      });
      if (matches.length === limit) break;
    }
    return matches;
  };
}

interface IndexedPage {
  readonly position: number;
  readonly title: string;
  readonly lead: string;
  readonly body: string;
  readonly pairs: string;
  readonly identifiers: string;
}

function indexPage(
  { id, title, body, match }: RunbookDocument,
  position: number,
  owners: ReadonlyMap<string, number>,
): IndexedPage {
  const names = [title, id, ...match.alerts].join('\n\n');
  const page = readPage(body);
  // A name of another runbook is a reference to it: "similar to DiskFull" does not make this page one about full disks.
  const own = (text: string) =>
    text.replace(IDENTIFIER, (name) => ((owners.get(squeeze(name)) ?? position) === position ? name : ' '));
  const sentences = sentencesOf(`${names}\n\n${own(page.prose)}`);
  return {
    position,
    title: join(wordsOf(names)),
    lead: join(wordsOf(own(page.lead))),
    // A word in a sentence counts as two in sample output, which names whatever was there that day.
    body: join([...sentences.flat(), ...sentences.flat(), ...wordsOf(own(page.code))]),
    pairs: pairsOf(sentences).join(' '),
    identifiers: [
      ...identifiersOf(`${names}\n${own(page.prose)}`),
      ...identifiersOf(own(page.code)).filter((identifier) => identifier.includes('_')),
    ].join(' '),
  };
}

/** Names in one piece that runbooks go by, with the position of the runbook. */
function nameOwners(documents: readonly RunbookDocument[]): ReadonlyMap<string, number> {
  const owners = new Map<string, number>();
  documents.forEach(({ id, match }, position) => {
    for (const name of [id, ...match.alerts]) {
      const isIdentifier = name.replace(IDENTIFIER, '') === '';
      if (isIdentifier && !owners.has(squeeze(name))) owners.set(squeeze(name), position);
    }
  });
  return owners;
}

function countPages(pages: readonly IndexedPage[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { body } of pages)
    for (const stem of new Set(body.split(' '))) counts.set(stem, (counts.get(stem) ?? 0) + 1);
  return counts;
}

interface Asked {
  /** Tokens with how much they count: a word that is said twice counts twice. */
  readonly counts: ReadonlyMap<string, number>;
  /** Stems of the words, with how they were first written. */
  readonly words: ReadonlyMap<string, string>;
}

function readQuery({ text, expression = '' }: TextQuery): Asked {
  const plain = withoutTemplates(text);
  const sentences = sentencesOf(plain);
  const words = new Map<string, string>();
  for (const { stem, written } of sentences.flat())
    if (!words.has(stem) && words.size < MAX_QUERY_WORDS) words.set(stem, written);
  const known = sentences.map((sentence) => sentence.filter(({ stem }) => words.has(stem)));
  const counts = new Map<string, number>();
  const count = (token: string, weight: number) => counts.set(token, (counts.get(token) ?? 0) + weight);
  for (const { stem } of known.flat()) count(stem, 1);
  for (const pair of pairsOf(known)) count(pair, 1);
  for (const identifier of new Set(identifiersOf(plain))) count(identifier, 1);
  for (const identifier of new Set(identifiersOf(expression)))
    if (!counts.has(identifier)) count(identifier, EXPRESSION_WEIGHT);
  return { counts, words };
}

/** Neither a pair nor a whole identifier. */
function isWord(token: string): boolean {
  return !token.startsWith('+') && !token.startsWith('=');
}

function join(words: readonly Word[]): string {
  return words.map(({ stem }) => stem).join(' ');
}

function compareIds(a: RunbookDocument | undefined, b: RunbookDocument | undefined): number {
  const [left, right] = [a?.id ?? '', b?.id ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
