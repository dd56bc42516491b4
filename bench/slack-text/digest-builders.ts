/** The weekly digest with every advice it can give, for the table of builders. */
import type { Advice } from '../../src/incidents/digest/advise.js';
import { assessBudget } from '../../src/incidents/slo/error-budget.js';
import { buildDigest } from '../../src/slack/blocks/answers/digest.js';
import type { DigestAnswer } from '../../src/workflows/knowledge/digest-answer.js';
import { NOW } from '../../test/slack/sample-view.js';
import { asMessage, type BuilderRow } from './builder-row.js';

const ADVICE: readonly Advice[] = [
  { kind: 'automate', fix: 'a fix', times: 4, of: 4 },
  { kind: 'wait_longer', byMs: 300_000, spared: 9, of: 12, returns: 11 },
  { kind: 'keep_firing', forMs: 120_000, bridged: 9, of: 11 },
  { kind: 'lower_or_delete', times: 7, of: 9 },
  { kind: 'join', other: 'another alert', times: 5, of: 5, isFirst: true },
  { kind: 'ask_why', times: 3, of: 4 },
  { kind: 'keep', times: 3, of: 4 },
  { kind: 'none' },
];
const DIGEST: DigestAnswer = {
  scope: { kind: 'team', team: 'a team' },
  days: 7,
  period: { from: NOW, to: NOW },
  opened: 12,
  openedBefore: 8,
  bySeverity: [{ severity: 'sev1', count: 12, before: 8 }],
  unresolved: 1,
  privateOnes: 2,
  toAcknowledge: { n: 9, medianMs: 60_000, before: { n: 7, medianMs: 90_000 } },
  toResolve: { n: 9, medianMs: 600_000, before: { n: 0, medianMs: null } },
  noisiest: ADVICE.map((advice) => ({ name: 'HighErrorRate', firings: 12, advice })),
  repeats: [
    {
      service: 'checkout',
      cause: 'a cause',
      incidents: [7, 12].map((number) => ({ number, thread: { channel: 'C0INCIDENTS', ts: '1.2' } })),
      fix: 'a fix',
    },
  ],
  isCut: true,
  // The addresses of threads are our own; whatever else is a link came from somebody's text.
  links: new Map(),
  budgets: [
    assessBudget(
      { name: 'an objective', service: 'checkout', target: 0.999, windowSeconds: 2_592_000 },
      new Map([[2_592_000, { share: 0.0004 }]]),
      2_592_000,
    ),
    assessBudget(
      { name: 'an objective', service: 'checkout', target: 0.999, windowSeconds: 2_592_000 },
      new Map([[2_592_000, { share: null, why: 'a reason' }]]),
      2_592_000,
    ),
  ],
  otherBudgets: 3,
};

export const DIGEST_BUILDERS: readonly BuilderRow[] = [
  {
    name: 'digest of a team',
    covers: ['buildDigest'],
    build: (poison) => asMessage(buildDigest({ ...poison(DIGEST), links: new Map() })),
  },
];
