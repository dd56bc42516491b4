/** Looks for what a text says in what was seen, and names what is not there. Pure. */
import type { Corpus } from './corpus.js';
import { readFigures, type Figure } from './figures.js';
import { readDates, readTimes } from './moments.js';
import { readNames } from './names.js';
import { plainText, UNREADABLE } from './plain-text.js';
import { readQuotations, type Quotation } from './quotations.js';
import type { Dimension } from './units.js';

export interface Sources {
  /** What the statement cites; numbers and times have to be there. Without, everything that was read counts. */
  readonly cited: Corpus | null;
  /** Everything that was read; names and queries may be anywhere in it. */
  readonly read: Corpus;
  /** What was searched for in vain; null when nothing was. Names, quotations and times of it count in a sentence with a no. */
  readonly searched?: Corpus | null;
}

const NEGATED =
  /(?<![\w-])(?:no|not|none|nothing|nobody|nowhere|never|neither|nor|without|absent|missing|lacks?|empty|zero)(?![\w-])|n't(?!\w)/i;

export interface Finding {
  /** How many things it says that can be looked up. */
  readonly checked: number;
  /** As written (in plain spelling), each once. */
  readonly notFound: readonly string[];
}

export function findUnsupported(text: string, { cited, read, searched = null }: Sources): Finding {
  const near = cited ?? read;
  const plain = plainText(withoutCutEnd(text));
  const absent = NEGATED.test(plain) ? searched : null;
  const asked = absent ?? near;
  const { quotations, words, rest: withoutQuotations } = readQuotations(plain);
  const { dates, rest: withoutDates } = readDates(withoutQuotations);
  const { times, rest: withoutTimes } = readTimes(withoutDates);
  const { names: spelled, likeNames, rest } = readNames(withoutTimes);
  const names = [...words, ...spelled];
  const figures = readFigures(rest);
  const unreadable = plain.includes(UNREADABLE) ? ['a number in an unusual script'] : [];
  const notFound = [
    ...quotations
      .filter((one) => !isQuoted(one, near, read) && !isQuoted(one, asked, near))
      .map(({ written }) => written),
    ...dates.filter(({ date }) => !near.hasDate(date) && !asked.hasDate(date)).map(({ written }) => written),
    ...times
      .filter(
        ({ secondOfDay: second, precision }) =>
          second === null || !(near.hasTime(second, precision) || asked.hasTime(second, precision)),
      )
      .map(({ written }) => written),
    ...names.filter((name) => !isNamed(name, near, read) && !asked.hasName(name)),
    ...likeNames.filter((name) => isLikeAnother(name, near, read) && !asked.hasName(name)),
    ...figures
      .filter(
        (figure) =>
          !isMeasured(figure, near, cited !== null) &&
          !(absent && figure.dimension === 'time' && isMeasured(figure, absent, true)),
      )
      .map(({ written }) => written.trim()),
    ...unreadable,
  ];
  return {
    checked:
      quotations.length + dates.length + times.length + names.length + figures.length + unreadable.length,
    notFound: [...new Set(notFound)],
  };
}

/** Longest texts of a report; what is longer was cut by us. */
const CUT_LENGTHS: ReadonlySet<number> = new Set([200, 300, 400, 600]);

/** The last word may be half a number, or a number may have lost its unit. */
function withoutCutEnd(text: string): string {
  return CUT_LENGTHS.has(text.length) && text.endsWith('…') ? text.replace(/(?:\d[\d.,]* )?\S*…$/, '') : text;
}

/** Our own cut, the model's ellipsis and the place-holder of a log template leave something out. */
const LEFT_OUT = /\.{3}|<\*>/;

function isQuoted({ written, isCode }: Quotation, near: Corpus, read: Corpus): boolean {
  const pieces = isCode ? [written] : written.split(LEFT_OUT).filter((piece) => /[\p{L}\p{N}]/u.test(piece));
  return pieces.every((piece) => near.hasText(piece) || read.hasText(piece));
}

