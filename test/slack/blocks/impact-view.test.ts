import { describe, expect, test } from '@jest/globals';
import { buildImpactView } from '../../../src/slack/blocks/answers/impact-view.js';
import { buildIncidentCard } from '../../../src/slack/blocks/cards/incident-card.js';
import type { Impact } from '../../../src/incidents/impact.js';
import { NOW, sampleIncident, sampleView } from '../sample-view.js';

const IMPACT: Impact = {
  score: 78,
  computedAt: NOW,
  rise: { from: 41, since: '2026-01-31T03:02:00.000Z' },
  components: [
    { name: 'tier', points: 25, outOf: 25, reason: 'checkout is tier 1' },
    {
      name: 'failing_requests',
      points: 18,
      outOf: 30,
      reason: '41 % of requests to checkout fail, 12 a second',
      queries: [{ name: 'failing share of checkout', query: 'sum(rate(x[1m]))\n  / y' }],
    },
    { name: 'error_budget', points: 0, outOf: 15, reason: '62 % of the 30d budget is left', queries: [] },
    { name: 'blast_radius', points: 5, outOf: 15, reason: 'called by web (tier 1)' },
    { name: 'duration', points: 0.3, outOf: 5, reason: 'it lasts for 8 min' },
    { name: 'severity', points: 10, outOf: 10, reason: 'its severity is sev1' },
  ],
};
const override = {
  score: 20,
  reason: 'only <!channel> the test shop',
  by: { kind: 'person', id: 'U0ALICE' },
  at: NOW,
} as const;

describe('the answer to /incident impact', () => {
  test('shows every part with its points, its reason and its queries', () => {
    const text = JSON.stringify(buildImpactView(sampleIncident({ impact: IMPACT })).blocks);

    for (const { reason } of IMPACT.components) expect(text).toContain(reason);
    expect(text).toContain(' 18 of 30: ');
    expect(text).toContain('failing share of checkout');
    expect(text).toContain('sum(rate(x[1m])) / y');
    expect(text).not.toContain('Measured: ');
    expect(text).toContain('Rose from 41 to 78 since ');
    expect(text).toContain('/incident priority 12 80 because');
  });

  test('shows both values where a person has said otherwise', () => {
    const incident = sampleIncident({ impact: IMPACT, impactOverride: override });
    const { text, blocks } = buildImpactView(incident);

    expect(text).toBe('Impact of INC-12: 20/100');
    expect(JSON.stringify(blocks)).toContain('Measured: 78/100');
    expect(JSON.stringify(blocks)).toContain('/incident priority 12 auto');
  });

  test('says so when nothing is known', () => {
    expect(buildImpactView(sampleIncident({ impact: null })).text).toContain('not known yet');
  });
});

test('the card tells the weightiest parts, the error budget and since when it rose', () => {
  const card = JSON.stringify(
    buildIncidentCard(sampleView({ incident: sampleIncident({ impact: IMPACT }) })).blocks,
  );

  expect(card).toMatch(/Impact 78\/100, up from 41 at <!date/);
  expect(card).toContain('62 % of the 30d budget is left (0 of 15)');
  expect(card).not.toContain('it lasts for 8 min');
});
