/**
 * Objects written out into a message, `Order(id=7, user=ann, total=12)` or `{"id":7,"user":"ann","total":12}`, are data, not
 * sentence: of any length and mostly alike, they would make unlike sentences look alike, and the other way round.
 */
import { troubleWords } from './log-level.js';

/** Fewer pairs in a bracket are part of the sentence: `failed (code=14, reason=unavailable)`. */
const MIN_PAIRS = 3;
/** Several objects in a row count as one. */
const REPEATED = /(\w*[({]<obj[^>]*>[)}])(?:,\s*\1)+/g;

const [OPEN_ROUND, CLOSE_ROUND, EQUALS, COLON, OPEN_CURLY, CLOSE_CURLY] = [40, 41, 61, 58, 123, 125];

/** The message with each object as `<obj>`, or `<obj:failed>` where it holds words of trouble. */
export function collapseDumps(message: string): string {
  let out = '';
  let copied = 0;
  let [depth, start, pairs] = [0, 0, 0];
  const collapse = (end: number) => {
    if (pairs < MIN_PAIRS) return;
    const trouble = troubleWords(message.slice(start, end)).map((word) => word.replaceAll(' ', '-'));
    out += `${message.slice(copied, start)}<obj${trouble.length > 0 ? `:${trouble.join(',')}` : ''}>`;
    copied = end;
  };
  for (let index = 0; index < message.length; index += 1) {
    const code = message.charCodeAt(index);
    if (code === OPEN_ROUND || code === OPEN_CURLY) {
      if (depth === 0) [start, pairs] = [index + 1, 0];
      depth += 1;
    } else if ((code === CLOSE_ROUND || code === CLOSE_CURLY) && depth > 0) {
      depth -= 1;
      if (depth === 0) collapse(index);
    } else if (depth > 0 && isPair(message, index, code)) pairs += 1;
  }
  // A line cut in the middle of an object.
  if (depth > 0) collapse(message.length);
  if (copied === 0) return message;
  return (out + message.slice(copied)).replaceAll(REPEATED, '$1');
}

/** `a=1`, `"a":1`, `a: 1`, `a:1` – but not `12:30` and not `http://`. */
function isPair(text: string, index: number, code: number): boolean {
  if (code === EQUALS) return true;
  if (code !== COLON) return false;
  const before = text.charCodeAt(index - 1);
  return !(before >= 48 && before <= 57) && text.charCodeAt(index + 1) !== 47;
}
