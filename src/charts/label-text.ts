/** Names and titles come from outside. In a picture they are one line of visible characters that the font can draw. */
import type { Font } from './font.js';

const ESC = String.fromCharCode(0x1b);
/** Colours and cursor moves, and titles or links up to their end. */
const TERMINAL = new RegExp(
  `${ESC}\\[[0-?]*[ -/]*[@-~]|${ESC}\\][^\\u0007${ESC}]*(?:\\u0007|${ESC}\\\\)?|${ESC}.?`,
  'gu',
);
/** Format characters (zero-width, bidirectional), lone surrogates, unassigned and private code points, variation selectors. */
const UNSEEN =
  /\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\u034f|[\u115f\u1160\u3164\uffa0]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]/gu;
/** Marks in a pile draw over everything above them. */
const PILED_MARKS = /(\p{M}{2})\p{M}+/gu;
/** Nothing that is shown is longer than this; the rest need not be looked at. */
const MAX_LENGTH = 400;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** One visible line; what the font lacks becomes □. */
export function cleanLabel(raw: string, font: Font): string {
  const visible = raw
    .slice(0, MAX_LENGTH)
    .replace(TERMINAL, '')
    .replace(/[\s\p{Cc}\p{Z}]+/gu, ' ')
    .replace(UNSEEN, '')
    .replace(PILED_MARKS, '$1')
    .trim();
  return Array.from(segmenter.segment(visible))
    .map(({ segment }) => (Array.from(segment).every((character) => font.covers(character)) ? segment : '□'))
    .join('')
    .replace(/□{3,}/g, '□□');
}

/** As much as fits, cut between graphemes, with an ellipsis in the middle: the end of a name tells versions apart. */
export function fitLabel(text: string, font: Font, size: number, maxWidth: number): string {
  if (font.widthOf(text, size) <= maxWidth) return text;
  const graphemes = [...segmenter.segment(text)].map(({ segment }) => segment);
  const widths = graphemes.map((grapheme) => font.widthOf(grapheme, size));
  let room = maxWidth - font.widthOf('…', size);
  let head = 0;
  let tail = graphemes.length;
  // Two from the beginning for each one from the end.
  for (let turn = 0; head < tail; turn += 1) {
    const isTail = turn % 3 === 2;
    const width = widths[isTail ? tail - 1 : head] ?? 0;
    if (width > room) break;
    room -= width;
    if (isTail) tail -= 1;
    else head += 1;
  }
  return `${graphemes.slice(0, head).join('').trimEnd()}…${graphemes.slice(tail).join('').trimStart()}`;
}
