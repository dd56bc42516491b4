/** What the composer offers while somebody types: commands and their verbs, shortcuts, people, channels and emoji. */
import type { CommandInfo, Person, Room, ShortcutInfo } from '../state/client.js';
import { emojiNames } from '../text/emoji.js';

export interface Suggestion {
  readonly id: string;
  readonly title: string;
  readonly detail: string;
  readonly note: string;
  readonly kind: 'command' | 'verb' | 'shortcut' | 'person' | 'channel' | 'emoji';
  /** What stands in the box once it is taken; undefined for a shortcut, which runs at once. */
  readonly text: string | undefined;
  /** Where the cursor goes. */
  readonly cursor: number;
}

export interface Completion {
  readonly suggestions: readonly Suggestion[];
  /** Enter takes the first one; otherwise only one that was moved to. */
  readonly isEager: boolean;
  /** What may follow, when there is nothing left to choose. */
  readonly hint: string;
}

export interface Vocabulary {
  readonly commands: readonly CommandInfo[];
  readonly shortcuts: readonly ShortcutInfo[];
  readonly people: readonly Person[];
  readonly rooms: readonly Room[];
}

interface Verb {
  readonly name: string;
  /** What the usage says of its arguments, such as `<id> [reason]`. */
  readonly usage: string;
}

const NOTHING: Completion = { suggestions: [], isEager: false, hint: '' };
const MAX_NAMES = 8;

/** Reads `[new [title] | ack/acknowledge | list]`: one verb before each bar that stands outside inner brackets. */
export function parseVerbs(usageHint: string): Verb[] {
  const inside = usageHint.trim().replace(/^\[([\s\S]*)\]$/, '$1');
  if (!inside.includes('|')) return [];
  let depth = 0;
  let part = '';
  const parts: string[] = [];
  for (const letter of inside) {
    if ('[<('.includes(letter)) depth += 1;
    if (']>)'.includes(letter)) depth -= 1;
    if (letter === '|' && depth === 0) {
      parts.push(part);
      part = '';
    } else part += letter;
  }
  return [...parts, part].flatMap((one) => {
    const [, names = '', usage = ''] = /^\s*([\w/-]+)\s*([\s\S]*?)\s*$/.exec(one) ?? [];
    return names
      .split('/')
      .filter((name) => name !== '')
      .map((name) => ({ name, usage }));
  });
}

export function complete(text: string, cursor: number, words: Vocabulary): Completion {
  if (text.startsWith('/')) return completeArgument(text, cursor, words) ?? completeCommand(text, words);
  return completeName(text, cursor, words) ?? NOTHING;
}

/** People and channels are named in commands too; a colon there is no emoji. */
function completeArgument(text: string, cursor: number, words: Vocabulary): Completion | undefined {
  return /\s[@#][\w.+-]*$/.test(text.slice(0, cursor)) ? completeName(text, cursor, words) : undefined;
}

function completeName(text: string, cursor: number, words: Vocabulary): Completion | undefined {
  const before = text.slice(0, cursor);
  const [, mark, name = ''] = /(?:^|[\s(])([@#:])([\w.+-]*)$/.exec(before) ?? [];
  if (mark === undefined) return undefined;
  const wanted = name.toLowerCase();
  // A lone colon is punctuation more often than the start of an emoji.
  if (mark === ':' && wanted.length < 2) return undefined;
  const head = before.slice(0, before.length - name.length - 1);
  const build = (kind: Suggestion['kind'], title: string, detail: string, insert: string): Suggestion => ({
    id: `${kind} ${insert}`,
    kind,
    title,
    detail,
    note: '',
    text: `${head}${insert} ${text.slice(cursor).replace(/^ /, '')}`,
    cursor: head.length + insert.length + 1,
  });
  const suggestions =
    mark === '@'
      ? words.people
          .filter((one) => `${one.name} ${one.real_name}`.toLowerCase().includes(wanted))
          .map((one) => build('person', one.real_name, one.title, `@${one.name}`))
      : mark === '#'
        ? words.rooms
            .filter((room) => room.kind !== 'im' && room.name.includes(wanted))
            .map((room) => build('channel', `#${room.name}`, room.topic, `#${room.name}`))
        : emojiNames()
            .filter((one) => one.startsWith(wanted))
            .map((one) => build('emoji', `:${one}:`, '', `:${one}:`));
  // Whoever has typed a whole name wants to send, not to choose.
  const isWhole = suggestions.some(({ id }) => id.toLowerCase().endsWith(` ${mark}${wanted}`));
  return { suggestions: suggestions.slice(0, MAX_NAMES), isEager: !isWhole, hint: '' };
}

function completeCommand(text: string, words: Vocabulary): Completion {
  const [, name = '', space = '', rest = ''] = /^(\/\S*)(\s*)([\s\S]*)$/.exec(text) ?? [];
  if (space === '') {
    const commands = words.commands
      .filter(({ command }) => command.startsWith(name))
      .map(({ command, description, usageHint }) => ({
        id: command,
        kind: 'command' as const,
        title: command,
        detail: usageHint,
        note: description,
        text: `${command} `,
        cursor: command.length + 1,
      }));
    const wanted = name.slice(1).toLowerCase();
    const shortcuts = words.shortcuts
      .filter((one) => one.kind === 'global' && one.name.toLowerCase().includes(wanted))
      .map((one) => ({
        id: one.callbackId,
        kind: 'shortcut' as const,
        title: one.name,
        detail: '',
        note: 'Shortcut',
        text: undefined,
        cursor: 0,
      }));
    return { suggestions: [...commands, ...shortcuts], isEager: true, hint: '' };
  }
  const command = words.commands.find((one) => one.command === name);
  if (command === undefined) return NOTHING;
  return completeVerb(command, rest);
}

function completeVerb(command: CommandInfo, rest: string): Completion {
  const verbs = parseVerbs(command.usageHint);
  const [, typed = '', after] = /^(\S*)(\s[\s\S]*)?$/.exec(rest) ?? [];
  const exact = verbs.find((verb) => verb.name === typed);
  if (exact !== undefined && (after !== undefined || exact.usage === '')) {
    return { ...NOTHING, hint: exact.usage === '' ? '' : `${command.command} ${exact.name} ${exact.usage}` };
  }
  if (after !== undefined) return NOTHING;
  const suggestions = verbs
    .filter((verb) => verb.name.startsWith(typed.toLowerCase()))
    .map((verb) => {
      const line = `${command.command} ${verb.name} `;
      return {
        id: verb.name,
        kind: 'verb' as const,
        title: `${command.command} ${verb.name}`,
        detail: verb.usage,
        note: '',
        text: line,
        cursor: line.length,
      };
    });
  return { suggestions, isEager: false, hint: '' };
}
