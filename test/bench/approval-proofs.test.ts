/** The proofs of approvals with real bots, small; and that they would see what must not happen. */
import { describe, expect, test } from '@jest/globals';
import { countCalls } from '../../bench/approvals/race-bots.js';
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
    'execution-crash: a bot killed in the middle of plans doubles and loses none of their steps',
    async () => {
      const { result } = await executionCrash.run({ ...silent, flags: ['--seeds', '1', '--from', '13'] });

      expect(result).toMatchObject({
        trials: 1,
        proposals: 5,
        doubleRuns: 0,
        unapproved: 0,
        disordered: 0,
        duplicates: 0,
        lost: 0,
      });
      expect(result['calls']).toBeGreaterThan(4);
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
});
