/**
 * Makes text from outside (alerts, models, logs, people) safe to show: it cannot mention, link, colour, reorder or hide
 * anything, and it cannot be longer than its place. Every span that we did not write ourselves goes through here.
 */
const ESC = String.fromCharCode(0x1b);
const BEL = String.fromCharCode(0x07);
const CSI = String.fromCharCode(0x9b);

/**
 * Terminal sequences: colours and cursor moves; titles, links and device strings with what they carry; short ones. A
 * string without an end is only stripped of its beginning: it must not swallow what we wrote after it.
 */
const ANSI = new RegExp(
  `(?:${ESC}\\[|${CSI})[0-?]*[ -/]*[@-~]|${ESC}[\\]PX^_][^${BEL}${ESC}]{0,2000}(?:${BEL}|${ESC}\\\\)|${ESC}[ -/]*[0-Z\\\\-~]`,
  'g',
);
/**
 * Zero-width and bidirectional marks, tags, soft hyphens, invisible fillers (all that Unicode lets a program ignore), the
 * empty Braille cell, and lone surrogates.
 */
const INVISIBLE = /\p{Cf}|\p{Default_Ignorable_Code_Point}|\p{Cs}|\u2800/gu;
/**
 * The only characters that need what is invisible: families, flags, keycaps. By Unicode's list, so that nothing hides; it
 * has thousands of entries, and is gone through only where an emoji can begin.
 */
const EMOJI_OR_INVISIBLE = `(?=\\p{Emoji})(?![0-9#*](?!\\ufe0f))(\\p{RGI_Emoji})|${INVISIBLE.source}`;
/** Made when first needed: reading that list takes long, and most programs never meet an emoji. */
let emojiOrInvisible: RegExp | undefined;
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
  const visible = withoutInvisible(
    (isShortened ? raw.slice(0, max * 8 + 1000) : raw)
      .replace(ANSI, '')
      .replace(LINE_BREAKS, '\n')
      .replace(/[^\P{Cc}\n\t]/gu, ''),
  ).replace(STACKED_MARKS, '$1');
  const spaced = multiline ? visible.replace(/\s+$/u, '') : visible.replace(/\s+/gu, ' ').trim();
  return cutText(isShortened ? `${spaced} ` : spaced, max);
}

/** Most texts hold nothing invisible; the list of emoji is long, and asked only for the others. */
function withoutInvisible(text: string): string {
  if (text.search(INVISIBLE) === -1) return text;
  emojiOrInvisible ??= new RegExp(EMOJI_OR_INVISIBLE, 'gv');
  return text.replace(emojiOrInvisible, (_, emoji: string | undefined) => emoji ?? '');
}

/** Shows characters that cannot be seen as `\\u{200b}`, for text whose every character counts: what will be executed. */
export function revealHidden(raw: string): string {
  const reveal = (character: string) => `\\u{${character.codePointAt(0)?.toString(16)}}`;
  return raw
    .replace(/\p{Cc}/gu, reveal)
    .replace(INVISIBLE, reveal)
    .replace(/[\u2028\u2029]/g, reveal);
}

/**
 * For mrkdwn, at most `max` characters with all that is added: cleaned, `& < >` as entities, and formatting marks as
 * look-alikes, because mrkdwn cannot escape them.
 */
export function escapeMrkdwn(raw: string, max: number): string {
  return escapeClean(cleanText(raw, { max }).replace(/`/g, 'ˋ'), max);
}

/** Like `escapeMrkdwn` for sentences of our own that quote something: their code spans stay. */
export function escapeSentence(raw: string, max: number): string {
  return escapeClean(cleanText(raw, { max }), max);
}

function escapeClean(clean: string, max: number): string {
  const escaped = withoutAddresses(clean)
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/\*/g, '∗')
    .replace(/~/g, '∼');
  return cutText(escaped, max);
}

/**
 * For Slack's Markdown places (streams, `markdown` blocks): marks and code stay, links, references, images and entities do
 * not. Cleaned first, because what is invisible may hold a link apart until it is gone.
 */
export function escapeMarkdown(raw: string, max: number): string {
  const dead = withoutAddresses(cleanText(raw, { max, multiline: true }))
    .replace(/</g, '‹')
    .replace(/>/g, '›')
    .replace(/\](?=[([:])/g, '] ');
  return cutText(dead, max);
}

/** What a domain ends in, by and large; file names such as `main.go` are no domains, `main.py` is one. */
const DOMAIN_END =
  '(?:(?!(?:js|ts|go|db|gz|rb|kt|cs|hs|xz)(?![\\p{L}\\p{N}]))[a-z]{2}|com|net|org|edu|gov|mil|int|info|biz|name|pro|dev|app|xyz|' +
  'online|site|store|shop|top|club|link|click|zip|mov|cloud|page|blog|tech|space|website|live|news|agency|email|support|' +
  'systems|tools|network|software|digital|services|solutions|world|today|work|team|chat|games|example|test|xn--[a-z0-9-]+)';
/** `.` and what browsers take for one. */
const DOT = '[.\\u3002\\uff0e\\uff61]';
const DOMAIN = new RegExp(
  `(?<=[\\p{L}\\p{N}_-])${DOT}(?=${DOMAIN_END}(?![\\p{L}\\p{N}_-]))|(?<=(?<![\\p{L}\\p{N}_-])www)${DOT}`,
  'giu',
);

/**
 * Makes addresses legible but dead: `https[:]//`, `alice[@]shop`, `shop[.]com`. A notification's text is linked by some
 * clients whatever the message says.
 */
function withoutAddresses(text: string): string {
  return text
    .replace(/:(?=\/\/)/g, '[:]')
    .replace(/\b(mailto|tel|sms|skype|slack|javascript|data|file|callto|facetime):(?=\S)/gi, '$1[:]')
    .replace(/(?<=[^\s<>()[\]"'`,;:!|])[@\uff20](?=\S)/g, '[@]')
    .replace(DOMAIN, '[.]');
}

/** Cuts between graphemes and outside entities, so that no emoji, accent or `&lt;` is torn apart; ends in an ellipsis. */
export function cutText(text: string, max: number): string {
  if (text.length <= max) return text.trimEnd();
  const end = graphemeBorder(text.slice(0, max + 64), max - 1);
  const kept = text.slice(0, end).replace(/(?:&[a-z]{0,3}|<[!@#a-z][^<>]{0,120})$/i, '');
  return `${kept.trimEnd()}…`;
}

/** The last border between graphemes at or before `at`. Asked for it alone: walking there copies the text at each step. */
export function graphemeBorder(text: string, at: number): number {
  return segmenter.segment(text).containing(at)?.index ?? Math.min(Math.max(at, 0), text.length);
}
