import { describe, expect, test } from '@jest/globals';
import { readPerson, readReason, readSpan, splitPromise } from '../../../src/slack/commands/phrases.js';

const ME = { slackUserId: 'U0ALICE' };

describe('what several commands understand', () => {
  test.each([
    ['2h', 7200, ''],
    ['30m because vendor', 1800, 'because vendor'],
    ['1h30m', 5400, ''],
    ['1h 30m waiting', 5400, 'waiting'],
    ['2 hours', 7200, ''],
    ['90 min', 5400, ''],
    ['1d', 86_400, ''],
    ['45s', 45, ''],
  ])('%j is a span of time', (text, seconds, rest) => {
    expect(readSpan(text)).toEqual({ seconds, rest });
  });

  test.each(['soon', '2', '2 hamsters', '5 minutely', ''])('%j is none', (text) => {
    expect(readSpan(text)).toBeUndefined();
  });

  test.each([
    ['Rolling back', 'Rolling back', null],
    ['Rolling back, next in 30m', 'Rolling back', 1800],
    ['Rolling back. Next update in 1h.', 'Rolling back', 3600],
    ['Rolling back (next 15 min)', 'Rolling back', 900],
    ['Rolling back --next 2h', 'Rolling back', 7200],
    ['We are back in 30m', 'We are back in 30m', 1800],
    ['Deployed in 3 regions', 'Deployed in 3 regions', null],
    ['The next step is a restart', 'The next step is a restart', null],
  ])('%j promises to say more at its time', (said, text, seconds) => {
    expect(splitPromise(said)).toEqual({ text, seconds });
  });

  test.each([
    ['because all fail', 'all fail'],
    [': all fail', 'all fail'],
    ['all fail', 'all fail'],
    ['  ', null],
  ])('%j gives a reason', (text, reason) => {
    expect(readReason(text)).toBe(reason);
  });

  test.each([
    ['me', 'U0ALICE'],
    ['<@U0BOB|bob>', 'U0BOB'],
    ['<@U0BOB>', 'U0BOB'],
  ])('%s is a person', (word, slackUserId) => {
    expect(readPerson(word, ME)).toEqual({ slackUserId });
  });

  test('a name that Slack did not translate gets a sentence', () => {
    expect(() => readPerson('@bob', ME)).toThrow(
      'I cannot tell who `@bob` is. Choose the person from the list',
    );
    expect(() => readPerson('<!subteam^S1|@shop>', ME)).toThrow('A group cannot have a role');
    expect(readPerson('bob', ME)).toBeUndefined();
  });
});