/** Beside a service: "checkout-related" is no other service. */
const ORDINARY_PART =
  /^(?:related|side|facing|specific|only|wide|level|bound|heavy|owned|based|like|internal|own|to|and|or|of|the|non|pre|post|re|un|all|cross)$/;

/** `payments-canary` beside a service `payments`: a name that nobody has read, made of one that somebody has. */
function isLikeAnother(name: string, near: Corpus, read: Corpus): boolean {
  if (near.hasName(name) || read.hasName(name)) return false;
  const parts = name.toLowerCase().split('-');
  return (
    parts.some((part) => near.hasEntity(part) || read.hasEntity(part)) &&
    !parts.some((part) => ORDINARY_PART.test(part))
  );
}

/** `5xx` stands for what a query writes as `5..`. */
const CLASS_OF_CODES = /^([1-5])xx$/i;
const PERCENTILE = /^p(\d{2,3})$/i;

function isNamed(name: string, near: Corpus, read: Corpus): boolean {
  const code = CLASS_OF_CODES.exec(name)?.[1];
  if (code && (read.hasText(`${code}..`) || read.hasText(`${code}xx`))) return true;
  const percentile = PERCENTILE.exec(name)?.[1];
  if (percentile && (read.hasText(`0.${percentile.replace(/0$/, '')}`) || read.hasText(`${percentile}th`)))
    return true;
  return near.hasName(name) || read.hasName(name);
}

/** Data without a unit is in base units (ratio, seconds, bytes), in per cent or in milliseconds. */
const UNKNOWN_FACTORS: Readonly<Record<Dimension, readonly number[]>> = {
  ratio: [1, 100],
  time: [1, 1000],
  bytes: [1],
  rate: [1],
  count: [1],
};
/** A share of so few is said in words ("two in five") and not counted. */
const MAX_SMALL_WHOLE = 10;

function isMeasured(figure: Figure, corpus: Corpus, isCited: boolean): boolean {
  const { dimension, readings, isMultiple, order, outOf } = figure;
  if (order) return isOfOrder(order, corpus);
  if (outOf !== undefined) return isShare(figure, outOf, corpus);
  return readings.some(({ value, slack }) => {
    if (corpus.has(dimension, value, slack)) return true;
    // Among everything that was read some number fits any factor.
    const factors = isCited ? UNKNOWN_FACTORS[dimension] : [1];
    if (factors.some((factor) => corpus.has('unknown', value * factor, slack * factor))) return true;
    // A share is often told as it is stored.
    if (dimension === 'count' && value > 0 && value < 1 && corpus.has('ratio', value, slack)) return true;
    if (isMultiple) return corpus.hasProportion(value, Math.max(slack, value * 0.1));
    return dimension === 'time' && corpus.hasDistance(value, slack);
  });
}

/** "312 of 390": both numbers; "two in five": or the share; "71/100": or 71 where the whole is a hundred. */
function isShare({ readings }: Figure, whole: number, corpus: Corpus): boolean {
  const [part] = readings;
  if (!part) return false;
  const hasCount = (value: number, slack: number) =>
    corpus.has('count', value, slack) || corpus.has('unknown', value, slack);
  const hasPart = hasCount(part.value, part.slack);
  if (hasPart && (hasCount(whole, 1e-9) || whole === 100)) return true;
  if (whole > MAX_SMALL_WHOLE || whole <= 0) return false;
  const share = part.value / whole;
  return corpus.has('ratio', share, 0.05) || corpus.has('unknown', share, 0.05);
}

function isOfOrder({ from, below }: NonNullable<Figure['order']>, corpus: Corpus): boolean {
  const [middle, half] = [(from + below) / 2, (below - from) / 2];
  return corpus.has('count', middle, half) || corpus.has('unknown', middle, half);
}
