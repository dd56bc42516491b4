import { describe, expect, test } from '@jest/globals';
import { calibrate } from '../../../src/agent/monitoring/calibration.js';
import { findDrift } from '../../../src/agent/monitoring/drift.js';
import { buildStats } from '../../../src/slack/blocks/answers/stats.js';
import type { StatsAnswer } from '../../../src/workflows/knowledge/stats-answer.js';
import { outline } from '../outline.js';
import { NOW } from '../sample-view.js';

/** Half of them right. */
const RECENTLY_WORSE = Array.from({ length: 30 }, (_, at) => at % 2 === 0);

describe('buildStats', () => {
  const none = { n: 0, medianMs: null, meanMs: null, p90Ms: null };
  const unused = {
    calls: 0,
    inputTokens: 0,
    cachedTokens: 0,
    outputTokens: 0,
    costUsd: 0,
    unpricedCalls: 0,
  };
  const stats: StatsAnswer = {
    days: 7,
    from: new Date(NOW.getTime() - 7 * 86_400_000),
    to: NOW,
    opened: 3,
    bySeverity: [
      { severity: 'sev1', count: 1, unresolved: 0 },
      { severity: 'sev3', count: 2, unresolved: 1 },
    ],
    toAcknowledge: { n: 3, medianMs: 120_000, meanMs: 400_000, p90Ms: null },
    toMitigate: none,
    toResolve: { n: 12, medianMs: 3_600_000, meanMs: 7_200_000, p90Ms: 20_000_000 },
    resolved: { n: 2, byFix: 1, byPerson: 1 },
    fixes: { approved: 2, verified: 1, rejected: 1 },
    noisiestServices: [{ name: 'checkout', count: 2 }],
    noisiestAlerts: [{ name: 'HighErrorRate', count: 1 }],
    feedback: { right: 0, wrong: 0 },
    models: { spent: unused, authors: [] },
  };

  test('gives medians with the number of cases', () => {
    expect(outline(buildStats(stats))).toBe(
      [
        'text: Last 7 days: 3 incidents, 1 still open',
        'Last 7 days',
        'Incidents: 3 (1 sev1, 2 sev3), 1 still open',
        'Until somebody took it (MTTA): median 2 min · mean 6 min · n = 3',
        'Until users were well again: no case yet',
        'Until it was over (MTTR): median 1 h · mean 2 h · nine of ten within 5 h 33 min · n = 12',
        'Resolved with an approved fix: 1 of 2; 1 closed by hand',
        'Fixes: 2 approved, 1 of them checked and working, 1 rejected',
        'Analyses, by their buttons: nobody has called one right or wrong',
        'Model: not used',
        'Noisiest services',
        '  • checkout · 2 incidents',
        'Noisiest alerts',
        '  • HighErrorRate · 1 time',
        '  (Medians, because one long night spoils a mean. Too few cases for a trend.',
      ].join('\n'),
    );
  });

  const author = {
    author: { model: 'gpt-4.1', version: '3' },
    newestAt: NOW,
    cases: 26,
    abstained: 3,
    unlabelled: 5,
    fromWords: 2,
    calibration: calibrate(
      Array.from({ length: 18 }, (_, at) => ({ confidence: at < 14 ? 0.9 : 0.6, isRight: at < 14 })),
    ),
    medianDurationMs: 14_200,
    meanCostUsd: 0.034,
    drift: findDrift([...Array.from({ length: 45 }, (_, at) => at % 10 > 0), ...RECENTLY_WORSE]),
  };

  test('tells what the model cost, how often it was right, and what its confidence is worth', () => {
    const spent = { ...unused, calls: 40, inputTokens: 400_000, cachedTokens: 140_000, outputTokens: 12_000 };
    const models = { spent: { ...spent, costUsd: 1.3249 }, authors: [author] };

    expect(outline(buildStats({ ...stats, models }))).toContain(
      [
        'Model: $1.32, 40 requests, 412,000 tokens, 35 % of the prompts cached',
        'Analyses, by who wrote them',
        'gpt-4.1, prompt 3 · 26 analyses, usually 14 s and $0.03',
        'Right: 14 of 18 (78 %, likely between 55 % and 91 %) · 2 of them read out of people’s words · 3 could not tell · 5 not judged',
        'Confidence: 83 % on average · Brier score 0.09, better than always saying 78 % (0.17)',
        'Lately: ⚠️ worse than before: 50 % of the last 30, 89 % of the 45 before (p under 0.001)',
      ].join('\n'),
    );
  });

  test('draws no conclusion from few cases, nor from a price that it does not know', () => {
    const few = {
      ...author,
      author: { model: 'rules', version: 'unknown' },
      cases: 1,
      abstained: 0,
      unlabelled: 0,
      fromWords: 0,
      calibration: calibrate([{ confidence: 0.9, isRight: true }]),
      meanCostUsd: null,
      drift: findDrift([true]),
    };
    const spent = { ...unused, calls: 1, inputTokens: 900, outputTokens: 100, unpricedCalls: 1 };

    expect(outline(buildStats({ ...stats, models: { spent, authors: [few] } }))).toContain(
      [
        'Model: price unknown, 1 request, 1,000 tokens',
        'Analyses, by who wrote them',
        'Rules · 1 analysis, usually 14 s',
        'Right: 1 of 1',
        'Lately: too few judged cases to compare (1 of 50)',
        'Noisiest services',
      ].join('\n'),
    );
  });
});
