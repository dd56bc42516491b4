import { expect, test } from '@jest/globals';
import { findBlockProblems } from '../../../demo/slack/block-kit/check-blocks.js';
import { buildSameCause } from '../../../src/slack/blocks/cards/same-cause.js';
import { outline } from '../outline.js';
import { sameCause } from '../sample-same-cause.js';
import { NOW, sampleIncident } from '../sample-view.js';

const linkTo = (channel: string, ts: string) => `https://x.slack.com/${channel}/${ts}`;

test('one line with the way to the earlier thread, and a button that asks once more', () => {
  const message = buildSameCause({ incident: sampleIncident(), same: sameCause() }, linkTo);

  expect(findBlockProblems(JSON.parse(JSON.stringify(message.blocks)), 'message')).toEqual([]);
  expect(outline(message)).toMatchInlineSnapshot(`
    "text: Same cause as INC-7
    Same cause as <link>, resolved {ago}=2026-11-22 02:40 UTC: both began in payments, and the same part of it: pool.
    [Merge into INC-7] 11111111-1111-4111-8111-111111111111:44444444-4444-4444-8444-444444444444"
  `);
  expect(JSON.stringify(message.blocks)).toContain(
    'INC-7 is opened again. INC-12 becomes part of it: its alerts go there',
  );
});

test('one that is unresolved is not said to be opened again; without an address it is named', () => {
  const message = buildSameCause({ incident: sampleIncident(), same: sameCause({ resolvedAt: null }) });

  expect(outline(message)).toContain('Same cause as INC-7, opened {ago}=2026-11-22 02:10 UTC: both began');
  expect(JSON.stringify(message.blocks)).not.toContain('opened again');
});

test('nothing is offered once the incident is over, or the analysis says otherwise', () => {
  const over = buildSameCause({
    incident: sampleIncident({ status: 'resolved', resolvedAt: NOW }),
    same: sameCause(),
  });
  const other = buildSameCause({ incident: sampleIncident(), same: null });

  expect(outline(over)).not.toContain('[Merge');
  expect(outline(other)).toMatchInlineSnapshot(`
    "text: The newest analysis names the cause of no earlier incident any more.
    The newest analysis names the cause of no earlier incident any more."
  `);
});
