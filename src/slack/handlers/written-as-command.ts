/**
 * Whether prose to the bot is a command. Many commands begin with an everyday word (`update`, `lead`, `note`, `close`), so
 * the word alone does not make a sentence one: it needs nothing after it, a number, a colon, or what that command takes.
 * `/incident` is stricter about nothing: who types it means a command. Pure.
 */
import { readRole } from '../../incidents/roles.js';
import { findCommand } from '../commands/parse.js';
import { readPerson, readSpan, SILENCE, withShortMentions } from '../commands/phrases.js';
import { readNumber, toWords, withoutFirst, type Words } from '../commands/words.js';

/** `note: the cache`, `note 12: the cache`. */
const COLON = /^([a-z-]+)(\s+(?:inc-?|#)?\d{1,9})?\s*:\s*(?=\S)/i;
const BECAUSE = /^(?:[,;:.–—-]+\s*)?because\b/i;
const OUTCOME = /^(?:(?:the )?cause(?: was)?:|because\b|(?:fix(?:ed by)?|solution):)/i;
const SOME_WORDS = 3;

/** By verb: whether these words, without the incident's number, are what the command takes. */
const TAKES: Readonly<Record<string, (rest: Words) => boolean>> = {
  resolve: ({ text }) => OUTCOME.test(text),
  reopen: ({ text }) => BECAUSE.test(text),
  severity: (rest) => /^(?:sev)?[1-4][,:;.]?$/i.test(rest.list[0] ?? '') && isReason(withoutFirst(rest).text),
  priority: (rest) =>
    /^(?:auto|automatic|computed|off)$/i.test(rest.text) ||
    (/^\d{1,3}(?:\/100|%)?[,:;]?$/.test(rest.list[0] ?? '') && BECAUSE.test(withoutFirst(rest).text)),
  snooze({ text }) {
    if (/^(?:off|wake|awake|end|stop)$/i.test(text)) return true;
    const span = readSpan(text.replace(/^for\s+/i, ''));
    return span !== undefined && isReason(span.rest.replace(SILENCE, ''));
  },
  maintenance: ({ list: [first = '', ...rest] }) =>
    (/^(?:end|over|stop|done)$/i.test(first) && rest.length === 1) || readSpan(rest.join(' ')) !== undefined,
  split: ({ list }) => list.length === 1,
  merge: ({ list }) =>
    list.every((word) => readNumber(word) !== undefined || /^(?:into|in|to|with|and|->|=>|→)$/i.test(word)),
  assign: ({ list }) =>
    list.every((word) => readRole(word) !== undefined || isPerson(word) || isFiller(word)),
  unassign: ({ text }) => readRole(text) !== undefined,
  stats: ({ text }) => /^\d{1,3}\s*d(?:ays)?$/i.test(text),
  digest: ({ list }) => list.length === 1 || /^\d{1,3}\s*[dw]$/i.test(list.at(-1) ?? ''),
  oncall: ({ list }) => list.length === 1,
  runbook: ({ list }) => list.length <= SOME_WORDS,
  help: ({ list }) => list.length === 1,
};
/** After a number they take whatever follows. */
const FREE_TEXT: ReadonlySet<string> = new Set(['status', 'note', 'new', 'ask', 'investigate', 'runbook']);

/** The command as `/incident` would be given it; undefined when it is prose. */
export function readCommand(raw: string): string | undefined {
  const text = raw.trim();
  const plain = text.replace(COLON, '$1$2 ');
  const found = findCommand(plain);
  if (!found || plain !== text) return found && plain;
  const { command } = found;
  const words = withShortMentions(found.words);
  if (words.list.length === 0) return plain;
  const takes = TAKES[command.verb] ?? (() => false);
  const isNumbered = readNumber(words.list[0]) !== undefined;
  const rest = isNumbered ? withoutFirst(words) : words;
  const isOne =
    (isNumbered && (rest.list.length === 0 || FREE_TEXT.has(command.verb))) || takes(rest) || takes(words);
  return isOne ? plain : undefined;
}

/** What they say is meant to be kept, so it should not be lost to a missing colon. */
const KEPT: ReadonlySet<string> = new Set(['status', 'note']);

/** `note the cache was emptied` → `note: the cache was emptied`; undefined when nothing would be lost. */
export function withColon(text: string): string | undefined {
  const found = findCommand(text);
  if (!found || !KEPT.has(found.command.verb) || found.words.text === '' || text.endsWith('?'))
    return undefined;
  return `${toWords(text).list[0]}: ${found.words.text}`;
}

function isReason(text: string): boolean {
  return text === '' || BECAUSE.test(text);
}

function isFiller(word: string): boolean {
  return /^(?:as|the|to|for|role|is)$/i.test(word);
}

function isPerson(word: string): boolean {
  return (
    word.startsWith('@') ||
    word.startsWith('<!subteam') ||
    readPerson(word, { slackUserId: '' }) !== undefined
  );
}
