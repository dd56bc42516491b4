/**
 * The baseline: plain BM25 (Robertson et al., TREC-3, 1994) over whole pages; k1 1.2, b 0.75, each word of the question once,
 * words of two characters and more, camel case split, placeholders removed.
 */
import type { Page } from './read-pages.js';

const K1 = 1.2;
const B = 0.75;

/** Positions of the pages that have a word of the question, best first; equal ones by path. */
export function createBm25(pages: readonly Page[]): (question: string) => readonly number[] {
  const bags = pages.map(({ text }) => {
    const words = wordsOf(text);
    const counts = new Map<string, number>();
    for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1);
    return { counts, length: words.length };
  });
  const averageLength = bags.reduce((sum, { length }) => sum + length, 0) / (bags.length || 1);
  const pagesWith = new Map<string, number>();
  for (const { counts } of bags)
    for (const word of counts.keys()) pagesWith.set(word, (pagesWith.get(word) ?? 0) + 1);

  return (question) => {
    const asked = new Set(wordsOf(question));
    return bags
      .map(({ counts, length }, position) => {
        let score = 0;
        for (const word of asked) {
          const count = counts.get(word) ?? 0;
          const having = pagesWith.get(word) ?? 0;
          const rarity = Math.log(1 + (bags.length - having + 0.5) / (having + 0.5));
          score += (rarity * count * (K1 + 1)) / (count + K1 * (1 - B + (B * length) / averageLength));
        }
        return { position, score };
      })
      .filter(({ score }) => score > 0)
      .sort((a, b) => b.score - a.score || a.position - b.position)
      .map(({ position }) => position);
  };
}

function wordsOf(text: string): readonly string[] {
  return (
    text
      .replace(/\{\{.*?\}\}/g, ' ')
      .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
      .replace(/([A-Z]+)([A-Z][a-z])/g, '$1 $2')
      .toLowerCase()
      .match(/[a-z0-9]{2,}/g) ?? []
  );
}
