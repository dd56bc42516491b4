import { expect, test } from '@jest/globals';
import { findBlockProblems } from '../../../demo/slack/block-kit/check-blocks.js';
import type { StormId } from '../../../src/shared/ids.js';
import type { StormView } from '../../../src/incidents/storm.js';
import { buildStormCard } from '../../../src/slack/blocks/cards/storm-card.js';
import { outline } from '../outline.js';
import { NOW, sampleIncident } from '../sample-view.js';

const storm = (more: Partial<StormView> = {}): StormView => ({
  id: '33333333-3333-4333-8333-333333333333' as StormId,
  beganAt: NOW,
  lastOpenedAt: NOW,
  total: 200,
  unresolved: 180,
  untaken: 179,
  queue: [
    sampleIncident({ status: 'acknowledged', acknowledgedBy: { kind: 'person', id: 'U0ALICE' } }),
    sampleIncident({ number: 13, severity: 'sev3', title: 'Disk' }),
  ],
  threads: new Map(),
  ...more,
});

test('counts, orders, and offers the first that nobody has', () => {
  const card = buildStormCard(storm());

  expect(findBlockProblems(JSON.parse(JSON.stringify(card.blocks)), 'message')).toEqual([]);
  expect(outline(card)).toMatchInlineSnapshot(`
    "text: 🔴 A storm: 200 incidents at once, 180 unresolved
    🔴 A storm: 200 incidents at once
    Since {time}=2026-11-22 03:20 UTC, the last at {time}=2026-11-22 03:20 UTC · 180 unresolved, 179 not taken yet · 20 over
    🔴 INC-12 CheckoutErrorsHigh on checkout · sev1 · impact 78 · <@U0ALICE>
    🟡 INC-13 Disk · sev3 · impact 78
    [Take the next: INC-13] 11111111-1111-4111-8111-111111111111
      (… and 178 more: \`/incident list\`
      (A thread opens when somebody takes an incident, or a fix is proposed. Of one cause? \`/incident merge 13 into 12\`"
  `);
});

test('leads to the threads that are open', () => {
  const threads = new Map([[sampleIncident().id, { channel: 'C0INCIDENTS', ts: '1.2' }]]);
  const card = buildStormCard(storm({ threads }), (channel, ts) => `https://x.slack.com/${channel}/${ts}`);

  expect(JSON.stringify(card.blocks)).toContain('https://x.slack.com/C0INCIDENTS/1.2');
});

test('says when it is over', () => {
  const card = outline(buildStormCard(storm({ unresolved: 0, untaken: 0, queue: [] })));

  expect(card).toContain('✅ The storm is over: 200 incidents');
  expect(card).not.toContain('Take the next');
});
