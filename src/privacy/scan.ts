/**
 * One pass over a text, word by word, that finds secrets and personal data. A word is a run of letters, digits, `_` and
 * `-`; what is looked at around it has an upper length, so the time is linear in the text whatever it holds.
 */
import type { Finding } from './finding.js';
import { afterPlaceholder, atMark } from './marks.js';
import type { Position } from './position.js';
import { CLASS, COLON, createUnits, LESS, LINE_END, MARK, SLASH, WORD } from './units.js';
import { createWordRules } from './word-rules.js';

/** Told now and then how far the pass has come, in characters; throws to end it. */
export type Progress = (characters: number) => void;

export type Scan = (text: string, progress: Progress) => readonly Finding[];

/** How many characters pass between two reports of progress. */
const STRIDE = 65_536;

export function createScan(): Scan {
  const findAtWord = createWordRules();
  const toCodes = createUnits();

  return (text, progress) => {
    const findings: Finding[] = [];
    const length = text.length;
    const codes = toCodes(text);
    const here: Position = {
      text, codes, start: 0, end: 0, bits: 0, next: 0, beforeStart: 0, beforeEnd: 0, lineStart: 0, done: 0,
    }; // prettier-ignore
    let report = STRIDE;
    let at = 0;

    const take = (finding: Finding): boolean => {
      if (finding.end <= finding.start || finding.start < here.done) return false;
      findings.push(finding);
      here.done = finding.end;
      return true;
    };

    while (at < length) {
      const sort = CLASS[codes[at] ?? 0] ?? 0;
      if ((sort & WORD) === 0) {
        if ((sort & LINE_END) !== 0) {
          here.lineStart = here.beforeStart = here.beforeEnd = at + 1;
        } else if ((sort & MARK) !== 0) {
          const code = codes[at] ?? 0;
          if (code === LESS) {
            at = afterPlaceholder(text, at);
            continue;
          }
          const mayBegin = code !== COLON || (codes[at + 1] === SLASH && codes[at + 2] === SLASH);
          const finding = mayBegin ? atMark(text, at, code, here.done) : null;
          if (finding !== null && take(finding)) {
            at = Math.max(here.done, at + 1);
            continue;
          }
        }
        at += 1;
        continue;
      }
      let start = at;
      let bits = 0;
      let next = sort;
      do {
        bits |= next;
        at += 1;
        next = CLASS[codes[at] ?? 0] ?? 0;
      } while ((next & WORD) !== 0);
      // In `\nname` the n belongs to the escape.
      if (codes[start - 1] === 92 && at - start > 2) start += 1;
      if (at >= report) {
        progress(at);
        report = at + STRIDE;
      }
      here.start = start;
      here.end = at;
      here.bits = bits;
      here.next = next;
      const finding = findAtWord(here);
      if (finding !== null && take(finding)) {
        at = Math.max(at, here.done);
        start = at;
      }
      here.beforeStart = start;
      here.beforeEnd = at;
    }
    return findings;
  };
}
