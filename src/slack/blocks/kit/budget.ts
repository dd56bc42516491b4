/**
 * Keeps a message within what Slack takes: 50 blocks, 3,000 characters in one block and 10,000 in all (Slack refuses
 * sums somewhere above 11,000 and documents no number). What does not fit is folded into a line that says so; buttons
 * are always kept.
 */
import type { types } from '@slack/bolt';
import { cutText } from './escape.js';
import { context, type Block, type MessageContent } from './block-kit.js';

const MAX_BLOCKS = 50;
const MAX_BLOCK_CHARACTERS = 3000;
const MAX_CHARACTERS = 10_000;
const MAX_TEXT = 2000;
/** Room for the line that says what was left out. */
const FOLD_LINE = 100;
/** Room for the head of a page and for the button that leads to the next one. */
const PAGE_FRAME = { characters: 500, blocks: 3 };

/** What a person has to be able to click, however long the rest is. */
const isClickable = ({ type }: Block) => type === 'actions' || type === 'context_actions';

export function fitMessage({ text, blocks }: MessageContent): MessageContent {
  const trimmed = blocks.map((block) => trimBlock(block));
  const isKept = trimmed.map(isClickable);
  let room = MAX_CHARACTERS - FOLD_LINE - sum(trimmed.filter((_, index) => isKept[index]));
  let places = MAX_BLOCKS - 1 - isKept.filter(Boolean).length;
  for (const [index, block] of trimmed.entries()) {
    if (isKept[index]) continue;
    const size = countCharacters(block);
    if (places === 0 || size > room) break; // everything after the first that does not fit goes too: order matters
    isKept[index] = true;
    room -= size;
    places -= 1;
  }
  const dropped = isKept.filter((kept) => !kept).length;
  const kept = trimmed.filter((_, index) => isKept[index]);
  const fold =
    dropped === 0
      ? []
      : [context(`… and ${dropped} more ${dropped === 1 ? 'part' : 'parts'}, too long for one message.`)];
  const firstButton = kept.findIndex(isClickable);
  const at = firstButton === -1 ? kept.length : firstButton;
  return { text: cutText(text, MAX_TEXT), blocks: [...kept.slice(0, at), ...fold, ...kept.slice(at)] };
}

/** Spreads blocks over as few messages as they need, in their order; at least one page, even when there is nothing. */
export function splitPages(blocks: readonly Block[]): readonly (readonly Block[])[] {
  const pages: Block[][] = [[]];
  let room = 0;
  for (const block of blocks.map(trimBlock)) {
    const page = pages.at(-1) ?? [];
    const size = countCharacters(block);
    const isFull = size > room || page.length >= MAX_BLOCKS - PAGE_FRAME.blocks;
    if (page.length > 0 && isFull) pages.push([block]);
    else page.push(block);
    room = (pages.at(-1)?.length === 1 ? MAX_CHARACTERS - PAGE_FRAME.characters : room) - size;
  }
  return pages;
}

/** Groups items so that none is longer than one block takes, each measured by `sizeOf`. */
export function splitItems<T>(items: readonly T[], sizeOf: (item: T) => number): readonly (readonly T[])[] {
  const groups: T[][] = [];
  let room = 0;
  for (const item of items) {
    const size = sizeOf(item);
    if (size > room) {
      groups.push([]);
      room = MAX_BLOCK_CHARACTERS - FOLD_LINE;
    }
    groups.at(-1)?.push(item);
    room -= size;
  }
  return groups;
}

/** The first `max` items and, when some are left, a last one made by `more` from their number. */
export function foldItems<T>(items: readonly T[], max: number, more: (left: number) => T): readonly T[] {
  return items.length <= max ? items : [...items.slice(0, max - 1), more(items.length - max + 1)];
}

const FIXED_NAMES = new Set(['type', 'block_id', 'action_id', 'style', 'value', 'user_id', 'format']);

/** The characters that a reader could see. */
export function countCharacters(value: unknown): number {
  if (typeof value === 'string') return value.length;
  if (Array.isArray(value)) return sum(value);
  if (typeof value !== 'object' || value === null) return 0;
  return sum(Object.entries(value).flatMap(([name, inside]) => (FIXED_NAMES.has(name) ? [] : [inside])));
}

function sum(values: readonly unknown[]): number {
  return values.reduce<number>((total, value) => total + countCharacters(value), 0);
}

function trimBlock(block: Block): Block {
  if (block.type !== 'rich_text' || countCharacters(block) <= MAX_BLOCK_CHARACTERS) return block;
  let room = MAX_BLOCK_CHARACTERS;
  const trimSpans = <S extends types.RichTextElement>(spans: readonly S[]): S[] =>
    spans.flatMap((span) => {
      const size = countCharacters(span);
      if (size <= room) {
        room -= size;
        return [span];
      }
      const left = room;
      room = 0;
      return left > 1 && span.type === 'text' ? [{ ...span, text: cutText(span.text, left) }] : [];
    });
  const elements: types.RichTextBlock['elements'] = [];
  for (const element of block.elements) {
    if (element.type === 'rich_text_list') {
      const items = element.elements
        .map((item) => ({ ...item, elements: trimSpans(item.elements) }))
        .filter((item) => item.elements.length > 0);
      if (items.length > 0) elements.push({ ...element, elements: items });
    } else if (element.type === 'rich_text_preformatted') {
      const spans = trimSpans(element.elements);
      if (spans.length > 0) elements.push({ ...element, elements: spans });
    } else {
      const spans = trimSpans(element.elements);
      if (spans.length > 0) elements.push({ ...element, elements: spans });
    }
  }
  return { ...block, elements };
}
