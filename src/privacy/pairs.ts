/** `name: DB_PASSWORD` and `value: …` beside it: environments, headers and forms are often written so. */
import type { NameJudge, NameKind } from './names.js';
import type { Position } from './position.js';

/** In characters. */
const LONGEST_WAY = 120;
/** `v`, in lower case. */
const LETTER_V = 118;
const NAME_BEFORE =
  /(?:\b(?:name|key|header|id|variable)\b["'\\]{0,4}\s?[:=]\s?["'\\]{0,4})([\w.-]{2,80})["'\\]{0,4},?\s{1,20}(?:["'\\]{0,4})$|"(?:name|key|Name|Key)\\{0,3}":\s?\\{0,3}"([\w.-]{2,80})\\{0,3}",\s{0,20}\\{0,3}"$/;

/** What the name before `value` says of it; `none` when the word is another or no name stands there. */
export function judgePair({ text, codes, start, end }: Position, judgeName: NameJudge): NameKind {
  if (
    end - start !== 5 ||
    ((codes[start] ?? 0) | 32) !== LETTER_V ||
    !/^value$/i.test(text.slice(start, end))
  )
    return 'none';
  const window = Math.max(0, start - LONGEST_WAY);
  const found = NAME_BEFORE.exec(text.slice(window, start));
  const name = found?.[1] ?? found?.[2];
  if (found === null || name === undefined) return 'none';
  const from = window + found.index + found[0].lastIndexOf(name);
  return judgeName(text, codes, from, from + name.length);
}
