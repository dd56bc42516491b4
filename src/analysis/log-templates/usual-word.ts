/**
 * What is usual in one slot of a form: one word, one of a few, numbers of so many digits, or anything. It is learned from
 * many lines, single ones of which may be the odd ones that are looked for.
 */
import { TIME } from './line-slots.js';

export type UsualWord =
  | { readonly kind: 'words'; readonly words: ReadonlySet<string> }
  | {
      readonly kind: 'number';
      readonly digits: readonly [least: number, most: number];
      readonly units: ReadonlySet<string>;
      readonly mayBeNegative: boolean;
    }
  | { readonly kind: 'time' }
  | { readonly kind: 'any' };

/** More different words than this are names or ids, not choices. */
const MAX_CHOICES = 12;
/** Lines per choice, on average, before a word counts as one: fewer are too few to say that there is no other. */
const LINES_PER_CHOICE = 4;
/** What is left after the choices may be odd; more than this share of it is no exception any more. */
const CHOICES_COVER = 0.97;
/** A word, or a length of numbers, is usual when it comes in this share of the lines, and twice at least. */
const USUAL_SHARE = 0.003;

const NUMBER = /^([+-]?)(\d+)(?:\.\d+)?([a-zµ%]{0,3})$/i;

/** `counts` of the words in this slot, `lines` in all. */
export function learnWord(counts: ReadonlyMap<string, number>, lines: number): UsualWord {
  if (counts.has(TIME)) return { kind: 'time' };
  const least = Math.max(2, lines * USUAL_SHARE);
  const choices = [...counts].filter(([, count]) => count >= least);
  const covered = choices.reduce((sum, [, count]) => sum + count, 0);
  const areFew = choices.length <= MAX_CHOICES && lines >= choices.length * LINES_PER_CHOICE;
  if (choices.length > 0 && areFew && covered >= lines * CHOICES_COVER) {
    return { kind: 'words', words: new Set(choices.map(([word]) => word)) };
  }
  return learnNumber(counts, lines, least) ?? { kind: 'any' };
}

function learnNumber(
  counts: ReadonlyMap<string, number>,
  lines: number,
  least: number,
): UsualWord | undefined {
  const byDigits = new Map<number, number>();
  const byUnit = new Map<string, number>();
  let [numbers, negative] = [0, 0];
  for (const [word, count] of counts) {
    const match = NUMBER.exec(word);
    if (!match) continue;
    const [, sign, digits = '', unit = ''] = match;
    numbers += count;
    if (sign === '-') negative += count;
    byDigits.set(digits.length, (byDigits.get(digits.length) ?? 0) + count);
    byUnit.set(unit, (byUnit.get(unit) ?? 0) + count);
  }
  if (numbers < lines * CHOICES_COVER) return undefined;
  const lengths = [...byDigits].flatMap(([length, count]) => (count >= least ? [length] : []));
  const units = [...byUnit].flatMap(([unit, count]) => (count >= least ? [unit] : []));
  if (lengths.length === 0 || units.length === 0) return undefined;
  return {
    kind: 'number',
    digits: [Math.min(...lengths), Math.max(...lengths)],
    units: new Set(units),
    mayBeNegative: negative >= least,
  };
}

export function isUsual(word: string, usual: UsualWord): boolean {
  switch (usual.kind) {
    case 'any':
      return true;
    case 'time':
      return word === TIME;
    case 'words':
      return usual.words.has(word);
    case 'number': {
      const match = NUMBER.exec(word);
      if (!match) return false;
      const [, sign, digits = '', unit = ''] = match;
      const [least, most] = usual.digits;
      // Fewer digits are a smaller number of the same kind, unless all have the same length.
      const isInside = digits.length <= most && (least < most || digits.length >= least);
      return isInside && usual.units.has(unit) && (sign !== '-' || usual.mayBeNegative);
    }
  }
}

/** Digits before the point, and a hundred more below zero; 0 for what is no number. */
export function sizeOfNumber(word: string): number {
  const [, sign, digits = ''] = NUMBER.exec(word) ?? [];
  return digits.length + (sign === '-' ? 100 : 0);
}

/** In a few words, for people and models. */
export function describeUsual(usual: UsualWord): string {
  switch (usual.kind) {
    case 'any':
      return 'anything';
    case 'time':
      return 'a time';
    case 'words':
      return [...usual.words].slice(0, 4).join(' or ') + (usual.words.size > 4 ? ' or others' : '');
    case 'number': {
      const [least, most] = usual.digits;
      return least === most ? `${least} digits` : `${least} to ${most} digits`;
    }
  }
}

/** A regular expression that RE2 and JavaScript read alike; a little wider than `isUsual`, never narrower. */
export function patternOf(usual: UsualWord): string {
  switch (usual.kind) {
    case 'any':
      return ANY;
    case 'time':
      return String.raw`[-\dTZa-zA-Z:.,+/ ]{8,40}`;
    case 'words': {
      const words = [...usual.words].map(escapePattern);
      return words.length === 1 ? (words[0] ?? '') : `(?:${words.join('|')})`;
    }
    case 'number': {
      const [least, most] = usual.digits;
      const units = [...usual.units].map(escapePattern);
      const unit = units.length === 1 ? (units[0] ?? '') : `(?:${units.join('|')})`;
      const from = least < most ? 1 : least;
      return `${usual.mayBeNegative ? '-?' : ''}\\d{${from},${most}}(?:\\.\\d+)?${unit}`;
    }
  }
}

export const ANY = String.raw`[^\s"]*`;

export const escapePattern = (text: string): string =>
  text.replaceAll(/[\\^$.*+?()[\]{}|/]/g, String.raw`\$&`);
