import { describe, expect, test } from '@jest/globals';
import type { BuilderRow } from '../../../bench/slack-text/builder-row.js';
import { ALLOWED } from '../../../bench/slack-text/builders.js';
import { checkBuilt, type Built } from '../../../bench/slack-text/check-message.js';
import { hostilePayloads } from '../../../bench/slack-text/payloads.js';
import { runHostileText } from '../../../bench/slack-text/run.js';

const context = (text: string) => ({ type: 'context', elements: [{ type: 'mrkdwn', text, verbatim: true }] });
const rich = (...elements: object[]) => ({
  type: 'rich_text',
  elements: [{ type: 'rich_text_section', elements }],
});
const message = (text: string, ...blocks: object[]): Built => ({ kind: 'message', text, blocks });
const check = (built: Built) => checkBuilt(built, ALLOWED);

describe('the judge of hostile text', () => {
  test.each([
    ['<!channel>'],
    ['<!subteam^S1|x>'],
    ['<@U0HOSTILE>'],
    ['<#C0HOSTILE|x>'],
    ['<https://evil.example|Approve>'],
    ['a <b <!here> c'],
    ['<!date^1^{date}^https://evil.example|now>'],
    ['see https://evil.example'],
    ['eve@evil.com'],
    ['www.evil.com'],
    ['evil.com'],
  ])('finds life in %s', (text) => {
    expect(check(message(text)).live).not.toEqual([]);
    expect(check(message('x', context(text))).live).not.toEqual([]);
    expect(check(message('x', rich({ type: 'text', text }))).live).toEqual([]);
  });

  test.each<[string, object]>([
    ['a mention', { type: 'user', user_id: 'U0HOSTILE' }],
    ['a broadcast', { type: 'broadcast', range: 'here' }],
    ['a group', { type: 'usergroup', usergroup_id: 'S1' }],
    ['a link', { type: 'link', url: 'https://evil.example', text: 'x' }],
    ['a channel', { type: 'channel', channel_id: 'C0HOSTILE' }],
  ])('finds %s in rich text', (_, element) => {
    expect(check(message('x', rich(element))).live).toHaveLength(1);
  });

  test.each([['[a](https://b)'], ['![a](b)'], ['<!here>'], ['https://b']])(
    'finds life in the Markdown %s',
    (text) => {
      expect(check({ kind: 'markdown', text }).live).not.toEqual([]);
    },
  );

  test('lets our own people, dates and texts be', () => {
    const ours = '<@U0ALICE> <!date^1795317124^{time}|2026-11-22 03:12 UTC> &lt;!channel&gt; a &amp;lt; b';

    expect(check(message(ours, context(ours), rich({ type: 'user', user_id: 'U0ALICE' })))).toEqual({
      live: [],
      hidden: [],
      schema: [],
    });
  });

  test.each([
    ['zero width', 'a\u200bb'],
    ['bidi', 'a\u202eb'],
    ['ANSI', `${String.fromCharCode(27)}[31m`],
    ['a tag', 'a\u{e0041}'],
    ['a lone surrogate', 'a\ud800'],
    ['a heap of accents', `e${'\u0301'.repeat(9)}`],
    ['a joiner outside of emoji', 'a\u200db'],
  ])('finds %s', (_, text) => {
    expect(check(message('x', rich({ type: 'text', text }))).hidden).not.toEqual([]);
  });

  test('finds half an entity before a cut, and none in a family', () => {
    expect(check(message('a &am…')).hidden).toHaveLength(1);
    expect(check(message('a &amp;… 👩‍👩‍👧‍👦 e\u0301 1️⃣')).hidden).toEqual([]);
  });

  test.each<[string, Built]>([
    ['a text that is too long', message('x'.repeat(5000))],
    ['no text', message(' ')],
    ['an empty span', message('x', rich({ type: 'text', text: '' }))],
    ['fifty-one blocks', message('x', ...Array.from({ length: 51 }, () => context('x')))],
    ['a view without its blocks', { kind: 'view', view: { type: 'home' } }],
  ])('refuses %s', (_, built) => {
    expect(check(built).schema).not.toEqual([]);
  });

  test.each<[string, BuilderRow['build'], 'liveEntities' | 'hiddenCharacters' | 'schemaErrors']>([
    ['escapes nothing', (poison) => message('x', context(poison('a'))), 'liveEntities'],
    [
      'escapes before it joins two fields',
      (poison) =>
        message(
          'x',
          context(`${poison('a').replace(/<(?=[^<]*>)/g, '')}${poison('b').replace(/<(?=[^<]*>)/g, '')}`),
        ),
      'liveEntities',
    ],
    [
      'removes entities before it removes what is invisible',
      (poison) =>
        message(
          'x',
          context(
            poison('a')
              .replace(/<[!@#][a-z0-9^|]+>/gi, '')
              .replace(/\p{Cf}/gu, ''),
          ),
        ),
      'liveEntities',
    ],
    [
      'decodes once too often',
      (poison) => message('x', context(poison('a').replace(/&lt;/g, '<').replace(/&gt;/g, '>'))),
      'liveEntities',
    ],
    [
      'forgets what is invisible',
      (poison) => message('x', rich({ type: 'text', text: poison('a') || 'x' })),
      'hiddenCharacters',
    ],
    [
      'cuts by characters',
      (poison) =>
        message(
          'x',
          rich({
            type: 'text',
            text:
              poison('a')
                .replace(/[\p{Cc}\p{Cf}]/gu, '')
                .slice(0, 150) || 'x',
          }),
        ),
      'hiddenCharacters',
    ],
    [
      'does not cut',
      (poison) => message('x', { type: 'header', text: { type: 'plain_text', text: poison('a') } }),
      'schemaErrors',
    ],
    [
      'throws',
      () => {
        throw new Error('no');
      },
      'schemaErrors',
    ],
  ])('a builder that %s is caught', (name, build, count) => {
    const result = runHostileText([{ name, covers: [], build }], hostilePayloads(7));

    expect(result[count]).toBeGreaterThan(0);
    expect(result.examples).not.toEqual([]);
  });

  test('has more than five thousand different payloads', () => {
    const payloads = hostilePayloads();

    expect(new Set(payloads.map(({ texts }) => texts.join('\u0000'))).size).toBeGreaterThan(5000);
    expect(new Set(payloads.map(({ name }) => name)).size).toBe(payloads.length);
  });
});
