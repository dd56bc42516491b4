import { describe, expect, test } from '@jest/globals';
import { parseCommand } from '../../src/slack/commands.js';

describe('parseCommand', () => {
  test.each([
    ['', { kind: 'help' }],
    ['help', { kind: 'help' }],
    ['  LIST ', { kind: 'list' }],
    ['show 12', { kind: 'show', number: 12 }],
    ['show INC-12', { kind: 'show', number: 12 }],
    ['show inc12', { kind: 'show', number: 12 }],
    ['ack #7', { kind: 'ack', number: 7 }],
    ['acknowledge 7', { kind: 'ack', number: 7 }],
    ['close 12', { kind: 'resolve', number: 12 }],
    ['new Checkout is slow', { kind: 'new', title: 'Checkout is slow', service: null, severity: null }],
    [
      'new “Checkout is slow” —service checkout --severity SEV2',
      { kind: 'new', title: 'Checkout is slow', service: 'checkout', severity: 'sev2' },
    ],
    [
      'create --sev=1 pay &amp; go &lt;500&gt;',
      { kind: 'new', title: 'pay & go <500>', service: null, severity: 'sev1' },
    ],
  ])('understands %j', (text, command) => {
    expect(parseCommand(text)).toEqual(command);
  });

  test.each([
    ['lsit', 'Did you mean `/incident list`?'],
    ['shwo 12', 'Did you mean `/incident show`?'],
    ['resovle 12', 'Did you mean `/incident resolve`?'],
    ['dance', '`/incident help` shows what there is.'],
    ['constructor', '`/incident help` shows what there is.'],
    ['show', 'Say its number'],
    ['ack checkout', "`checkout` is not an incident's number."],
    ['ack 1 2', 'one incident at a time'],
    ['resolve 99999999999999', "is not an incident's number"],
    ['new', 'What is wrong?'],
    ['new --service checkout', 'What is wrong?'],
    ['new Slow --severity terrible', '`terrible` is not a severity. Use sev1, sev2, sev3, sev4'],
    ['new Slow --service', '`--service` needs a value'],
    ['new Slow --team x', '`--team` is not an option here'],
    [`new ${'x'.repeat(201)}`, '201 characters long; 200 fit'],
  ])('mends %j with one sentence', (text, sentence) => {
    expect(parseCommand(text)).toEqual({ kind: 'mistake', sentence: expect.stringContaining(sentence) });
  });
});
