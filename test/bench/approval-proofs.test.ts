/** The proofs of approvals with real bots, small; and that they would see what must not happen. */
import { describe, expect, test } from '@jest/globals';
import { countCalls } from '../../bench/approvals/race-bots.js';
import { judgeTrial } from '../../bench/execution-crash/judge-trial.js';
import { planTrial } from '../../bench/execution-crash/plan-trial.js';
import { approvals } from '../../bench/suites/approvals.js';
import { executionCrash } from '../../bench/suites/execution-crash.js';
import { describeWithServer } from '../helpers/real-servers.js';

const TIMEOUT_MS = 180_000;
const silent = { data: null, say: () => {} };

describeWithServer('postgres', 'the proofs with real bots', () => {
  test(
    'approvals: each proposal runs once, however many click at two bots',
    async () => {
      const { result } = await approvals.run({ ...silent, flags: ['--proposals', '2', '--clicks', '6'] });

      expect(result).toMatchObject({
        proposals: 2,
        clicks: 12,
        executions: 2,
        duplicates: 0,
        strangers: 0,
        counted: 2,
        repeatedEnvelopes: 8,
        langgraph: { executions: 12, duplicates: 10 },
      });
      const perBot = result['envelopesPerBot'] as number[];
      expect(perBot).toHaveLength(2);
      expect(Math.min(...perBot)).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  test(
    'execution-crash: a bot killed around its runs doubles and loses none',
    async () => {
      const { result } = await executionCrash.run({ ...silent, flags: ['--seeds', '1', '--from', '13'] });

      expect(result).toMatchObject({ trials: 1, proposals: 6, doubleRuns: 0, unapproved: 0, lost: 0 });
      expect(result['calls']).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});

describe('the witness of the proofs', () => {
  const call = { service: 's0', key: 'p0' };
  const cards = new Map([
    ['s0', 'p0'],
    ['s1', 'p1'],
  ]);

  test('sees calls that are too many, and those of nobody', () => {
    const calls = [call, call, { service: 's1', key: 'p0' }, { service: 's1', key: '' }];

    expect(countCalls(calls, cards)).toEqual({ runs: [2, 2], strangers: 2 });
  });

  test.each([
    ['a second call', false, [call, call], 'verified', 'Verified after 1 s', { doubleRuns: 1 }],
    [
      'a second key',
      true,
      [call, { ...call, key: 'p9' }],
      'verified',
      'Verified after 1 s',
      { doubleRuns: 1, unapproved: 1 },
    ],
    ['an approved fix that stays where it was', false, [], 'approved', '', { lost: 1 }],
    ['an end that nothing led to', false, [], 'verified', 'Verified after 1 s', { lost: 1 }],
    ['a failure that was none', false, [call], 'failed', 'It failed', { lost: 1 }],
    ['a thread that says nothing', false, [call], 'unknown', 'Running', { lost: 1 }],
  ])('sees %s', (_, isIdempotent, calls, status, thread, violations) => {
    const service = { name: 's0', isIdempotent, isApproved: true, answer: 'fast', workMs: 0 } as const;

    expect(judgeTrial([{ service, proposal: 'p0', status, thread }], calls)).toMatchObject({
      doubleRuns: 0,
      unapproved: 0,
      lost: 0,
      ...violations,
    });
  });

  test('sees a call that nobody approved, and lets an idempotent one be repeated', () => {
    const service = { name: 's0', isIdempotent: true, isApproved: false, answer: 'fast', workMs: 0 } as const;
    const ended = { service, proposal: 'p0', status: 'pending', thread: '' };

    expect(judgeTrial([ended], [call])).toMatchObject({ doubleRuns: 0, unapproved: 1, lost: 0 });
    const approved = {
      ...ended,
      service: { ...service, isApproved: true },
      status: 'verified',
      thread: 'Verified after 1 s',
    };
    expect(judgeTrial([approved], [call, call]).sentences).toEqual([]);
  });

  test('plans the same trial from the same seed', () => {
    expect(planTrial(7)).toEqual(planTrial(7));
    expect(new Set(Array.from({ length: 30 }, (_, seed) => planTrial(seed).end))).toEqual(
      new Set(['kill', 'freeze']),
    );
  });
});
