import { describe, expect, test } from '@jest/globals';
import { judgeGuards, type GuardFacts } from '../../../src/remediation/policy/guards.js';

const FREEZE = {
  name: 'Black Friday',
  from: new Date('2026-11-27T00:00:00Z'),
  to: new Date('2026-11-28T00:00:00Z'),
  match: {},
};
const STOPPED = { isOn: true, reason: 'deploys are broken' };
const NO_LIMITS = { replicas: null, capacityShare: null, actionsPerHour: null };
const FREE: GuardFacts = {
  killSwitch: { isOn: false, reason: '' },
  freezes: [],
  isBreakGlass: false,
  blastRadius: { replicas: null, capacityShare: null },
  limits: NO_LIMITS,
  runs: 1,
  runsThisHour: 100,
};

function judge(change: Partial<GuardFacts>): string {
  const judged = judgeGuards({ ...FREE, ...change });
  return judged.isAllowed ? 'allowed' : `${judged.code}: ${judged.reason}`;
}

const limited = (limits: Partial<GuardFacts['limits']>) => ({ limits: { ...NO_LIMITS, ...limits } });
const touching = (radius: Partial<GuardFacts['blastRadius']>) => ({
  blastRadius: { ...FREE.blastRadius, ...radius },
});

describe('what must hold for any run', () => {
  test('nothing, where nothing is stopped, frozen or limited', () => {
    expect(judge({})).toBe('allowed');
  });

  test('no stop, whoever approved and why', () => {
    expect(judge({ killSwitch: STOPPED })).toContain('kill_switch: All actions are stopped: deploys are');
    expect(judge({ killSwitch: STOPPED, isBreakGlass: true })).toContain('kill_switch: ');
  });

  test('no freeze, but in an emergency', () => {
    expect(judge({ freezes: [FREEZE] })).toBe(
      'frozen: Changes are frozen until 2026-11-28 00:00 UTC (Black Friday).',
    );
    expect(judge({ freezes: [FREEZE], isBreakGlass: true })).toBe('allowed');
  });

  test.each<[string, Partial<GuardFacts>, string]>([
    ['as many replicas', { ...limited({ replicas: 3 }), ...touching({ replicas: 3 }) }, 'allowed'],
    [
      'one more',
      { ...limited({ replicas: 3 }), ...touching({ replicas: 4 }) },
      'too_large: It would touch 4',
    ],
    [
      'nobody knows how many',
      limited({ replicas: 3 }),
      'too_large: The policy allows 3 replicas at once, and',
    ],
    ['no number', { ...limited({ replicas: 3 }), ...touching({ replicas: NaN }) }, 'too_large: '],
    [
      'as large a share',
      { ...limited({ capacityShare: 0.25 }), ...touching({ capacityShare: 0.25 }) },
      'allowed',
    ],
    [
      'a little more, which reads so',
      { ...limited({ capacityShare: 0.25 }), ...touching({ capacityShare: 0.254 }) },
      'too_large: It would touch 25.4 % of the capacity; the policy allows 25 %',
    ],
    ['nobody knows which share', limited({ capacityShare: 0.25 }), 'too_large: '],
    [
      'few replicas and a large share',
      { ...limited({ replicas: 3, capacityShare: 0.25 }), ...touching({ replicas: 1, capacityShare: 0.5 }) },
      'too_large: It would touch 50 %',
    ],
  ])('no larger effect than allowed, in an emergency neither: %s', (_, change, judged) => {
    expect(judge(change)).toContain(judged);
    expect(judge({ ...change, isBreakGlass: true })).toContain(judged);
  });

  test('no more runs than allowed within an hour, in an emergency neither', () => {
    const often = { ...limited({ actionsPerHour: 2 }), isBreakGlass: true };

    expect(judge({ ...often, runsThisHour: 1 })).toBe('allowed');
    expect(judge({ ...often, runsThisHour: 2 })).toContain('too_often: 2 actions ran on this service');
    expect(judge({ ...often, runsThisHour: 1, runs: 2 })).toContain('this plan adds 2');
  });
});
