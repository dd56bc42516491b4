/** What a person reads in a message, and which buttons it has. */
import type { Message } from '../slack/local-slack.js';

/** Every text in the message's blocks, in order. */
export const textOf = (message: Message): string => linesOf(message).join('\n');

export const headline = (message: Message): string => linesOf(message)[0] ?? message.text;

export function linesOf(message: Message): string[] {
  const lines = plainWords((message.blocks ?? []).map(readBlock).join('\n'))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return lines.length > 0 ? lines : [message.text];
}

/** What kind of message it is, as the app itself marked it. */
export function keyOf(message: Message): string {
  const payload = message.metadata?.['event_payload'];
  return typeof payload === 'object' && payload !== null && 'key' in payload ? String(payload.key) : '';
}

export function buttonsOf(message: Message): string[] {
  return (message.blocks ?? []).flatMap((block) => {
    const elements = block['elements'];
    if (block['type'] !== 'actions' || !Array.isArray(elements)) return [];
    return elements.flatMap((element: Record<string, unknown>) =>
      typeof element['action_id'] === 'string' ? [element['action_id']] : [],
    );
  });
}

/** The name that stands first in the text; undefined when none does. */
export function firstNamed(text: string, names: readonly string[]): string | undefined {
  const places = names.map((name) => {
    // `orders` is not named by `orders-db`.
    const found = new RegExp(`(?<![\\w-])${name}(?![\\w-])`).exec(text);
    return { name, index: found?.index ?? Infinity };
  });
  return places.filter(({ index }) => index < Infinity).sort((a, b) => a.index - b.index)[0]?.name;
}

/** Slack's codes for people, dates and special characters, as Slack shows them. */
function plainWords(text: string): string {
  return text
    .replace(/<!date\^[^|>]*\|([^>]*)>/g, '$1')
    .replace(/<@([A-Z0-9]+)>/g, (_, id: string) => `@${PEOPLE[id] ?? id}`)
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');
}

const PEOPLE: Readonly<Record<string, string>> = {
  U0ALICE: 'alice',
  U0BOB: 'bob',
  U0DANA: 'dana',
};

/** Lists one item a line, everything else as it runs. */
function readBlock(value: unknown): string {
  if (Array.isArray(value)) return value.map(readBlock).join('');
  if (typeof value !== 'object' || value === null) return '';
  const { text, user_id: user, elements, fields, type, fallback } = value as Record<string, unknown>;
  if (type === 'actions' || type === 'button') return '';
  if (typeof text === 'string') return text;
  if (typeof user === 'string') return `@${user}`;
  if (type === 'date') return String(fallback);
  if (type === 'rich_text_list' && Array.isArray(elements))
    return `\n${elements.map(readBlock).join('\n')}\n`;
  return (
    readBlock(text) +
    readBlock(elements) +
    readBlock(fields) +
    (String(type).startsWith('rich_text_') ? '\n' : '')
  );
}
