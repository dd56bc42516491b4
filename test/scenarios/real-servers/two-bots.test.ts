/**
 * Two bots share one PostgreSQL, and each has an Alertmanager of its own that knows nothing of the other, as a
 * highly available pair does while its halves cannot see each other: every alert arrives twice, at different processes.
 */
import { afterEach, expect, test } from '@jest/globals';
import { actionIds, APPROVE, visibleText } from '../../helpers/incident-channel.js';
import { describeWithServer } from '../../helpers/real-servers.js';
import {
  CHANNEL,
  startShopOnRealServers,
  type ShopOnRealServers,
} from '../../helpers/shop-on-real-servers.js';

const TIMEOUT_MS = 240_000;

describeWithServer(['prometheus', 'alertmanager', 'postgres'], 'two bots on one database', () => {
  let world: ShopOnRealServers | undefined;

  afterEach(async () => {
    await world?.stop();
    world = undefined;
  }, TIMEOUT_MS);

  test(
    'make one incident and one thread of alerts sent to both, and run the fix once after clicks at the same time',
    async () => {
      world = await startShopOnRealServers({ bots: 2 });
      const { shop, slack, channel, see } = world;
      expect(slack.control.sockets.count()).toBe(2);
      shop.faults.inject('memory-leak');
      const card = await see('the incident in Slack', () => channel.cards()[0]);
      const proposal = await see('a proposed fix', () => channel.approvable(card));
      await see('both Alertmanagers to be heard', async () => {
        const counts = await world?.sql<{ times: number }>(
          `SELECT received_count AS times FROM firewatch.alerts WHERE name = 'MemoryNearLimit'`,
        );
        return counts?.[0] !== undefined && counts[0].times >= 2;
      });

      const clicks = ['U0ALICE', 'U0BOB', 'U0ALICE', 'U0BOB', 'U0ALICE', 'U0BOB'].map(async (user) =>
        slack.control.people.click({ user, channel: CHANNEL, ts: proposal.ts, actionId: APPROVE }),
      );
      const answers = await Promise.all(clicks);
      const outcome = await see('the verdict on the fix', () => {
        const now = channel.again(proposal);
        return /Worked:|Failed:|did not pass/.test(visibleText(now)) && now;
      });
      await see('the incident to resolve', () => visibleText(channel.again(card)).includes('resolved after'));

      // Slack lets anybody click a button it still shows; only the first click may count.
      expect(answers.filter(({ ok }) => ok)).toHaveLength(answers.length);
      expect(visibleText(outcome)).toContain('Worked:');
      expect(actionIds(outcome)).toEqual([]);
      expect(await world.fixesCalled()).toEqual(['restart-cart']);
      expect(await world.sql('SELECT status FROM firewatch.executions')).toEqual([{ status: 'succeeded' }]);
      expect(
        await world.sql(
          `SELECT count(*)::int AS n FROM firewatch.timeline WHERE kind IN ('proposal.approved', 'execution.started')`,
        ),
      ).toEqual([{ n: 2 }]);
      const told = [...channel.toldPrivately('U0ALICE'), ...channel.toldPrivately('U0BOB')];
      const late = 'This was approved already; it runs only once.';
      expect(told.toSorted()).toEqual([
        expect.stringMatching(/^Approved\./),
        ...Array.from({ length: answers.length - 1 }, () => late),
      ]);
      // On a slow machine the leak and the restart fail requests as well: that is a trouble of its own, told once too.
      const incidents = await see('one card for each incident', async () => {
        const rows = (await world?.sql<{ title: string }>('SELECT title FROM firewatch.incidents')) ?? [];
        return rows.length === channel.cards().length && rows;
      });
      const ofTheLeak = await world.sql<{ status: string }>(
        `SELECT DISTINCT i.id, i.status FROM firewatch.incidents AS i
         JOIN firewatch.alerts AS a ON a.incident_id = i.id WHERE a.name = 'MemoryNearLimit'`,
      );
      expect(ofTheLeak.map(({ status }) => status)).toEqual(['resolved']);
      expect(new Set(incidents.map(({ title }) => title)).size).toBe(incidents.length);
      expect(new Set(channel.replies(card).map(visibleText)).size).toBe(channel.replies(card).length);
    },
    TIMEOUT_MS,
  );
});
