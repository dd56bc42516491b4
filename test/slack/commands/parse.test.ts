import { describe, expect, test } from '@jest/globals';
import { COMMANDS } from '../../../src/slack/commands/index.js';
import { findCommand, parseCommand } from '../../../src/slack/commands/parse.js';

describe('parseCommand', () => {
  test.each([
    ['', 'help', ''],
    ['help', 'help', ''],
    ['  LIST ', 'list', ''],
    ['show 12', 'show', '12'],
    ['acknowledge  7', 'ack', '7'],
    ['close 12', 'resolve', '12'],
    ['new pay &amp; go &lt;500&gt;', 'new', 'pay & go <500>'],
    [
      'note 12 <@U0BOB|bob> sees <https://shop.example/a?b=c> in <#C0SHOP|shop>',
      'note',
      '12 @bob sees https://shop.example/a?b=c in #shop',
    ],
    ['assign 12 lead <@U0BOB|bob>', 'assign', '12 lead <@U0BOB|bob>'],
  ])('understands %j', (text, verb, rest) => {
    const { command, words } = parseCommand(text);

    expect([command.verb, words.text]).toEqual([verb, rest]);
  });

  test.each([
    ['lsit', 'Did you mean `/incident list`?'],
    ['shwo 12', 'Did you mean `/incident show`?'],
    ['resovle 12', 'Did you mean `/incident resolve`?'],
    ['dance', '`/incident help` shows what there is.'],
    ['constructor', '`/incident help` shows what there is.'],
  ])('answers %j with a suggestion', (text, sentence) => {
    expect(() => parseCommand(text)).toThrow(sentence);
    expect(findCommand(text)).toBeUndefined();
  });

  test('no two commands share a name', () => {
    const names = COMMANDS.flatMap(({ verb, aliases }) => [verb, ...aliases]);

    expect(names).toEqual([...new Set(names)]);
  });
});
