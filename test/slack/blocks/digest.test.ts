import { describe, expect, test } from '@jest/globals';
import { assessBudget } from '../../../src/incidents/slo/error-budget.js';
import { buildDigest } from '../../../src/slack/blocks/answers/digest.js';
import type { DigestAnswer } from '../../../src/workflows/knowledge/digest-answer.js';
import { outline } from '../outline.js';
import { NOW } from '../sample-view.js';

const MONTH = 2_592_000;
const NONE = { n: 0, medianMs: null };
const QUIET: DigestAnswer = {
  scope: { kind: 'team', team: 'group:default/shop' },
  days: 7,
  period: { from: new Date(NOW.getTime() - 7 * 86_400_000), to: NOW },
  opened: 0,
  openedBefore: 2,
  bySeverity: [],
  unresolved: 0,
  privateOnes: 0,
  toAcknowledge: { ...NONE, before: NONE },
  toResolve: { ...NONE, before: NONE },
  noisiest: [],
  repeats: [],
  isCut: false,
  links: new Map(),
  budgets: [],
  otherBudgets: 0,
};

describe('buildDigest', () => {
  test('says what happened, what to do about it and what came back', () => {
    const digest: DigestAnswer = {
      ...QUIET,
      opened: 6,
      openedBefore: 9,
      bySeverity: [
        { severity: 'sev1', count: 2, before: 1 },
        { severity: 'sev3', count: 4, before: 8 },
      ],
      unresolved: 1,
      privateOnes: 1,
      toAcknowledge: { n: 4, medianMs: 180_000, before: { n: 7, medianMs: 300_000 } },
      toResolve: { n: 5, medianMs: 1_800_000, before: NONE },
      noisiest: [
        {
          name: 'Flaps',
          firings: 12,
          advice: { kind: 'wait_longer', byMs: 180_000, spared: 10, of: 12, returns: 9 },
        },
        { name: 'Twice', firings: 2, advice: { kind: 'none' } },
      ],
      repeats: [
        {
          service: 'checkout',
          cause: 'A worker hangs.',
          incidents: [1, 2, 3, 4, 5, 6].map((number) => ({ number, thread: null })),
          fix: 'Restart checkout',
        },
      ],
      budgets: [
        assessBudget(
          { name: 'answers', service: 'checkout', target: 0.999, windowSeconds: MONTH },
          new Map([[MONTH, { share: 0.0005 }]]),
          MONTH,
        ),
      ],
    };

    expect(outline(buildDigest(digest))).toBe(
      [
        'text: Team shop: the last week, 6 incidents',
        'Team shop: the last week',
        'Incidents: 6, 3 fewer than before · 2 sev1 (+1), 4 sev3 (−4) · 1 still open',
        'Until somebody took it (MTTA): median 3 min (n = 4) · before 5 min (n = 7)',
        'Until it was over (MTTR): median 30 min (n = 5)',
        'Noisiest alerts',
        '  • Flaps · 12 firings · came back 9 times within 10 min: for longer by 3 min would have spared 10 of 12 firings',
        '  • Twice · 2 firings',
        'Causes that came back',
        '  • checkout: A worker hangs · 6 incidents: INC-2, INC-3, INC-4, INC-5, INC-6 and earlier ones. Ended last by: Restart checkout',
        'Error budgets',
        '  • checkout · answers: 50 % of the 30d error budget is left',
        '  (Medians, with the number of cases. 1 private incident counts and is not named.',
      ].join('\n'),
    );
  });

  test('of a quiet week says so in a line', () => {
    expect(outline(buildDigest({ ...QUIET, scope: { kind: 'unowned' }, days: 28 }))).toBe(
      [
        'text: Services without an owner: the last 4 weeks, no incident',
        'Services without an owner: the last 4 weeks',
        '✅ No incident, 2 before.',
      ].join('\n'),
    );
  });
});
