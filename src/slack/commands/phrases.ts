/** Turns of phrase that several commands understand: reasons, spans of time, people. Pure. */
import { UserInputError } from '../../shared/errors.js';
import type { Person } from '../../workflows/use-cases.js';
import { COMMAND } from '../ids.js';
import { readNumber, toWords, withoutFirst, type Words } from './words.js';

/** The words without the incident's number, which comes first when it is said. */
export function withoutNumber(words: Words): Words {
  return readNumber(words.list[0]) === undefined ? words : withoutFirst(words);
}

/** For `modalFor`: the form asks when nothing but the incident is said. */
export function whenNothingIsSaid(form: string): (words: Words) => string | undefined {
  return (words) => (withoutNumber(words).list.length === 0 ? form : undefined);
}

/** Without the `because` it may begin with; null when nothing is left. */
export function readReason(text: string): string | null {
  return text.replace(/^[\s,;:–—-]*(?:because(?: of)?\s+)?/i, '').trim() || null;
}

/** What may follow the time of a sleep, before its reason. */
export const SILENCE = /^(?:and\s+)?silenced?(?![\w-])[,;:.]?\s*/i;

const UNITS: Readonly<Record<string, number>> = { s: 1, m: 60, h: 3600, d: 86_400 };
const SPAN = String.raw`(?:\d{1,5}\s*(?:s|secs?|seconds?|m|mins?|minutes?|h|hrs?|hours?|d|days?)(?![a-z])\s*)+`;

/** `30m`, `1h30m`, `2 hours` at the beginning → seconds, and what follows; undefined when there is none. */
export function readSpan(text: string): { readonly seconds: number; readonly rest: string } | undefined {
  const spaced = text.replace(/(\d)([smhd])(?=\d)/gi, '$1$2 ');
  const found = new RegExp(`^${SPAN}`, 'i').exec(spaced);
  if (!found) return undefined;
  const parts = [...found[0].matchAll(/(\d+)\s*([smhd])/gi)];
  const seconds = parts.reduce(
    (sum, [, count = '0', unit = 's']) => sum + Number(count) * (UNITS[unit.toLowerCase()] ?? 0),
    0,
  );
  return { seconds, rest: spaced.slice(found[0].length).trim() };
}

/** A promise at the end of what is said: `… next in 30m` is taken out of it, `… back in 30m` stays in it. */
export function splitPromise(text: string): { readonly text: string; readonly seconds: number | null } {
  const option = new RegExp(String.raw`\s*(?:--|—|–)next[ =](${SPAN})\s*$`, 'i').exec(text);
  const next = new RegExp(
    String.raw`[\s,;.(–—-]*\bnext(?:\s+update)?[\s:]+(?:in\s+)?(${SPAN})\)?\.?\s*$`,
    'i',
  ).exec(text);
  const taken = option ?? next;
  if (taken) return { text: text.slice(0, taken.index).trim(), seconds: secondsOf(taken[1]) };
  const mentioned = new RegExp(String.raw`(?:^|\s)in\s+(${SPAN})[.!]?\s*$`, 'i').exec(text);
  return { text: text.trim(), seconds: mentioned ? secondsOf(mentioned[1]) : null };
}

/** What stands where a promise has its span of time, and is none: `… next in banana`. */
export function readNoSpan(text: string): string | undefined {
  const word = /(?:^|[\s,;(])(?:--)?next(?:\s+update)?[\s:=]+in\s+([^\s.)]{1,30})[.)]?\s*$/i.exec(text)?.[1];
  return word === undefined || /^(?:line|row|turn|queue)$/i.test(word)
    ? undefined
    : word.replaceAll('`', "'");
}

const secondsOf = (text = '') => readSpan(text)?.seconds ?? null;

/**
 * `me`, or a person chosen while typing, which arrives as `<@U012AB3CD|alice>`.
 * @returns undefined when the word is about nobody.
 * @throws UserInputError when it is meant to be about somebody, and does not say whom.
 */
export function readPerson(word: string, by: Person): Person | undefined {
  if (/^(?:me|myself)$/i.test(word)) return by;
  const id = /^<@([UW][A-Z0-9]{2,30})(?:\|[^>]*)?>$/.exec(word)?.[1];
  if (id !== undefined) return { slackUserId: id };
  if (word.startsWith('<!subteam'))
    throw new UserInputError('A group cannot have a role; name one person of it.');
  if (word.startsWith('@'))
    throw new UserInputError(
      `I cannot tell who \`${word.slice(0, 40)}\` is. Choose the person from the list that Slack shows while you type \`@\`, or use the form: \`${COMMAND} assign\`.`,
    );
  return undefined;
}

/** Mentions with spaces in their names are one word. */
export function withShortMentions({ text }: Words): Words {
  return toWords(text.replace(/<@([UW][A-Z0-9]{2,30})\|[^>]*>/g, '<@$1>'));
}
