import { describe, expect, test } from '@jest/globals';
import { findBlockProblems } from '../../../demo/slack/block-kit/check-blocks.js';
import { buildEvidenceMessage } from '../../../src/slack/blocks/evidence-message.js';
import { buildIncidentCard } from '../../../src/slack/blocks/incident-card.js';
import { buildIncidentList } from '../../../src/slack/blocks/incident-list.js';
import { buildNote } from '../../../src/slack/blocks/note.js';
import { buildProposalCard } from '../../../src/slack/blocks/proposal-card.js';
import type { MessageContent } from '../../../src/slack/blocks/block-kit.js';
import { countCharacters } from '../../../src/slack/blocks/budget.js';
import { cleanText, escapeMrkdwn } from '../../../src/slack/blocks/escape.js';
import { NOW, resolvedView, sampleExecution, sampleProposalView, sampleView } from '../sample-view.js';

const ESC = String.fromCharCode(27);
const NUL = String.fromCharCode(0);
const HOSTILE: readonly (readonly [string, string])[] = [
  ['channel', '<!channel>'],
  ['here, split', '<!he\u200bre>'],
  ['user', '<@U1>'],
  ['user group', '<!subteam^S1|@oncall>'],
  ['link', '<https://x.example|Approve here>'],
  ['bare link', 'see https://x.example/?secret=1'],
  ['date', '<!date^1^{date}|now>'],
  ['entities', '&lt;!channel&gt;'],
  ['zero width', 'a\u200bb\u2060c\ufeffd\u00ade'],
  ['bidi', 'abc\u202edcba\u2066x\u2069'],
  ['colours', `${ESC}[31mred${ESC}[0m ${ESC}]8;;https://x.example${ESC}\\link`],
  ['long', 'x'.repeat(10_000)],
  ['long words', '<!channel> '.repeat(1000)],
  ['NUL', `a${NUL}b${String.fromCharCode(7)}`],
  ['lone surrogate', 'a\ud800b'],
  ['stacked marks', `e${'\u0301'.repeat(500)}`],
  ['family', '👩‍👩‍👧‍👦'.repeat(400)],
  ['formatting', '*bold* _it_ ~no~ `code` ```block```'],
  ['line breaks', 'a\r\nb\u2028c\n\n\nd'],
  ['empty', ''],
  ['invisible only', '\u200b\u2060'],
];

/** Puts the text into every string of a view, except what the program itself chose: ids, states, our own names. */
function poison<T>(value: T, text: string, name = ''): T {
  const OURS = new Set([
    'id',
    'kind',
    'status',
    'severity',
    'by',
    'risk',
    'operator',
    'source',
    'incidentId',
    'proposalId',
  ]);
  if (typeof value === 'string') return (OURS.has(name) ? value : text) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => poison(item, text, name)) as T;
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inside]) => [key, poison(inside, text, key)]),
  ) as T;
}

/** Everything that can hide, reorder or colour text. */
const HIDDEN = /[^\P{Cc}\n\t]|\p{Cf}|\p{Cs}/gu;

const STATES = ['pending', 'failed', 'verified'] as const;
const MESSAGES: Readonly<Record<string, (text: string) => MessageContent>> = {
  'live card': (text) => buildIncidentCard(poison(sampleView(), text)),
  'resolved card': (text) => buildIncidentCard(poison(resolvedView(), text)),
  evidence: (text) => buildEvidenceMessage(poison(sampleView(), text)),
  note: (text) => buildNote({ at: NOW, text, actor: { kind: 'person', id: text } }),
  list: (text) => buildIncidentList([poison(sampleView().incident, text)], { hasMore: false }),
  ...Object.fromEntries(
    STATES.map((status) => [
      `proposal ${status}`,
      (text: string) =>
        buildProposalCard(poison(sampleProposalView({ status }, sampleExecution()), text), { now: NOW }),
    ]),
  ),
};

/** Every string in the message that Slack would parse as mrkdwn. */
function parsedStrings(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(parsedStrings);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Readonly<Record<string, unknown>>;
  if (object['type'] === 'mrkdwn') return [String(object['text'])];
  return Object.values(object).flatMap(parsedStrings);
}

function allStrings(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(allStrings) : [];
}

function elementTypes(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(elementTypes);
  if (typeof value !== 'object' || value === null) return [];
  const object = value as Readonly<Record<string, unknown>>;
  return [String(object['type']), ...Object.values(object).flatMap(elementTypes)];
}

describe.each(Object.entries(MESSAGES))('%s', (_, build) => {
  test.each(HOSTILE)('stays dead and well-formed with: %s', (_name, text) => {
    const message = build(text);

    // The only live entities are our own dates and mentions of ids that look like Slack's.
    for (const parsed of [message.text, ...parsedStrings(message.blocks)]) {
      const entities = parsed.match(/<[^>]*>/g) ?? [];
      expect(
        entities.filter((entity) => !/^<!date\^\d+\^\{\w+\}\|[^<>|]*>$|^<@[UW][A-Z0-9]+>$/.test(entity)),
      ).toEqual([]);
      expect(parsed).not.toContain('://');
    }
    expect(elementTypes(message.blocks)).not.toEqual(expect.arrayContaining(['link']));
    expect(allStrings(message).flatMap((shown) => shown.match(HIDDEN) ?? [])).toEqual([]);
    expect(findBlockProblems(JSON.parse(JSON.stringify(message.blocks)), 'message')).toEqual([]);
    expect(countCharacters(message.blocks)).toBeLessThanOrEqual(10_000);
    expect(message.text.length).toBeLessThanOrEqual(2000);
    expect(message.text).not.toBe('');
  });
});

describe('cleanText', () => {
  test('cuts between graphemes', () => {
    expect(cleanText('🇳🇱🇳🇱🇳🇱', { max: 10 })).toBe('🇳🇱🇳🇱…');
    expect(cleanText('abcdef', { max: 4 })).toBe('abc…');
    expect(cleanText('abcd', { max: 4 })).toBe('abcd');
  });

  test('keeps line breaks and indentation only where asked', () => {
    expect(cleanText('a\n  b\t c', { max: 20 })).toBe('a b c');
    expect(cleanText('a\r\n  b\n\n', { max: 20, multiline: true })).toBe('a\n  b');
  });
});

describe('escapeMrkdwn', () => {
  test('shows what was written, dead', () => {
    expect(escapeMrkdwn('<!channel> & *now* https://x.example', 100)).toBe(
      '&lt;!channel&gt; &amp; ∗now∗ https[:]//x.example',
    );
  });
});
