import { describe, expect, test } from '@jest/globals';
import { complete, parseVerbs, type Vocabulary } from '../../../demo/slack/page/messages/completion.js';

const words: Vocabulary = {
  commands: [
    {
      command: '/incident',
      description: 'Incidents',
      usageHint: '[new [title] | ack/acknowledge | severity <1|2|3> [reason] | list]',
    },
  ],
  shortcuts: [
    { callbackId: 'incident.new', name: 'New incident', kind: 'global' },
    { callbackId: 'timeline.add', name: 'Add to timeline', kind: 'message' },
  ],
  people: [
    { id: 'U1', name: 'alice', real_name: 'Alice Moreau', title: 'SRE', is_bot: false, is_guest: false },
    { id: 'U2', name: 'firewatch', real_name: 'Firewatch', title: '', is_bot: true, is_guest: false },
  ],
  rooms: [
    { id: 'C1', name: 'checkout', kind: 'public', topic: '', members: [], is_member: true, latest: null },
    { id: 'D1', name: 'Alice Moreau', kind: 'im', topic: '', members: [], is_member: true, latest: null },
  ],
};
const titles = (text: string, cursor = text.length): string[] =>
  complete(text, cursor, words).suggestions.map((one) => one.title);

describe('completion in the composer', () => {
  test('verbs are read from the usage hint: one before each bar outside inner brackets, with its arguments', () => {
    expect(parseVerbs(words.commands[0]?.usageHint ?? '')).toEqual([
      { name: 'new', usage: '[title]' },
      { name: 'ack', usage: '' },
      { name: 'acknowledge', usage: '' },
      { name: 'severity', usage: '<1|2|3> [reason]' },
      { name: 'list', usage: '' },
    ]);
  });

  test.each([
    ['a slash offers commands and global shortcuts', '/', ['/incident', 'New incident']],
    ['a part of a command offers it', '/inc', ['/incident', 'New incident']],
    ['a command with a space offers every verb', '/incident ', 5],
    ['a part of a verb narrows them', '/incident ac', ['/incident ack', '/incident acknowledge']],
    ['a verb with arguments offers nothing more', '/incident new Payments', []],
    ['an unknown command offers nothing', '/nope x', []],
    ['people by their names', 'ask @mor', ['Alice Moreau']],
    ['channels, not direct conversations', 'see #', ['#checkout']],
    ['emoji from two letters on', 'done :push', [':pushpin:']],
    ['a colon in a time is no emoji', 'at 10:3', []],
    ['an address is no person', 'mail a@ali', []],
    ['the app, which is asked by its name', '@fi', ['Firewatch']],
    ['people as arguments of a command', '/incident assign commander @al', ['Alice Moreau']],
    ['channels as arguments of a command', '/incident new #ch', ['#checkout']],
  ])('%s', (_, text, expected) => {
    const found = titles(text);
    expect(typeof expected === 'number' ? found.length : found).toEqual(expected);
  });

  test('what is taken replaces the word at the cursor and leaves the rest alone', () => {
    const text = 'ping @al about it';
    const [person] = complete(text, 'ping @al'.length, words).suggestions;

    expect(person).toMatchObject({ text: 'ping @alice about it', cursor: 'ping @alice '.length });
  });

  test('after a verb its arguments are shown, and Enter takes no verb by itself', () => {
    expect(complete('/incident severity ', 19, words).hint).toBe('/incident severity <1|2|3> [reason]');
    expect(complete('/incident ', 10, words).isEager).toBe(false);
    expect(complete('/inc', 4, words).isEager).toBe(true);
    expect(complete('ask @Alice', 10, words).isEager).toBe(false);
  });
});
