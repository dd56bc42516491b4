import { describe, expect, test } from '@jest/globals';
import { timeRangeIn } from '../../../src/agent/answer/time-range.js';

const at = (time: string, day = 20) => new Date(`2026-11-${day}T${time}:00Z`);
const FRAME = { now: at('14:20'), startedAt: at('13:12'), changedAt: at('13:05') };
const read = (question: string) => timeRangeIn(question, FRAME);

describe('timeRangeIn', () => {
  test.each<[string, Date, Date, string]>([
    ['what changed in checkout since 2?', at('14:00'), FRAME.now, 'since 14:00 UTC'],
    ['what changed since 2am', at('02:00'), FRAME.now, 'since 02:00 UTC'],
    ['what changed since 3', at('03:00'), FRAME.now, 'since 03:00 UTC'],
    ['since 2 in checkout, what changed', at('14:00'), FRAME.now, 'since 14:00 UTC'],
    ['anything since 13:40?', at('13:40'), FRAME.now, 'since 13:40 UTC'],
    ['anything since 23:40', at('23:40', 19), FRAME.now, 'since 23:40 UTC'],
    ['deploys after 1 pm', at('13:00'), FRAME.now, 'since 13:00 UTC'],
    ['what happened in the last 20 minutes', at('14:00'), FRAME.now, 'since 14:00 UTC'],
    ['errors in the past hour', at('13:20'), FRAME.now, 'since 13:20 UTC'],
    ['changes within the last 2h', at('12:20'), FRAME.now, 'since 12:20 UTC'],
    ['what was changed in the last couple of days', at('14:20', 18), FRAME.now, 'since 14:20 UTC'],
    ['since 10 minutes ago', at('14:10'), FRAME.now, 'since 14:10 UTC'],
    ['what happened 30 minutes ago', at('13:35'), at('14:05'), 'around 13:50 UTC'],
    ['what was it like before the deploy', at('11:05'), at('13:05'), 'in the 2 h before 13:05 UTC'],
    ['what failed after the last release', at('13:05'), FRAME.now, 'since 13:05 UTC'],
    ['what changed before it began', at('11:12'), at('13:12'), 'in the 2 h before 13:12 UTC'],
    ['latency since the incident started', at('13:12'), FRAME.now, 'since 13:12 UTC'],
    ['what changed before 13:30', at('11:30'), at('13:30'), 'in the 2 h before 13:30 UTC'],
    ['what happened between 1 and 2', at('13:00'), at('14:00'), 'from 13:00 UTC to 14:00 UTC'],
    ['errors from 13:05 to 13:10', at('13:05'), at('13:10'), 'from 13:05 UTC to 13:10 UTC'],
    ['what broke around 13:15', at('13:00'), at('13:30'), 'around 13:15 UTC'],
    ['deploys today', at('00:00'), FRAME.now, 'since 00:00 UTC'],
    ['who deployed yesterday', at('00:00', 19), at('00:00'), 'on 2026-11-19 (UTC)'],
  ])('%j', (question, start, end, words) => {
    expect(read(question)).toEqual({ start, end, words });
  });

  test.each([
    'why is checkout slow',
    'since when?',
    'who is on call',
    'has this happened before?',
    'are more than 5 % failing since the weekend of 4 pods',
    'what should I do before I restart it',
    'after 3 restarts',
    'since 99',
    'since 25:00',
  ])('%j says nothing of a time', (question) => {
    const found = read(question);
    expect(found?.words ?? null).toBeNull();
  });

  test('before a deploy that nobody knows of means no time', () => {
    expect(timeRangeIn('before the deploy', { ...FRAME, changedAt: null })).toBeUndefined();
  });
});
