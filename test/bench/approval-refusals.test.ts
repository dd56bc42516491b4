/** The refusals with real bots, a few of them; and that their witness would see one that was none. */
import { describe, expect, test } from '@jest/globals';
import { findShared, isSentence, judgePlay, type Seen } from '../../bench/approval-refusals/judge-play.js';
import { placeCases } from '../../bench/approval-refusals/play-all.js';
import { policyAfter, policyBefore } from '../../bench/approval-refusals/policy-of-cases.js';
import { approvalRefusals, FAMILIES } from '../../bench/suites/approval-refusals.js';
import { PolicyDocument } from '../../src/remediation/policy/policy-document.js';
import { describeWithServer } from '../helpers/real-servers.js';

const TIMEOUT_MS = 180_000;

describeWithServer('postgres', 'approval-refusals', () => {
  test(
    'refuses, writes down and explains on both bots',
    async () => {
      const flags = ['--only', 'somebody of another workspace,terms that ask,deactivated'];
      const { result, table } = await approvalRefusals.run({ data: null, say: () => {}, flags });

      expect(table.notes).toEqual([]);
      expect(result).toMatchObject({
        cases: 10,
        refused: 10,
        audited: 10,
        explained: 10,
        perProcess: [5, 5],
      });
    },
    TIMEOUT_MS,
  );
});

describe('the witness of refusals', () => {
  const sentence = 'This was rejected already. Nothing was done.';
  const click = { at: 'click', code: 'already_decided' } as const;
  const run = { at: 'run', code: 'frozen' } as const;
  const refusal = { event: 'decision.refused', code: 'already_decided', sentence };
  const seen: Seen = {
    handledBy: 'bot-1',
    statusBefore: 'rejected',
    statusAfter: 'rejected',
    newApprovals: 0,
    calls: 0,
    audited: [refusal],
    texts: [sentence],
  };
  const ofRun: Seen = {
    ...seen,
    statusBefore: 'approved',
    statusAfter: 'superseded',
    audited: [{ event: 'proposal.superseded', code: 'frozen', sentence: 'Not run: changes are frozen.' }],
    texts: ['[{"text":"Not run: changes are frozen."}]'],
  };
  const good = { isRefused: true, isAudited: true, isExplained: true };

  test('knows a refusal', () => {
    expect(judgePlay(click, 1, seen)).toEqual(good);
    expect(judgePlay({ ...click, runs: 1 }, 1, { ...seen, calls: 1 })).toEqual(good);
    expect(judgePlay(run, 1, ofRun)).toEqual(good);
  });

  test.each<[string, Partial<Seen>]>([
    ['a call of the endpoint', { calls: 1 }],
    ['an approval that counted', { newApprovals: 1 }],
    ['a fix that is approved by now', { statusAfter: 'approved' }],
    ['a decision by the other process', { handledBy: 'bot-0' }],
    ['a click that nobody took', { handledBy: undefined }],
  ])('sees %s', (_, change) => {
    expect(judgePlay(click, 1, { ...seen, ...change })).toEqual({ ...good, isRefused: false });
  });

  test.each<[string, Partial<Seen>]>([
    ['a run that still may come', { statusAfter: 'approved' }],
    ['a run under way', { statusAfter: 'executing' }],
    ['a call of the endpoint', { calls: 1 }],
  ])('sees %s after a run was to be refused', (_, change) => {
    expect(judgePlay(run, 1, { ...ofRun, ...change })).toEqual({ ...good, isRefused: false });
  });

  test.each<[string, Partial<Seen>, object]>([
    ['nothing in the log', { audited: [] }, { isAudited: false, isExplained: false }],
    ['another code', { audited: [{ ...refusal, code: 'expired' }] }, { isAudited: false }],
    ['a second code', { audited: [{ ...refusal, code: 'expired' }, refusal] }, { isAudited: false }],
    ['that nobody is told', { texts: [] }, { isExplained: false }],
    ['that another sentence is told', { texts: ['It failed.'] }, { isExplained: false }],
    [
      'a sentence that is none',
      { audited: [{ ...refusal, sentence: '' }], texts: [''] },
      { isExplained: false },
    ],
  ])('sees %s', (_, change, missing) => {
    expect(judgePlay(click, 1, { ...seen, ...change })).toEqual({ ...good, ...missing });
  });

  test.each([
    ['Error: no at Object.run (/app/src/main.ts:1:2).', false],
    ['The value of undefined is not known here.', false],
    ['Refused with not_eligible, and nothing was done.', false],
    ['No.', false],
    [sentence, true],
  ])('knows a sentence for people: %s', (text, isOne) => {
    expect(isSentence(text)).toBe(isOne);
  });

  test('sees one sentence that stands for two codes', () => {
    const other = { ...refusal, code: 'expired' };

    expect(findShared([refusal, refusal])).toEqual([]);
    expect(findShared([refusal, other])).toEqual([`already_decided and expired: ${sentence}`]);
  });
});

describe('the cases', () => {
  const cases = Object.values(FAMILIES).flat();

  test('are many more than forty, each on both processes, with names of their own', () => {
    const slots = placeCases(cases);

    expect(cases.length).toBeGreaterThan(40);
    expect(slots.flatMap(({ processes }) => processes).toSorted((a, b) => a - b)).toEqual(
      [0, 1].flatMap((process) => cases.map(() => process)),
    );
    expect(new Set(cases.map(({ name, at }) => `${name} ${at}`)).size).toBe(cases.length);
    expect(new Set(slots.map(({ service }) => service)).size).toBe(slots.length);
  });

  test('stand under policies that an operator could write', () => {
    const slots = placeCases(cases);

    for (const policy of [policyBefore(slots), policyAfter(slots)])
      expect(PolicyDocument.safeParse(policy).error?.issues ?? []).toEqual([]);
  });
});
