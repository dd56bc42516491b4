/** What was seen, arranged for looking things up in it: numbers by what they measure, times, names, and the text itself. */
import { foundNothing, type Evidence } from '../../../incidents/evidence.js';
import { readFigures, type Figure } from './figures.js';
import { readDates, readTimes } from './moments.js';
import { canonicalName, namesIn, readNames } from './names.js';
import { plainText } from './plain-text.js';
import { isSameTime, type Precision } from './tolerance.js';
import { evenlySpaced, includesWords } from './search-text.js';
import type { Dimension } from './units.js';
import { NOTHING, sourceOfEvidence, sourceOfTexts, type Source } from './sources.js';

/** Of data without a unit it is not known what it measures, and it may measure anything. */
type Kind = Dimension | 'unknown';

export interface Corpus {
  has(dimension: Kind, value: number, slack: number): boolean;
  /** Whether two numbers of one sentence stand in this proportion, or two of its times in this distance. */
  hasProportion(value: number, slack: number): boolean;
  hasDistance(seconds: number, slack: number): boolean;
  hasTime(secondOfDay: number, precision: Precision): boolean;
  hasDate(date: string): boolean;
  hasName(name: string): boolean;
  /** Whether it is a service of which something was seen. */
  hasEntity(name: string): boolean;
  /** Word by word, whatever the spaces and the case. */
  hasText(text: string): boolean;
}

/** Of the evidence that a statement cites. What was searched for in vain was not seen: see `corpusOfSearches`. */
export function corpusOfEvidence(evidence: readonly Evidence[]): Corpus {
  const ids = { ...NOTHING, searchable: evidence.map(({ id }) => id) };
  return createCorpus([ids, ...evidence.filter((item) => !foundNothing(item)).map(sourceOfEvidence)]);
}

/** Of the cited searches that found nothing: for sentences that say so. Null when there is none. */
export function corpusOfSearches(evidence: readonly Evidence[]): Corpus | null {
  const searches = evidence.filter(foundNothing);
  return searches.length === 0 ? null : createCorpus(searches.map(sourceOfEvidence));
}

/** Of everything that was read, and all evidence: for what cites nothing. */
export function corpusOfTexts(texts: readonly string[], evidence: readonly Evidence[]): Corpus {
  const all = corpusOfEvidence(evidence);
  const read = createCorpus([sourceOfTexts(texts)]);
  return {
    has: (...args) => all.has(...args) || read.has(...args),
    hasProportion: () => false,
    hasDistance: () => false,
    hasTime: (...args) => all.hasTime(...args) || read.hasTime(...args),
    hasDate: (date) => all.hasDate(date) || read.hasDate(date),
    hasEntity: (name) => all.hasEntity(name) || read.hasEntity(name),
    hasName: (name) => all.hasName(name) || read.hasName(name),
    hasText: (text) => all.hasText(text) || read.hasText(text),
  };
}

function createCorpus(sources: readonly Source[]): Corpus {
  const values = new Map<Kind, number[]>();
  const times: number[] = [];
  const dates = new Set<string>();
  const proportions: number[] = [];
  const told: number[] = [];
  const texts: string[] = [];
  const collect = (kind: Kind, value: number) => {
    const list = values.get(kind);
    if (list) list.push(Math.abs(value));
    else values.set(kind, [Math.abs(value)]);
  };

  for (const { sentences, prose, raw, searchable, numbers, times: known } of sources) {
    for (const { kind, value } of numbers) collect(kind, value);
    times.push(...known.map(secondOfDay));
    for (const each of known) dates.add(new Date(each * 1000).toISOString().slice(0, 10));
    texts.push(...searchable.map(plainText));
    for (const list of [sentences, prose, raw])
      for (const text of list) {
        const isSentence = list === sentences;
        const plain = plainText(text);
        texts.push(plain);
        const read = readEverything(plain);
        for (const { date } of read.dates) dates.add(date);
        for (const time of read.times) times.push(time);
        if (isSentence) told.push(...read.times);
        for (const figure of read.figures)
          for (const { value } of figure.readings)
            collect(list === raw && isBare(figure) ? 'unknown' : figure.dimension, value);
        for (const { outOf } of read.figures) if (outOf !== undefined) collect('count', outOf);
        if (isSentence) proportions.push(...proportionsOf(read.figures));
      }
  }
  for (const list of values.values()) list.sort((a, b) => a - b);
  const entities = new Set(sources.flatMap(({ entities: own }) => own.map(canonicalName)));
  const names = new Set(texts.flatMap(namesIn));
  const whole = texts.map(evenlySpaced).join('\n');
  const sortedProportions = proportions.sort((a, b) => a - b);

  return {
    has: (kind, value, slack) => isWithin(values.get(kind) ?? [], Math.abs(value), slack),
    hasProportion: (value, slack) => isWithin(sortedProportions, value, slack),
    hasDistance: (seconds, slack) =>
      told.some((one, index) =>
        told.some((other, at) => at > index && Math.abs(Math.abs(one - other) - seconds) <= slack),
      ),
    hasTime: (second, precision) => times.some((time) => isSameTime(second, precision, time)),
    hasDate: (date) => [...dates].some((known) => known === date || known.endsWith(`-${date}`)),
    hasName: (name) => names.has(canonicalName(plainText(name))),
    hasEntity: (name) => entities.has(canonicalName(plainText(name))),
    hasText: (text) => {
      const wanted = evenlySpaced(plainText(text));
      return wanted !== '' && includesWords(whole, wanted);
    },
  };
}

function readEverything(plain: string): { figures: Figure[]; times: number[]; dates: { date: string }[] } {
  const { dates, rest: withoutDates } = readDates(plain);
  const { times, rest: withoutTimes } = readTimes(withoutDates);
  const { rest } = readNames(withoutTimes);
  return {
    dates,
    times: times.flatMap(({ secondOfDay: second }) => second ?? []),
    figures: readFigures(rest),
  };
}

const isBare = ({ dimension, isMultiple }: Figure) => dimension === 'count' && !isMultiple;
const DAY = 86_400;
const secondOfDay = (unixSeconds: number) => ((Math.floor(unixSeconds) % DAY) + DAY) % DAY;

/** How many times as much one number of a sentence is as another. */
function proportionsOf(figures: readonly Figure[]): number[] {
  const values = figures.flatMap(({ dimension, readings: [first] }) =>
    first ? [{ dimension, value: first.value }] : [],
  );
  return values.flatMap((one, index) =>
    values.slice(index + 1).flatMap((other) => {
      const [low, high] = [one.value, other.value].sort((a, b) => a - b);
      return one.dimension === other.dimension && low !== undefined && high !== undefined && low > 0
        ? [high / low]
        : [];
    }),
  );
}

/** Whether a sorted list has something in the interval. */
function isWithin(sorted: readonly number[], value: number, slack: number): boolean {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] ?? Infinity) < value - slack) low = middle + 1;
    else high = middle;
  }
  return (sorted[low] ?? Infinity) <= value + slack;
}
