/**
 * Learns what is usual in log lines, down to their values, and tells lines that are not: a status never seen, a number with
 * more digits than all others, a word where there is always another. Templates cannot, because they leave values out.
 */
import { splitIntoSlots, type SlottedLine } from './line-slots.js';
import { createTemplateMiner } from './template-miner.js';
import {
  ANY,
  describeUsual,
  sizeOfNumber,
  escapePattern,
  isUsual,
  learnWord,
  patternOf,
  type UsualWord,
} from './usual-word.js';

export interface UsualLines {
  /** Kinds of lines, the most frequent first. Their patterns match whole lines, in RE2 as in JavaScript. */
  readonly kinds: readonly { readonly pattern: string; readonly lines: number }[];
  /** Null for a line as usual. */
  findOddity(line: string): Oddity | null;
}

export interface Oddity {
  /** The same for lines that are odd in the same way. */
  readonly key: string;
  /** Of odd numbers the digits, more for those below zero; 0 for anything else. One that is larger is another oddity. */
  readonly size: number;
  /** Null for a line of a kind that is not known. */
  readonly value: {
    /** The word that is unusual; of several the first. */
    readonly word: string;
    /** What stands there otherwise. */
    readonly instead: string;
    /** How many lines of its kind were known. */
    readonly outOf: number;
  } | null;
}

/** Fewer lines of one form say nothing about what is usual in it. */
const MIN_LINES = 8;
/** A line that differs in more words is another kind of line. */
const MAX_ODD_WORDS = 2;
/** Words of one slot that are counted; a slot with more holds ids. */
const MAX_COUNTED = 400;

interface Kind {
  readonly slots: readonly UsualWord[];
  readonly gaps: readonly string[];
  readonly lines: number;
}

export function learnUsualLines(lines: readonly string[]): UsualLines {
  const kinds = groupLines(lines)
    .filter((group) => group.length >= MIN_LINES)
    .map(learnKind)
    .sort((a, b) => b.lines - a.lines);
  const byForm = new Map<string, Kind[]>();
  for (const kind of kinds) {
    const form = kind.gaps.join('\u0002');
    byForm.set(form, [...(byForm.get(form) ?? []), kind]);
  }
  return {
    kinds: kinds.map((kind) => ({ pattern: toPattern(kind), lines: kind.lines })),
    findOddity(line) {
      const { form, words } = splitIntoSlots(line);
      let nearest: { kind: Kind; odd: readonly number[] } | undefined;
      for (const kind of byForm.get(form) ?? []) {
        const odd = words.flatMap((word, index) =>
          isUsual(word, kind.slots[index] ?? ANYTHING) ? [] : [index],
        );
        if (odd.length === 0) return null;
        if (odd.length <= MAX_ODD_WORDS && odd.length < (nearest?.odd.length ?? Infinity))
          nearest = { kind, odd };
      }
      const [first] = nearest?.odd ?? [];
      if (!nearest || first === undefined) return { key: `form ${form}`, size: 0, value: null };
      const word = words[first] ?? '';
      return {
        key: `${kinds.indexOf(nearest.kind)}:${nearest.odd.join(',')}`,
        size: sizeOfNumber(word),
        value: {
          word,
          instead: describeUsual(nearest.kind.slots[first] ?? ANYTHING),
          outOf: nearest.kind.lines,
        },
      };
    },
  };
}

const ANYTHING: UsualWord = { kind: 'any' };

/** By template and form: lines of one template may have more or fewer words. */
function groupLines(lines: readonly string[]): readonly (readonly SlottedLine[])[] {
  const miner = createTemplateMiner();
  const groups = new Map<string, SlottedLine[]>();
  for (const line of lines) {
    const { id } = miner.add(line);
    const slotted = splitIntoSlots(line);
    const key = `${id} ${slotted.form}`;
    const known = groups.get(key);
    if (known) known.push(slotted);
    else groups.set(key, [slotted]);
  }
  return [...groups.values()];
}

function learnKind(group: readonly SlottedLine[]): Kind {
  const [first] = group;
  const slots = (first?.words ?? []).map((_, index) => {
    const counts = new Map<string, number>();
    for (const { words } of group) {
      const word = words[index] ?? '';
      const known = counts.get(word);
      if (known !== undefined || counts.size < MAX_COUNTED) counts.set(word, (known ?? 0) + 1);
    }
    const counted = [...counts.values()].reduce((sum, count) => sum + count, 0);
    return learnWord(counts, counted);
  });
  return { slots, gaps: first?.gaps ?? [], lines: group.length };
}

/** What may be anything up to the next blank is one expression, so that patterns stay short. */
function toPattern({ slots, gaps }: Kind): string {
  let pattern = '';
  let isOpen = false;
  for (const [index, slot] of slots.entries()) {
    const gap = gaps[index];
    const isAny = slot.kind === 'any';
    if (!isAny || !isOpen) pattern += patternOf(slot);
    const next = slots[index + 1];
    isOpen = isAny && gap !== undefined && next?.kind === 'any' && !/[\s"]/.test(gap);
    if (gap !== undefined && !isOpen) pattern += escapePattern(gap).replaceAll(' ', String.raw`\s+`);
  }
  return pattern.replaceAll(`${ANY}${ANY}`, ANY);
}
