import { describe, expect, test } from '@jest/globals';
import { checkView } from '../../../demo/slack/block-kit/check-view.js';
import { buildHome } from '../../../src/slack/home/home-view.js';
import type { HomeView } from '../../../src/workflows/home/home-view.js';
import { NOW, sampleIncident, sampleProposalView } from '../sample-view.js';

const emptyHome = (): HomeView => ({
  queue: [],
  commanders: new Map(),
  activeCount: 0,
  heldBack: { windows: [], alerts: [], alertCount: 0, now: new Date() },
  myRoles: [],
  approvals: [],
  updatesDue: [],
  recentlyResolved: [],
  threads: new Map(),
  connections: [],
  now: NOW,
});
const shown = (home: HomeView) => JSON.stringify(buildHome(home).blocks);
const noFiles = { get: () => undefined } as unknown as Parameters<typeof checkView>[1];

describe('buildHome', () => {
  test('says so when all is quiet', () => {
    expect(shown(emptyHome())).toContain('No unresolved incident.');
    expect(shown(emptyHome())).not.toContain('waits for you');
  });

  test('shows why an incident stands where it stands, a person’s word before the formula', () => {
    const incident = sampleIncident();
    const override = { score: 90, reason: 'the shop is on TV', by: { kind: 'firewatch' } as const, at: NOW };
    const computed = shown({ ...emptyHome(), queue: [incident], activeCount: 1 });
    const overridden = shown({
      ...emptyHome(),
      queue: [{ ...incident, impactOverride: override }],
      activeCount: 1,
    });

    expect(computed).toContain(`impact ${incident.impact?.score}`);
    for (const { reason } of incident.impact?.components ?? []) expect(computed).toContain(reason);
    expect(computed).toContain('26 of 40: 41 % of requests to checkout fail');
    expect(overridden).toContain('90 points by hand: the shop is on TV');
  });

  test('says until when an incident sleeps, while it does', () => {
    const later = new Date(NOW.getTime() + 3_600_000);
    const asleep = (until: Date) =>
      shown({ ...emptyHome(), queue: [sampleIncident({ snoozedUntil: until })], activeCount: 1 });

    expect(asleep(later)).toContain('asleep until');
    expect(asleep(NOW)).not.toContain('asleep until');
  });

  test('names how many unresolved incidents it does not show', () => {
    const queue = [sampleIncident()];

    expect(shown({ ...emptyHome(), queue, activeCount: 3 })).toContain('… and 2 more; `/incident list`');
    expect(shown({ ...emptyHome(), queue, activeCount: 1 })).not.toContain('more;');
  });

  test('leads to the card where a decision is made, and offers no decision itself', () => {
    const { proposal } = sampleProposalView();
    const home = {
      ...emptyHome(),
      approvals: [{ incident: sampleIncident(), proposal, link: 'https://x.slack.com/archives/C1/p1' }],
    };

    expect(shown(home)).toContain('A decision waits for you');
    expect(shown(home)).toContain('https://x.slack.com/archives/C1/p1');
    expect(shown(home)).not.toContain('proposal.approve');
  });

  test('says in plain words how the connections are doing', () => {
    const connection = { lastSuccessAt: NOW, lastFailureAt: NOW, problem: 'HTTP 503 <!channel>' };
    const text = shown({
      ...emptyHome(),
      connections: [
        { name: 'Metrics', status: 'failing', ...connection },
        { name: 'PagerDuty', status: 'off', lastSuccessAt: null, lastFailureAt: null, problem: null },
      ],
    });

    expect(text).toContain('Metrics: fails');
    expect(text).toContain('HTTP 503');
    expect(text).toContain('PagerDuty: not configured');
  });

  test('is a view that Slack takes, however much there is to show', () => {
    const incident = { ...sampleIncident(), title: '<!channel> & '.repeat(40) };
    const { proposal } = sampleProposalView();
    const many = <T>(item: T, length: number) => Array.from({ length }, () => item);
    const home = buildHome({
      ...emptyHome(),
      queue: many(incident, 150),
      activeCount: 400,
      myRoles: many({ incident, role: 'commander' as const }, 50),
      approvals: many({ incident, proposal, link: null }, 20),
      updatesDue: many({ incident, dueAt: NOW }, 5),
      recentlyResolved: many({ ...incident, resolvedAt: NOW }, 5),
    });

    expect(home.blocks.length).toBeLessThanOrEqual(100);
    expect(JSON.stringify(home.blocks.at(-1))).toContain('more parts');
    expect(() => checkView({ ...home } as Record<string, unknown>, noFiles)).not.toThrow();
    expect(JSON.stringify(home.blocks)).not.toContain('"type":"broadcast"');
  });
});
