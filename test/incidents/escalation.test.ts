import { describe, expect, test } from '@jest/globals';
import { called, findRise, judgeRise, type Rising } from '../../src/incidents/escalation.js';
import type { Escalation } from '../../src/incidents/impact.js';

const OPENED = new Date('2026-01-31T10:00:00Z');
const minute = (minutes: number) => new Date(OPENED.getTime() + minutes * 60_000);
const rising = (change: Partial<Rising> = {}): Rising => ({
  score: 78,
  isOverridden: false,
  severity: 'sev3',
  openedAt: OPENED,
  now: minute(30),
  ...change,
});

/** Minutes at which people are called, for scores of one minute after another. */
function callsOf(scores: readonly number[], change: Partial<Rising> = {}): readonly number[] {
  let state: Escalation | null = null;
  const calls: number[] = [];
  for (const [index, score] of scores.entries()) {
    const now = minute(index);
    const judged = judgeRise(state, rising({ score, now, ...change }));
    state = judged.escalation;
    if (!judged.isCall) continue;
    calls.push(index);
    state = called(state, 'it rose', now);
  }
  return calls;
}

describe('judgeRise', () => {
  test.each<[string, number[], Partial<Rising>, number[]]>([
    ['a rise over the bound calls once', [41, 60, 69, 70, 78, 90, 95], {}, [3]],
    ['swaying about the bound calls once', [41, 71, 69, 72, 56, 75, 60, 71], {}, [1]],
    ['a second rise within half an hour calls nobody', [41, 71, 40, 72, 73], {}, [1]],
    ['a second rise later calls again', [41, 71, ...Array<number>(30).fill(50), 72], {}, [1, 32]],
    ['a person has said otherwise', [41, 78, 90], { isOverridden: true }, []],
    ['a new urgent incident has just paged', [78, 80, 81, 82], { severity: 'sev1' }, []],
    ['an urgent one that rises later', [41, 42, 43, 78], { severity: 'sev1' }, [3]],
    ['a new one that nobody was paged urgently for', [78], {}, [0]],
    ['below the bound', [10, 69, 20, 69], {}, []],
  ])('%s', (_, scores, change, calls) => {
    expect(callsOf(scores, change)).toEqual(calls);
  });

  test('what rose under a person’s word does not call when that is taken back', () => {
    const { escalation } = judgeRise(null, rising({ isOverridden: true }));

    expect(judgeRise(escalation, rising()).isCall).toBe(false);
  });
});

describe('findRise', () => {
  const history = (...scores: number[]) => scores.map((score, index) => ({ at: minute(index), score }));

  test.each<[string, number[], number, { from: number; minute: number } | undefined]>([
    ['from the lowest, when it was last that low', [50, 41, 45, 41, 60, 78], 78, { from: 41, minute: 3 }],
    ['not by a little', [70, 71, 78], 78, undefined],
    ['not on its way down', [41, 90, 70], 60, undefined],
    ['not while it falls', [90, 60], 50, undefined],
    ['nothing is known', [], 50, undefined],
  ])('%s', (_, scores, score, rise) => {
    expect(findRise(history(...scores), { score, now: minute(20) })).toEqual(
      rise && { from: rise.from, since: minute(rise.minute).toISOString() },
    );
  });

  test('looks back for an hour', () => {
    const scores = [
      { at: minute(0), score: 20 },
      { at: minute(50), score: 60 },
    ];

    expect(findRise(scores, { score: 80, now: minute(61) })?.from).toBe(60);
  });
});
