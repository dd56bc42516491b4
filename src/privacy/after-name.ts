/** `token 5f3a…`, `Bearer eyJ…`, `the key is …`: a value drawn by lot behind a name, with blanks, quotes or one small word between. */
import { readValue, peekValue } from './assignments.js';
import type { Finding } from './finding.js';
import type { NameJudge } from './names.js';
import type { Position } from './position.js';
import { isHex, isUuid, looksRandom } from './values.js';

/** Longest way between the two, in characters. */
const LONGEST_GAP = 4;
const LONGEST_NAME = 60;
const PLUS = 43;
const BLANKS_AND_QUOTES = new Set(Array.from(' \t"\'`([:=+', (character) => character.charCodeAt(0)));
const SMALL_WORD = /^(?:is|was|of|to|with|using|value)$/i;
const LONGEST_SMALL_WORD = 5;
const NAME_BEFORE = /((?:[A-Za-z]{3,12} )?[\w-]{2,40})["']? $/;

export function findAfterName(here: Position, judgeName: NameJudge): Finding | null {
  const { text, codes, start, beforeStart, beforeEnd } = here;
  const gap = start - beforeEnd;
  if (beforeStart < here.lineStart || beforeEnd === 0 || gap === 0 || gap > LONGEST_GAP) return null;
  // Alone it joins two stretches of base64.
  if (gap === 1 && codes[beforeEnd] === PLUS) return null;
  if (beforeEnd - beforeStart > LONGEST_NAME) return null;
  for (let at = beforeEnd; at < start; at += 1) if (!BLANKS_AND_QUOTES.has(codes[at] ?? 0)) return null;
  let from = beforeStart;
  let to = beforeEnd;
  if (to - from <= LONGEST_SMALL_WORD && SMALL_WORD.test(text.slice(from, to))) {
    const window = Math.max(0, from - LONGEST_NAME);
    const name = NAME_BEFORE.exec(text.slice(window, from));
    if (name === null) return null;
    from = window + name.index;
    to = from + (name[1] ?? '').length;
  }
  const kind = judgeName(text, codes, from, to);
  if (kind === 'none' || kind === 'about') return null;
  const value = peekValue(text, start, null);
  const isSure =
    kind === 'password' || kind === 'credential' || /^(?:bearer|basic)$/i.test(text.slice(from, to));
  if (!looksRandom(value) || isUuid(value) || (!isSure && isHex(value))) return null;
  return { start, end: start + readValue(text, start, null).length, group: 'secret', kind: 'token' };
}
