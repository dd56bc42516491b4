/** The judge of the trials with killed bots: each kind of fault is made by hand, and must be seen. */
import { describe, expect, test } from '@jest/globals';
import type { Ended } from '../../bench/execution-crash/ended.js';
import type { Heard } from '../../bench/execution-crash/endpoint.js';
import type { Group } from '../../bench/execution-crash/judge-group.js';
import { judgeTrial } from '../../bench/execution-crash/judge-trial.js';
import { KINDS, planTrial, type PlannedStep } from '../../bench/execution-crash/plan-trial.js';

const CLEAN = { doubleRuns: 0, unapproved: 0, disordered: 0, duplicates: 0, lost: 0 };
const VERIFIED = { status: 'verified', thread: 'Verified after 1 s' };
const UNKNOWN = 'It is not known whether it took effect: ';

/** Of each call whether it may be repeated. */
function fixOf(repeatable: readonly boolean[], end: Partial<Ended> = {}, isApproved = true): Ended {
  const steps = repeatable.map((isIdempotent): PlannedStep => ({ isIdempotent, answer: 'fast', workMs: 0 }));
  return { service: { name: 's', isApproved, steps }, proposal: 'p', ...VERIFIED, ...end };
}

/** `1+` is a call of the first step that was done, `1-` one that was refused, `1/` one that was cut, `1` one without end. */
function hear(calls: string, keyOf = (step: number) => `p-${step}`): readonly Heard[] {
  const ends: Readonly<Record<string, readonly Heard['what'][]>> = {
    '+': ['effect', 'answered'],
    '-': ['refused'],
    '/': ['effect', 'cut'],
  };
  return calls.split(' ').flatMap((call) => {
    const step = Number(call[0]);
    const made = { service: 's', step, key: keyOf(step) };
    const whats: readonly Heard['what'][] = ['call', ...(ends[call.slice(1)] ?? [])];
    return whats.map((what) => ({ ...made, what }));
  });
}

const single = (calls: string, key = 'p') => hear(calls, () => key);

describe('the judge of fixes of one call', () => {
  test.each<[string, boolean, readonly Heard[], Partial<Ended>, object]>([
    ['a second call', false, single('1+ 1+'), VERIFIED, { doubleRuns: 1 }],
    [
      'a second key',
      true,
      [...single('1+'), ...single('1+', 'q')],
      VERIFIED,
      { doubleRuns: 1, unapproved: 1 },
    ],
    ['an approved fix that stays where it was', false, [], { status: 'approved' }, { lost: 1 }],
    ['a run that nobody takes up', true, single('1'), { status: 'executing' }, { lost: 1 }],
    ['an end that nothing led to', false, [], VERIFIED, { lost: 1 }],
    ['a success that was none', false, single('1/'), VERIFIED, { lost: 1 }],
    [
      'a failure that was none',
      false,
      single('1+'),
      { status: 'failed', thread: 'It failed: 409' },
      { lost: 1 },
    ],
    ['a thread that says nothing', false, single('1'), { status: 'unknown', thread: 'Running' }, { lost: 1 }],
    ['a fix given up for nothing', true, single('1'), { status: 'unknown', thread: UNKNOWN }, { lost: 1 }],
  ])('sees %s', (_, isIdempotent, heard, end, violations) => {
    expect(judgeTrial([fixOf([isIdempotent], end)], heard)).toMatchObject({ ...CLEAN, ...violations });
  });

  test('sees a call that nobody approved', () => {
    const ended = fixOf([true], { status: 'pending', thread: '' }, false);

    expect(judgeTrial([ended], single('1+'))).toMatchObject({ ...CLEAN, unapproved: 1 });
    expect(judgeTrial([fixOf([true])], single('1+', ''))).toMatchObject({ ...CLEAN, unapproved: 1 });
  });

  test.each<[string, boolean, readonly Heard[], Partial<Ended>]>([
    ['one that may be repeated, repeated', true, single('1 1+'), VERIFIED],
    ['one that may not be, left to people', false, single('1'), { status: 'unknown', thread: UNKNOWN }],
    ['one that the endpoint left open', true, single('1/'), { status: 'unknown', thread: UNKNOWN }],
    ['one that was refused', false, single('1-'), { status: 'failed', thread: 'It failed: 409' }],
  ])('has nothing against %s', (_, isIdempotent, heard, end) => {
    expect(judgeTrial([fixOf([isIdempotent], end)], heard).sentences).toEqual([]);
  });
});

