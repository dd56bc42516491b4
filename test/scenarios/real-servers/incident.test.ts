/**
 * One incident from end to end with real neighbours: Prometheus scrapes the shop and fires, Alertmanager calls the bot,
 * the bot keeps its state in PostgreSQL, a person clicks in the local Slack.
 */
import { afterEach, expect, test } from '@jest/globals';
import { setTimeout as sleep } from 'node:timers/promises';
import { actionIds, APPROVE, REJECT, visibleText } from '../../helpers/incident-channel.js';
import { describeWithServer } from '../../helpers/real-servers.js';
import {
  CHANNEL,
  startShopOnRealServers,
  type ShopOnRealServers,
} from '../../helpers/shop-on-real-servers.js';

const TIMEOUT_MS = 240_000;
/** Time in which a fix that was wrongly started would have reached the shop; it takes well under a second. */
const QUIET_MS = 3_000;

describeWithServer(['prometheus', 'alertmanager', 'postgres'], 'an incident on real servers', () => {
  let world: ShopOnRealServers | undefined;

  afterEach(async () => {
    await world?.stop();
    world = undefined;
  }, TIMEOUT_MS);

  test(
    'is noticed, explained, fixed once after approval, verified and resolved',
    async () => {
      world = await startShopOnRealServers({ bots: 1 });
      const { shop, slack, channel, monitoring, see } = world;
      await see('every service to be scraped', async () => {
        return (await monitoring.query('up == 1')).length === shop.targets.length;
      });
      expect(channel.cards()).toEqual([]);

      shop.faults.inject('bad-release');
      const card = await see('the incident in Slack', () => channel.cards()[0]);
      const evidence = await see('the evidence', () => channel.evidence(card));
      const proposal = await see('a proposed fix', () => channel.approvable(card));

      const firing = await world.firing();
      expect(firing).toContainEqual(expect.stringMatching(/^HighErrorRate (checkout|web)$/));
      expect(visibleText(card)).toMatch(/Requests to (checkout|web) fail/);
      // Where a busy machine makes everything slow for a moment, the shop's front door may look like the origin as well.
      expect(visibleText(evidence)).toMatch(/began in (checkout|web) \(\d+ % confidence\): its \w/);
      expect(visibleText(evidence)).toMatch(/Deploy of version .* on checkout/);
      expect(visibleText(proposal)).toContain('Roll checkout back to its previous release');
      const [rollback] = shop.fixEndpoints().filter(({ name }) => name === 'rollback-checkout');
      expect(visibleText(proposal)).toContain(`POST ${rollback?.url}`);
      expect(await world.fixesCalled()).toEqual([]);

      const click = { user: 'U0ALICE', channel: CHANNEL, ts: proposal.ts, actionId: APPROVE };
      expect(await slack.control.people.click(click)).toEqual({ ok: true });
      const outcome = await see('the verdict on the fix', () => {
        const now = channel.again(proposal);
        return /Worked:|Failed:|did not pass/.test(visibleText(now)) && now;
      });
      await see('the alerts to resolve in Prometheus', async () => {
        return (await world?.firing())?.length === 0;
      });
      // An alert may end before the check of the fix does: the card says so first, and names the fix a moment later.
      const resolved = await see('the incident to resolve, and what fixed it', () => {
        const now = channel.again(card);
        return /resolved after.*Fixed by/s.test(visibleText(now)) && now;
      });

      expect(visibleText(outcome)).toMatch(/Worked: .*Roll checkout back.* Verified after/s);
      expect(visibleText(outcome)).toContain('Approved by <@U0ALICE>');
      expect(actionIds(outcome)).toEqual([]);
      expect(visibleText(resolved)).not.toContain('still being checked');
      expect(channel.cards()).toHaveLength(1);
      expect(await world.fixesCalled()).toEqual(['rollback-checkout']);
      expect(await world.sql('SELECT status, service, source FROM firewatch.incidents')).toEqual([
        { status: 'resolved', service: expect.stringMatching(/^(checkout|web)$/), source: 'alertmanager' },
      ]);
      expect(await world.sql('SELECT status FROM firewatch.executions')).toEqual([{ status: 'succeeded' }]);
      expect(await world.sql(`SELECT status, runbook_id AS "runbookId" FROM firewatch.proposals`)).toEqual([
        { status: 'verified', runbookId: 'bad-release' },
      ]);
      expect(await world.sql(`SELECT * FROM firewatch.alerts WHERE status <> 'resolved'`)).toEqual([]);
    },
    TIMEOUT_MS,
  );

  test(
    'stays open, and nothing runs, when the wrong person approves and the right one rejects',
    async () => {
      world = await startShopOnRealServers({ bots: 1 });
      const { shop, slack, channel, see } = world;
      shop.faults.inject('expired-credential');
      const card = await see('the incident in Slack', () => channel.cards()[0]);
      const proposal = await see('a proposed fix', () => channel.approvable(card));
      const click = { channel: CHANNEL, ts: proposal.ts };

      await slack.control.people.click({ ...click, user: 'U0CAROL', actionId: APPROVE });
      const refusals = await see('the refusal', () => {
        const told = channel.toldPrivately('U0CAROL');
        return told.length > 0 && told;
      });

      expect(refusals).toEqual([
        expect.stringMatching(/^Only the group oncall may decide on .* Nothing was done\.$/),
      ]);
      expect(channel.toldPrivately('U0ALICE')).toEqual([]);
      expect(actionIds(channel.again(proposal))).toEqual([APPROVE, REJECT]);

      await slack.control.people.click({ ...click, user: 'U0ALICE', actionId: REJECT });
      const rejected = await see('the rejection in the thread', () => {
        const now = channel.again(proposal);
        return visibleText(now).includes('Rejected, nothing was run') && now;
      });
      await sleep(QUIET_MS);

      expect(visibleText(rejected)).toContain('By <@U0ALICE>');
      expect(actionIds(rejected)).toEqual([]);
      expect(await world.fixesCalled()).toEqual([]);
      expect(await world.sql('SELECT * FROM firewatch.executions')).toEqual([]);
      expect(await world.sql('SELECT status FROM firewatch.incidents')).toEqual([{ status: 'open' }]);
      expect(visibleText(channel.again(card))).not.toContain('resolved');
      expect((await world.firing()).length).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );
});
