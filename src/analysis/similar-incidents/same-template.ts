/**
 * Log templates of two incidents are rarely equal to the letter: each was mined from other lines. They are taken for the
 * same when most of their fixed words are.
 */

/** Jaccard's share of common words; of ten words eight are common, or of five four. */
const SAME_SHARE = 0.6;

/** Gives the known template that a template is the same as, else itself. */
export function createTemplateMatcher(known: readonly string[]): (template: string) => string {
  const known0 = known.map((template) => ({ template, words: fixedWords(template) }));
  const exact = new Set(known);
  const seen = new Map<string, string>();
  return (template) => {
    if (exact.has(template)) return template;
    const before = seen.get(template);
    if (before !== undefined) return before;
    const words = fixedWords(template);
    let best = { template, share: SAME_SHARE - 1e-9 };
    for (const candidate of known0) {
      const share = commonShare(words, candidate.words);
      if (share > best.share) best = { template: candidate.template, share };
    }
    seen.set(template, best.template);
    return best.template;
  };
}

function fixedWords(template: string): ReadonlySet<string> {
  const words = template
    .toLowerCase()
    .replaceAll(/<[^>]*>/g, ' ')
    .split(/[^\p{L}\d]+/u)
    .filter((word) => word !== '');
  return new Set(words);
}

function commonShare(a: ReadonlySet<string>, b: ReadonlySet<string>): number {
  if (a.size === 0 || b.size === 0) return 0;
  const [small, large] = a.size < b.size ? [a, b] : [b, a];
  if (small.size < SAME_SHARE * large.size) return 0;
  let common = 0;
  for (const word of small) if (large.has(word)) common += 1;
  return common / (a.size + b.size - common);
}
