/** Single lines that say a usual sentence with an unusual value. */
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
  const known = new Set(before.flatMap(({ text }) => usual.findOddity(text)?.key ?? []));
  const found = new Map<string, { oddity: Oddity; line: LogLine; count: number }>();
  for (const line of now) {
    const oddity = usual.findOddity(line.text);
    if (!oddity || known.has(oddity.key)) continue;
    const same = found.get(oddity.key);
    if (same) same.count += 1;
    else found.set(oddity.key, { oddity, line, count: 1 });
  }
  return [...found.values()]
    .filter(({ count }) => count <= MAX_ALIKE)
    .map(({ oddity, line, count }) => ({ ...oddity, line, count }))
    .sort((a, b) => a.count / a.outOf - b.count / b.outOf);
}
