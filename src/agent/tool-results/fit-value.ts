/**
 * Makes a value fit into a number of tokens. Lists of results are ordered by what they tell, so their ends give way, the
 * longest list's first; only then texts and what lists hold get shorter. It stays a whole value: no JSON is cut.
 */
import { isRecord } from '../../shared/is-record.js';
import { cut } from '../../shared/text.js';
import { estimateTokens } from './estimate-tokens.js';

export interface FittedValue {
  readonly value: unknown;
  /** Lists that lost their end: the name, how many are left, of how many. */
  readonly shortened: readonly ShortenedList[];
  /** Whether something inside was shortened; cut texts end in `…`. */
  readonly isCutInside: boolean;
}

interface ShortenedList {
  readonly name: string;
  readonly shown: number;
  readonly of: number;
}

/** Shorter lists of numbers and words are parts of a value (bounds, the means of eight parts), not lists of results. */
const MIN_LIST = 9;
/** In turn, until it fits: characters of a text, members of what is inside. */
const STEPS = [
  { text: 2_000, members: 1_000 },
  { text: 600, members: 24 },
  { text: 200, members: 8 },
  { text: 80, members: 4 },
];

/** The name of a value that is a list itself. */
const ROOT = 'the result';

export function fitValue(value: unknown, maxTokens: number): FittedValue {
  if (sizeOf(value) <= maxTokens) return { value, shortened: [], isCutInside: false };
  for (const bounds of STEPS) {
    const { bounded, isCut } = boundInside(value, bounds);
    const { fitted, shortened } = shorten(bounded, maxTokens);
    if (sizeOf(fitted) <= maxTokens) return { value: fitted, shortened, isCutInside: isCut };
  }
  return { value: null, shortened: [], isCutInside: true };
}

const sizeOf = (value: unknown) => estimateTokens(JSON.stringify(value) ?? '');

interface List {
  readonly name: string;
  readonly members: readonly unknown[];
  /** Tokens of each. */
  readonly sizes: readonly number[];
  shown: number;
  size: number;
}

function shorten(value: unknown, maxTokens: number) {
  const lists = findLists(value).map(({ name, members }): List => {
    const sizes = members.map((member) => sizeOf(member) + 1);
    const size = sizes.reduce((sum, one) => sum + one, 0);
    return { name, members, sizes, shown: members.length, size };
  });
  let fitted = value;
  // Sizes of parts do not quite add up to the size of the whole.
  for (let total = sizeOf(value); total > maxTokens; total = sizeOf(fitted)) {
    if (!dropEnds(lists, total - maxTokens)) break;
    const shown = new Map(lists.map((list) => [list.members, list.shown]));
    fitted = shownOf(value, shown);
  }
  const shortened = lists
    .filter(({ shown, members }) => shown < members.length)
    .map(({ name, shown, members }) => ({ name, shown, of: members.length }));
  return { fitted, shortened };
}

/** Takes at least so many tokens from the ends of the longest lists; false when nothing is left to take. */
function dropEnds(lists: readonly List[], tokens: number): boolean {
  let dropped = 0;
  while (dropped < tokens) {
    const longest = lists.reduce<List | undefined>(
      (most, list) => (list.shown > 1 && list.size > (most?.size ?? 0) ? list : most),
      undefined,
    );
    if (!longest) break;
    longest.shown -= 1;
    const last = longest.sizes[longest.shown] ?? 0;
    longest.size -= last;
    dropped += last;
  }
  return dropped > 0;
}

/** Lists of results: the value itself, and what objects from the top down hold. */
function findLists(value: unknown, name = ROOT): { name: string; members: readonly unknown[] }[] {
  if (Array.isArray(value)) return isList(value) ? [{ name, members: value }] : [];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, inner]) => findLists(inner, key));
}

function isList(members: readonly unknown[]): boolean {
  return members.length >= MIN_LIST || members.some((one) => typeof one === 'object' && one !== null);
}

function shownOf(value: unknown, shown: ReadonlyMap<readonly unknown[], number>): unknown {
  if (Array.isArray(value)) return value.slice(0, shown.get(value) ?? value.length);
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shownOf(inner, shown)]));
}

/** Texts and what the members of lists hold, bounded; the lists themselves keep their length. */
function boundInside(value: unknown, bounds: { readonly text: number; readonly members: number }) {
  let isCut = false;
  const limit = <T>(members: readonly T[]): readonly T[] => {
    if (members.length > bounds.members) isCut = true;
    return members.slice(0, bounds.members);
  };
  const bound = (inner: unknown, isTop: boolean): unknown => {
    if (typeof inner === 'string') {
      if (inner.length > bounds.text) isCut = true;
      return cut(inner, bounds.text);
    }
    if (Array.isArray(inner)) return (isTop ? inner : limit(inner)).map((one) => bound(one, false));
    if (!isRecord(inner)) return inner;
    return Object.fromEntries(limit(Object.entries(inner)).map(([key, one]) => [key, bound(one, isTop)]));
  };
  return { bounded: bound(value, true), isCut };
}
