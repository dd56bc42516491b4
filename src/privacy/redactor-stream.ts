/** Text that comes in pieces: a line is given out when it is whole, a private key when its end has come. */
import { LONGEST_VALUE } from './finding.js';

export interface RedactorStream {
  /** Takes the next piece; gives out what can be judged by now, which may be nothing. */
  push(piece: string): string;
  /** The rest. Nothing may be pushed after it. */
  end(): string;
}

export interface RedactorStreamDeps {
  redact(text: string): { readonly text: string };
  fail(message: string): never;
  readonly lineCharacters: number;
}

const BEGIN = '-----BEGIN';
const END = '-----END';

export function createRedactorStream({ redact, fail, lineCharacters }: RedactorStreamDeps): RedactorStream {
  let held = '';
  let isOver = false;

  return {
    push: (piece) => {
      if (isOver) fail('The stream is over.');
      held += piece;
      const cut = safeCut(held);
      if (held.length - cut > lineCharacters) {
        isOver = true;
        held = '';
        fail(`A line is longer than ${lineCharacters} characters.`);
      }
      if (cut === 0) return '';
      const ready = held.slice(0, cut);
      held = held.slice(cut);
      return redact(ready).text;
    },
    end: () => {
      if (isOver) fail('The stream is over.');
      isOver = true;
      const rest = held;
      held = '';
      return redact(rest).text;
    },
  };
}

/** A line that names the value on the next one (`pairs.ts`). */
const NAMES_NEXT = /^[\s-]{0,40}["']?(?:name|key)["']?\s?:/i;

/** Up to where the text can be given out: its last line end, but not inside a key that may still go on. */
function safeCut(text: string): number {
  const lineEnd = text.lastIndexOf('\n') + 1;
  if (lineEnd === 0) return 0;
  const begin = text.lastIndexOf(BEGIN, lineEnd);
  if (begin === -1 || lineEnd - begin > LONGEST_VALUE + 128) {
    const lastLine = text.lastIndexOf('\n', lineEnd - 2) + 1;
    return NAMES_NEXT.test(text.slice(lastLine, Math.min(lineEnd, lastLine + 60))) ? lastLine : lineEnd;
  }
  const end = text.indexOf(END, begin);
  const isClosed = end !== -1 && end < lineEnd;
  return isClosed ? lineEnd : text.lastIndexOf('\n', begin) + 1;
}
