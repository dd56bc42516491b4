import { describe, expect, test } from '@jest/globals';
import { showMore } from '../../../src/slack/actions/show-more.js';
import type { ButtonContext } from '../../../src/slack/actions/button.js';
import { buildEvidenceDetails } from '../../../src/slack/blocks/cards/evidence-details.js';
import { ACTIONS } from '../../../src/slack/ids.js';
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import type { ActionInput } from '../../../src/workflows/slack-input.js';
import { outline } from '../outline.js';
import { INCIDENT_ID, PROPOSAL_ID, sampleView } from '../sample-view.js';
import { busyView, worstView } from './views.js';

describe('buildEvidenceDetails', () => {
  test('shows everything', () => {
    expect(outline(buildEvidenceDetails(busyView(), 1))).toMatchInlineSnapshot(`
      "text: INC-12: everything that was seen
      INC-12: everything that was seen
      What is going on: Since 03:12 41 % of payments at the checkout fail; browsing and the basket work.
      Likely cause, 92 % sure: release 2.4.1 of checkout answers 500 on every third payment (E1, E5)
      Why we think so
        • The errors began 16 s after the deployment. (E1, E5)
        • Nothing that checkout calls has changed. (E2, E7)
      Unusual
        • E4 checkout is the most likely origin (92 %); web (6 %) and mobile-api (2 %) only call it. Its callees are quiet and its callers began to fail after it.
        • E1 Failing share of checkout rose from 0.1 % to 41 % at 03:12:04. Two in five buyers cannot pay.
        • E3 Latency of checkout rose from 80 ms to 1.9 s (p95) at 03:12:10. It waits before it fails.
      As usual
        • E2 Latency of payments is unchanged at 42 ms (p95). It rules payments out.
        • E7 Failing share of inventory is unchanged at 0 %. It rules inventory out.
      Changes
        • E5 checkout 2.4.1 was deployed at 03:11:48 by dana, 16 s before the errors began. The only change in the hour before.
      Checks of runbooks
        • E6 Runbook “A release broke a service” fits: 3 of 3 checks hold. Its step 1 (roll back checkout) can be proposed.
      Less likely, or ruled out
        • A slow payment provider: its latency is unchanged (ruled out by E2)
      What to do next
        • Roll back checkout to 2.4.0.
        • Tell support that payments fail.
      Not seen
        • No log store is configured.
        • The logs of checkout.
      Queries
        | E1, E2, E7
        | sum(rate(http_requests_total{service="checkout",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="checkout"}[1m]))
        | 
        | E3
        | histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="checkout"}[1m])))
        (Every observation of an incident has its own number, such as E7. Earlier looks used the numbers that are missing here."
    `);
  });

  test('leaves nothing out, over as many pages as it takes', () => {
    const view = worstView();
    const pages = Array.from({ length: 20 }, (_, index) => outline(buildEvidenceDetails(view, index + 1)));
    const last = Number(/page 1 of (\d+)/.exec(pages[0] ?? '')?.[1]);
    const all = pages.slice(0, last).join('\n');

    expect(last).toBeGreaterThan(1);
    expect(pages[last - 1]).not.toContain('[Show page');
    expect(pages[0]).toContain(`[Show page 2] ${INCIDENT_ID}:2`);
    expect(view.evidence.filter(({ id }) => !all.includes(`• ${id} `))).toEqual([]);
    expect(all).not.toContain('too long for one message');
  });
});

describe('showMore', () => {
  const click = (value: string) => ({ actionId: ACTIONS.showMore, value }) as ActionInput;
  const context = (view?: IncidentView) =>
    ({ useCases: { readIncident: () => Promise.resolve(view) } }) as unknown as ButtonContext;

  test('answers with the page that was asked for, or the last', async () => {
    const second = await showMore.run(click(`${INCIDENT_ID}:2`), context(worstView()));
    const beyond = await showMore.run(click(`${INCIDENT_ID}:99`), context(sampleView()));

    expect(second?.text).toMatch(/^INC-12: everything that was seen, page 2 of \d+$/);
    expect(beyond?.text).toBe('INC-12: everything that was seen');
  });

  test('shows a proposal in full where its card was too long', async () => {
    const answer = await showMore.run(click(`${INCIDENT_ID}:1:${PROPOSAL_ID}`), context(sampleView()));

    expect(answer?.text).toBe('Roll back checkout to 2.4.0: in full');
    await expect(
      showMore.run(click(`${INCIDENT_ID}:1:${INCIDENT_ID}`), context(sampleView())),
    ).rejects.toThrow('This proposal is gone.');
  });

  test('says so when the button or its incident is not known', async () => {
    await expect(showMore.run(click('x'), context())).rejects.toThrow('another version of Firewatch');
    await expect(showMore.run(click(INCIDENT_ID), context())).rejects.toThrow('This incident is gone.');
  });
});