describe('the judge of plans', () => {
  const PLAN = [true, false, true];
  const stopped = (status: string, step: number): Partial<Ended> => ({
    status,
    thread: `${status === 'failed' ? 'It failed: ' : UNKNOWN}Step ${step} of 3, it hangs`,
  });

  test.each<[string, readonly Heard[], Partial<Ended>, object]>([
    ['a step twice that must not be', hear('1+ 2+ 3 2+ 3+'), VERIFIED, { doubleRuns: 1 }],
    ['one key for all steps', hear('1+ 2+ 3+', () => 'p'), VERIFIED, { unapproved: 3 }],
    ['the key of another step', hear('1+ 2+ 3+', () => 'p-1'), VERIFIED, { unapproved: 2 }],
    ['two steps in the wrong order', hear('2+ 1+ 3+'), VERIFIED, { disordered: 1 }],
    ['a step that was left out', hear('1+ 3+'), VERIFIED, { disordered: 1, lost: 1 }],
    ['a step after one that nobody heard the end of', hear('1+ 2 3+'), VERIFIED, { disordered: 1, lost: 1 }],
    ['a step after one that failed', hear('1+ 2- 3+'), stopped('failed', 2), { disordered: 1 }],
    ['a plan that ends too early', hear('1+ 2+'), VERIFIED, { lost: 1 }],
    ['a failure of another step', hear('1+ 2-'), stopped('failed', 1), { lost: 1 }],
    ['a step given up for nothing', hear('1+ 2+ 3'), stopped('unknown', 3), { lost: 1 }],
    ['an end that names no step', hear('1+ 2'), { status: 'unknown', thread: UNKNOWN }, { lost: 1 }],
  ])('sees %s', (_, heard, end, violations) => {
    expect(judgeTrial([fixOf(PLAN, end)], heard)).toMatchObject({ ...CLEAN, ...violations });
  });

  test.each<[string, readonly Heard[], Partial<Ended>]>([
    ['a step repeated that may be', hear('1 1+ 2+ 3+'), VERIFIED],
    ['one that may not be, left to people', hear('1+ 2'), stopped('unknown', 2)],
    ['a stop at what was refused', hear('1+ 2-'), stopped('failed', 2)],
    ['what wakes up late, of a step that is known', hear('1 1+ 2+ 1+ 3+'), VERIFIED],
  ])('has nothing against %s', (_, heard, end) => {
    expect(judgeTrial([fixOf(PLAN, end)], heard).sentences).toEqual([]);
  });
});

describe('the judge of a race', () => {
  const right: Group = {
    service: 's',
    sent: 4,
    stored: 4,
    grouped: 4,
    incidents: 1,
    threads: 1,
    fixes: 1,
    approvals: 1,
  };
  const judge = (wrong: Partial<Group>) => judgeTrial([], [], [{ ...right, ...wrong }]);

  test.each<[string, Partial<Group>, object]>([
    ['two incidents', { incidents: 2 }, { duplicates: 1 }],
    ['two threads of one incident', { threads: 2 }, { duplicates: 1 }],
    ['two fixes', { fixes: 2 }, { duplicates: 1 }],
    ['two approvals where one is enough', { approvals: 2 }, { duplicates: 1 }],
    ['an alert that was taken and is gone', { stored: 3, grouped: 3 }, { lost: 1 }],
    ['an alert in no incident', { grouped: 3 }, { lost: 1 }],
    ['an incident without a thread', { threads: 0 }, { lost: 1 }],
  ])('sees %s', (_, wrong, violations) => {
    expect(judge({})).toMatchObject(CLEAN);
    expect(judge(wrong)).toMatchObject({ ...CLEAN, ...violations });
  });
});

describe('the seeds', () => {
  test('plan the same trial again', () => {
    expect(planTrial(7)).toEqual(planTrial(7));
  });

  test('come to every kind of trial, every moment and every end', () => {
    const seen = new Set(
      Array.from({ length: 3 * 20 }, (_, seed) => planTrial(seed)).map(
        ({ kind, end, after }) => `${kind} ${end} ${after}`,
      ),
    );

    for (const end of ['kill', 'freeze'])
      for (const after of ['clicks', 'call', 'effect'])
        for (const kind of KINDS.slice(0, 2)) expect(seen).toContain(`${kind} ${end} ${after}`);
    for (const after of ['alerts', 'clicks', 'call']) expect(seen).toContain(`race kill ${after}`);
  });
});
