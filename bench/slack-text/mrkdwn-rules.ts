/**
 * What comes to life in a text that Slack parses, read from Slack's documentation and independent of how Firewatch escapes:
 * https://docs.slack.dev/messaging/formatting-message-text
 */

/** Country codes are any two letters here, so that a new one is not missed; these pairs are file names and no country's. */
const NO_COUNTRY = new Set(['js', 'ts', 'go', 'db', 'gz', 'rb', 'kt', 'cs', 'hs', 'xz']);
const GENERIC_DOMAINS = new Set(
  'com net org edu gov mil int info biz name pro dev app xyz online site store shop top club link click zip mov cloud'.split(
    ' ',
  ),
);

/** Every control sequence, address and name that Slack or one of its clients would turn into more than text. */
export function findLiveInMrkdwn(text: string): string[] {
  const controls = findControlSequences(text);
  // A client links what a person reads, so entities are decoded first; but only once, as Slack does.
  const words = decodeEntities(withoutControlSequences(text));
  return [...controls, ...findAddresses(words)];
}

/** Whatever stands between `<` and `>`. Slack takes the innermost pair, and anything that is no command for a link. */
function findControlSequences(text: string): string[] {
  const found: string[] = [];
  let open = -1;
  for (let at = 0; at < text.length; at += 1) {
    if (text[at] === '<') open = at;
    else if (text[at] === '>' && open !== -1) {
      found.push(text.slice(open, at + 1));
      open = -1;
    }
  }
  return found;
}

function withoutControlSequences(text: string): string {
  return findControlSequences(text).reduce((rest, sequence) => rest.replace(sequence, ' '), text);
}

function decodeEntities(text: string): string {
  return text.replace(/&(lt|gt|amp);/g, (_, name: string) => ({ lt: '<', gt: '>', amp: '&' })[name] ?? '');
}

/** Addresses that become links by themselves. */
export function findAddresses(words: string): string[] {
  const schemes = words.match(/[a-z][a-z0-9+.-]*:\/\/[^\s]/gi) ?? [];
  const others = words.match(/\b(?:mailto|tel|javascript|data|slack|file):[^\s]/gi) ?? [];
  const mails = words.match(/[\p{L}\p{N}._%+-]+[@＠][\p{L}\p{N}-]+/gu) ?? [];
  const domains = (words.match(/[\p{L}\p{N}_-]+(?:[.。．｡][\p{L}\p{N}_-]+)+/gu) ?? []).filter(isDomain);
  return [...schemes, ...others, ...mails, ...domains];
}

/** Any of its labels may be the end: what follows is then taken for text after the link. */
function isDomain(word: string): boolean {
  const labels = word.toLowerCase().split(/[.。．｡]/);
  return (
    labels[0] === 'www' ||
    labels
      .slice(1)
      .some((label) => GENERIC_DOMAINS.has(label) || (/^[a-z]{2}$/.test(label) && !NO_COUNTRY.has(label)))
  );
}

/** The same for Slack's `markdown` blocks and streams, which know Markdown's links beside Slack's own sequences. */
export function findLiveInMarkdown(text: string): string[] {
  const links = text.match(/\[[^\]\n]*\](?:\([^)\n]*\)|\[[^\]\n]*\]|:)/g) ?? [];
  return [...links, ...findControlSequences(text), ...(text.match(/[a-z][a-z0-9+.-]*:\/\/[^\s]/gi) ?? [])];
}

/**
 * Characters that hide, reorder or colour what a person reads: controls other than a line break, everything that has no
 * width (outside of emoji in Unicode's own list), lone surrogates, and heaps of accents.
 */
export function findHidden(text: string): string[] {
  const found: string[] = [];
  if (!SUSPICIOUS.test(text)) return found;
  for (const { segment } of new Intl.Segmenter('en', { granularity: 'grapheme' }).segment(text)) {
    if (WHOLE_EMOJI.test(segment)) continue;
    if (/[^\P{Cc}\n\t]|\p{Cs}/u.test(segment)) found.push(escapeForLog(segment));
    else if (/\p{Cf}|\p{Default_Ignorable_Code_Point}/u.test(segment)) found.push(escapeForLog(segment));
    else if (/\p{M}{5}/u.test(segment)) found.push(escapeForLog(segment));
  }
  return found;
}

/** Without any of these there is nothing to look for. */
const SUSPICIOUS = /[^\P{Cc}\n\t]|\p{Cs}|\p{Cf}|\p{Default_Ignorable_Code_Point}|\p{M}{5}/u;
const WHOLE_EMOJI = new RegExp('^\\p{RGI_Emoji}$', 'v');

/** A cut shows as an ellipsis; before it there must be no half of an entity. */
export function findTorn(mrkdwn: string): string[] {
  return mrkdwn.match(/&(?!(?:amp|lt|gt);)[^;\s]{0,4}…|<[!@#][^<>]*…/g) ?? [];
}

const escapeForLog = (text: string) =>
  text.replace(/./gsu, (character) => `\\u{${character.codePointAt(0)?.toString(16)}}`);
