/** `name = value`, and `--name value`: whether the word is such a name, and what stands beside it. */
import { findAfterBlank } from './after-blank.js';
import { judgeBeside, peekValue } from './assignments.js';
import type { Finding } from './finding.js';
import { mentionsVendor, type NameJudge } from './names.js';
import { judgePair } from './pairs.js';
import type { Position } from './position.js';
import { BLANK, CLASS, DIGIT, EQUALS, isDigit, isQuote, WORD } from './units.js';
import { findValueBeside, isShorter, type Beside } from './value-beside.js';
import { looksRandom, RANDOM_FROM } from './values.js';

const HYPHEN = 45;
/** A vendor is named on the same line, no further before the name than this. */
const VENDOR_WITHIN = 40;

export function createBesideName(judgeName: NameJudge): (here: Position) => Finding | null {
  return (here) => {
    const { text, codes, start, end } = here;
    const first = codes[start] ?? 0;
    if (isDigit(first)) return null;
    if (codes[end] === BLANK) {
      if (first === HYPHEN) return afterFlag(here);
      const after = codes[end + 1] ?? 0;
      // Most words are followed by a blank and a word: few of those name anything.
      const isWord = ((CLASS[after] ?? 0) & WORD) !== 0;
      if (isWord || isQuote(after)) {
        const finding = findAfterBlank(here, judgeName);
        if (isWord || finding !== null) return finding;
      }
    }
    const beside = findValueBeside(codes, end);
    if (beside === null || beside.start >= text.length) return null;
    if (beside.isWeak && (here.bits & DIGIT) !== 0 && end - start >= 16) return null;
    let kind = judgeName(text, codes, start, end);
    if (kind === 'about') return null;
    // Two words: `api key`, `acme.auth`. One word in front of a plain name would be any word of a sentence.
    const joint = kind === 'hint' ? '. -' : kind === 'none' ? '.' : '';
    if (here.beforeEnd === start - 1 && joint !== '' && joint.includes(text.charAt(start - 1))) {
      const longer = judgeName(text, codes, here.beforeStart, end);
      if (longer !== 'none') kind = longer;
    }
    // The rest of a base64 text may look like a short name.
    if (codes[end] === EQUALS && start > 0 && '+/'.includes(text.charAt(start - 1))) return null;
    if (kind === 'none') kind = judgePair(here, judgeName);
    if (kind === 'about') return null;
    if (kind === 'none') {
      if (!isOfVendor(here, beside)) return null;
      kind = 'vendor';
    }
    return judgeBeside(text, kind, beside, isIndent(text, here.lineStart, start));
  };

  function afterFlag({ text, codes, start, end }: Position): Finding | null {
    const kind = judgeName(text, codes, start, end);
    if (kind === 'none' || kind === 'about') return null;
    const sign = text.charAt(end + 1);
    if (sign === '-') return null;
    const quote = sign === '"' || sign === "'" ? sign : null;
    const beside = { start: end + (quote === null ? 1 : 2), quote, isWeak: false, isSpaced: false };
    return judgeBeside(text, kind, beside, true);
  }
}

/** Whether a value drawn by lot stands beside the name, and a service of which people hold keys before it. */
function isOfVendor({ text, codes, start, lineStart }: Position, beside: Beside): boolean {
  return (
    !beside.isWeak &&
    start - lineStart >= 3 &&
    !isShorter(codes, beside.start, beside.quote, RANDOM_FROM) &&
    mentionsVendor(text, codes, Math.max(lineStart, start - VENDOR_WITHIN), start) &&
    looksRandom(peekValue(text, beside.start, beside.quote))
  );
}

function isIndent(text: string, lineStart: number, start: number): boolean {
  return start - lineStart < 60 && /^[\s"'-]*$/.test(text.slice(lineStart, start));
}
