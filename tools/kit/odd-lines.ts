/** Single lines that say a usual sentence with an unusual value, or are like no other line. */
import type { Oddity, UsualLines } from '../../src/analysis/log-templates/usual-lines.js';
import type { LogLine } from '../../src/incidents/ports/log-source.js';

export interface OddLine extends Oddity {
  /** The first of its kind. */
  readonly line: LogLine;
  /** Lines odd in the same way. */
  readonly count: number;
}

/** What is odd more often than this is a tail of what is usual. */
const MAX_ALIKE = 4;

/** Of the lines of now, the rarest oddities first; what was odd in the same way before is left out. */
export function findOddLines(
  usual: UsualLines,
  { before, now }: { readonly before: readonly LogLine[]; readonly now: readonly LogLine[] },
): readonly OddLine[] {
  const known = new Map<string, number>();
  for (const { text } of before) {
    const oddity = usual.findOddity(text);
    if (oddity) known.set(oddity.key, Math.max(oddity.size, known.get(oddity.key) ?? 0));
  }
  const found = new Map<string, { oddity: Oddity; line: LogLine; count: number }>();
  for (const line of now) {
    const oddity = usual.findOddity(line.text);
    if (!oddity || oddity.size <= (known.get(oddity.key) ?? -1)) continue;
    const key = `${oddity.key} ${oddity.size}`;
    const same = found.get(key);
    if (same) same.count += 1;
    else found.set(key, { oddity, line, count: 1 });
  }
  return [...found.values()]
    .filter(({ count }) => count <= MAX_ALIKE)
    .map(({ oddity, line, count }) => ({ ...oddity, line, count }))
    .sort((a, b) => rarityOf(b) - rarityOf(a));
}

/** Usual lines for each odd one; a line of no known kind tells less than an odd value does. */
const rarityOf = ({ value, count }: OddLine): number => (value === null ? 0 : value.outOf) / count;
