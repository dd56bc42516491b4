/**
 * A new version moves statements to other lines of the code, and a template that heeds its place vanishes there and is new
 * here. The same sentence that ended at one place and began at another is one template.
 */
import { WILDCARD } from './cluster.js';
import type { TemplateCount } from './compare-counts.js';

/** Rows in their order; what moved is added to the row that it moved to. */
export function mergeMoved(rows: readonly TemplateCount[]): readonly TemplateCount[] {
  // Split once: free text has thousands of templates, and each may be compared with each.
  const gone = new Map<string, { readonly row: TemplateCount; readonly words: readonly string[] }[]>();
  for (const row of rows) {
    if (row.incident > 0 || row.baseline === 0) continue;
    const key = beginning(row);
    const entry = { row, words: row.template.split(' ') };
    const known = gone.get(key);
    if (known) known.push(entry);
    else gone.set(key, [entry]);
  }
  const merged = new Set<TemplateCount>();
  const result = rows.map((row) => {
    if (row.baseline > 0 || row.incident === 0) return row;
    const words = row.template.split(' ');
    const before = gone
      .get(beginning(row))
      ?.find((other) => !merged.has(other.row) && isSame(other.words, words))?.row;
    if (!before) return row;
    merged.add(before);
    return {
      ...row,
      baseline: before.baseline,
      ...(before.dispersion ? { dispersion: before.dispersion } : {}),
      ...(row.times ? { times: [...(before.times ?? []), ...row.times] } : {}),
    };
  });
  return result.filter((row) => !merged.has(row));
}

function beginning({ level, template }: TemplateCount): string {
  const end = template.indexOf(' ');
  return `${level} ${end === -1 ? template : template.slice(0, end)}`;
}

/** Word for word, where a wildcard on either side stands for a word, and at the end for any number of them. */
function isSame(left: readonly string[], right: readonly string[]): boolean {
  for (let index = 0; index < Math.max(left.length, right.length); index += 1) {
    const [one, other] = [left[index], right[index]];
    if (one === undefined || other === undefined) {
      const longer = left.length > right.length ? left : right;
      const shorter = left.length > right.length ? right : left;
      return shorter.at(-1) === WILDCARD || (longer.length === index + 1 && longer.at(-1) === WILDCARD);
    }
    if (one !== other && one !== WILDCARD && other !== WILDCARD) return false;
  }
  // A template of nothing but wildcards would match every other, which says nothing about either.
  return left.some((word) => !word.startsWith('<'));
}
