/**
 * Makes text from outside (alerts, models, logs, people) safe to show: it cannot mention, link, colour, reorder or hide
 * anything, and it cannot be longer than its place. Every span that we did not write ourselves goes through here.
 */
const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);
const CSI = String.fromCharCode(0x9b);

/** Terminal sequences: colours and cursor moves, titles and links, two-character ones. */
const ANSI = new RegExp(
  `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]|${ESC}\\][^${BEL}${ESC}]*(?:${BEL}|${ESC}\\\\)?|${ESC}[ -/]*[0-Z\\\\^-~]`,
  'g',
);
/** Zero-width and bidirectional marks, tags, soft hyphens, invisible fillers and lone surrogates. */
const INVISIBLE = /\p{Cf}|\p{Cs}|\u034f|[\u115f\u1160\u3164\uffa0]|\u17b4|\u17b5|[\u{e0100}-\u{e01ef}]/gu;
/** More than a few combining marks on one letter draw over the lines around it. */
const STACKED_MARKS = /(\p{M}{4})\p{M}+/gu;
const LINE_BREAKS = /\r\n?|[\u0085\u2028\u2029]/g;

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' });

export interface Cut {
  /** Most characters (UTF-16 units) of the result, the ellipsis included. */
  readonly max: number;
  /** Keep line breaks and indentation, for text shown as code. */
  readonly multiline?: boolean;
}

/** Plain text for elements that Slack does not parse (plain_text, rich_text). Empty when nothing visible is left. */
export function cleanText(raw: string, { max, multiline = false }: Cut): string {
  // Cleaning the whole of a megabyte only to show a line of it would be wasted.
  const isShortened = raw.length > max * 8 + 1000;
  const visible = (isShortened ? raw.slice(0, max * 8 + 1000) : raw)
    .replace(ANSI, '')
    .replace(LINE_BREAKS, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(INVISIBLE, '')
    .replace(STACKED_MARKS, '$1');
  const spaced = multiline ? visible.replace(/\s+$/u, '') : visible.replace(/\s+/gu, ' ').trim();
  return cutText(isShortened ? `${spaced} ` : spaced, max);
}

/** Shows characters that cannot be seen as `\\u{200b}`, for text whose every character counts: what will be executed. */
export function revealHidden(raw: string): string {
  const reveal = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;
  return raw
    .replace(/\p{Cc}/gu, reveal)
    .replace(INVISIBLE, reveal)
    .replace(/[\u2028\u2029]/g, reveal);
}

/** For mrkdwn: cleaned, `& < >` as entities, and formatting marks as look-alikes, because mrkdwn cannot escape them. */
export function escapeMrkdwn(raw: string, max: number): string {
  // A few clients link bare addresses whatever the message says; `https[:]//` stays readable and dead.
  return escapeSentence(raw, max).replace(/`/g, 'ˋ').replace(/:\/\//g, '[:]//');
}

/** Like `escapeMrkdwn` for sentences of our own that quote something: their code spans stay. */
export function escapeSentence(raw: string, max: number): string {
  return cleanText(raw, { max })
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\*/g, '∗')
    .replace(/~/g, '∼');
}

/** Cuts between graphemes, so that no emoji or accent is torn apart, and says so with an ellipsis. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text.trimEnd();
  let end = 0;
  for (const { index, segment } of segmenter.segment(text.slice(0, max + 64))) {
    if (index + segment.length > max - 1) break;
    end = index + segment.length;
  }
  return `${text.slice(0, end).trimEnd()}…`;
}
