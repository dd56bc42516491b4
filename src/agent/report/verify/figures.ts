/** Numbers in a text, with what they measure. Pure; the text is plain (see `plain-text.ts`). */
import { CARDINAL, readCardinal, SPECIALS, type Special } from './number-words.js';
import { slackOf, slackOfWords } from './tolerance.js';
import { readUnit, type Dimension, type Unit } from './units.js';

export interface Figure {
  readonly written: string;
  readonly dimension: Dimension;
  /** In the dimension's base (see `units.ts`), with the tolerance; several where the unit means several things. */
  readonly readings: readonly { readonly value: number; readonly slack: number }[];
  /** Whether it says how many times as much. */
  readonly isMultiple: boolean;
  readonly order?: { readonly from: number; readonly below: number };
  /** "two in five": the whole it is a part of. */
  readonly outOf?: number;
}

interface Read {
  readonly start: number;
  readonly end: number;
  readonly digits: string;
  readonly value: number;
  readonly magnitude: number;
  readonly unit: Unit;
  readonly special: Special | undefined;
}

const DIGITS = String.raw`\d{1,3}(?:[, ']\d{3})+(?!\d)(?:\.\d+)?|\d+,\d{1,2}(?![\d,])|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|(?<!\d)\.\d+`;
const SPECIAL = SPECIALS.map(([pattern], index) => `(?<s${index}>${pattern})`).join('|');
const NUMBER = new RegExp(
  String.raw`(?<digits>(?<![\w.])(?:${DIGITS}))|(?<![\w-])(?:${SPECIAL}|(?<words>${CARDINAL}))(?![\w])`,
  'gi',
);
/** Between two numbers of a range; the first has the unit of the second. */
const RANGE =
  /^ ?(?:-|to|and|or|->|→|until|up to|towards)(?: (?:about|over|nearly|around|almost))? ?[~≈]? ?$/;
const PART = /^ (?:(?:in|out of|of)(?: the)?(?: last)?) $|^ ?\/ ?$/;

const DIMENSIONS = { multiple: 'count', share: 'ratio', duration: 'time' } as const;

export function readFigures(text: string): Figure[] {
  const found = [...text.matchAll(NUMBER)].flatMap((match) => read(text, match) ?? []);
  const figures: Figure[] = [];
  for (let index = 0; index < found.length; index += 1) {
    const one = found[index];
    const next = found[index + 1];
    if (!one) continue;
    const between = next ? text.slice(one.end, next.start) : '';
    const isBare = hasNoUnit(one) && next !== undefined;
    if (isBare && hasNoUnit(next) && PART.test(between)) {
      figures.push({ ...toFigure(one), written: text.slice(one.start, next.end), outOf: next.value });
      index += 1;
    } else if (isBare && !hasNoUnit(next) && RANGE.test(between)) {
      figures.push({ ...toFigure({ ...one, unit: next.unit }), written: text.slice(one.start, next.end) });
    } else figures.push({ ...toFigure(one), written: text.slice(one.start, one.end) });
  }
  return figures;
}

function hasNoUnit({ unit, special }: Read): boolean {
  return special === undefined && unit.dimension === 'count' && !unit.isMultiple;
}

function read(text: string, match: RegExpExecArray): Read | undefined {
  const { index: start, groups = {} } = match;
  const end = start + match[0].length;
  const specialIndex = SPECIALS.findIndex((_, index) => groups[`s${index}`] !== undefined);
  const special = SPECIALS[specialIndex]?.[1];
  if (special) {
    const value = special.kind === 'order' ? special.from : special.value;
    return { start, end, digits: '', value, magnitude: 1, unit: readUnit('', 0).unit, special };
  }
  const digits = groups['digits'] === undefined ? undefined : withoutSeparators(groups['digits']);
  const value = digits === undefined ? readCardinal(groups['words'] ?? '') : Number(digits);
  if (value === undefined || !Number.isFinite(value)) return undefined;
  const { unit, magnitude, end: unitEnd } = readUnit(text, end);
  // "One of them" measures nothing; "one second" does.
  if (digits === undefined && value === 1 && unit.dimension === 'count' && magnitude === 1) {
    const isShare = /^ (?:in|out of) (?!the|a\b)/i.test(text.slice(end, end + 12));
    if (!isShare) return undefined;
  }
  return { start, end: unitEnd, digits: digits ?? String(value), value, magnitude, unit, special: undefined };
}

function toFigure({ digits, value, magnitude, unit, special }: Read): Omit<Figure, 'written'> {
  if (special?.kind === 'order') {
    const { from, below } = special;
    return { dimension: 'count', readings: [], isMultiple: false, order: { from, below } };
  }
  if (special) {
    const readings = [{ value: special.value, slack: slackOfWords(special.value) }];
    return { dimension: DIMENSIONS[special.kind], readings, isMultiple: special.kind === 'multiple' };
  }
  const slack = slackOf(digits, { isPercent: unit.dimension === 'ratio' }) * magnitude;
  return {
    dimension: unit.dimension,
    readings: unit.factors.map((factor) => ({ value: value * magnitude * factor, slack: slack * factor })),
    isMultiple: unit.isMultiple,
  };
}

/** 1,234.5 and 1 234 are groups of thousands; 1,5 is one and a half. */
function withoutSeparators(digits: string): string {
  if (/^\d+,\d{1,2}$/.test(digits)) return digits.replace(',', '.');
  return digits.replace(/[, ']/g, '');
}
