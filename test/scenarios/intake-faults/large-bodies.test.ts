/** Webhooks of very many alerts, and those from which Alertmanager leaves most out, at the whole bot. */
import { expect, test } from '@jest/globals';
import { postAlerts, startLonelyAlertmanager } from '../../helpers/alertmanager.js';
import {
  alertOf,
  queryDatabase,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../../helpers/bot.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { describeWithServer, findFreePort } from '../../helpers/real-servers.js';

const TIMEOUT_MS = 120_000;
const closeLater = closeAfterEach(TIMEOUT_MS);

async function startAlone(env: Readonly<Record<string, string>> = {}): Promise<Bot> {
  const bot = await startBot({ database: 'either', env });
  closeLater(() => bot.close());
  return bot;
}

const countOf = (bot: Bot) =>
  queryDatabase<{ alerts: number; incidents: number }>(
    bot,
    `SELECT count(*) FILTER (WHERE incident_id IS NOT NULL)::int AS alerts, count(DISTINCT incident_id)::int AS incidents
     FROM firewatch.alerts`,
  );

describeWithServer(['postgres', 'alertmanager'], 'a webhook', () => {
  // Fault matrix, row 23.
  test.each([
    [1_000, 429],
    [10_000, 4_290],
  ])(
    'of %d alerts (%d KB) is taken, and is one incident',
    async (count, kilobytes) => {
      const bot = await startAlone();
      // As long as recorded ones: an annotation makes up for what other labels there would be.
      const annotations = { summary: 'Half of all checkouts fail', description: 'x'.repeat(80) };
      const alerts = Array.from({ length: count }, (_, index) =>
        alertOf({ labels: { instance: `host-${index}` }, annotations }),
      );
      const body = JSON.stringify({
        ...webhookOf(...alerts),
        groupLabels: { alertname: 'CheckoutErrors' },
        groupKey: '{}:{alertname="CheckoutErrors"}',
      });
      expect(body.length).toBeGreaterThan(kilobytes * 1_000);

      expect((await bot.post(WEBHOOK, body)).status).toBe(200);
      await until(
        'all of them in an incident',
        async () => ((await countOf(bot))[0]?.alerts === count ? true : undefined),
        TIMEOUT_MS,
      );

      expect(await countOf(bot)).toEqual([{ alerts: count, incidents: 1 }]);
      const all = count.toLocaleString('en');
      await until('the count on the card', () =>
        textOf(bot.cards()[0]!).includes(`${all} of ${all} alerts firing`) ? true : undefined,
      );
      expect(bot.cards()).toHaveLength(1);
    },
    TIMEOUT_MS,
  );

  test(
    'with truncatedAlerts leads to a look: what was left out is in the same incident within seconds',
    async () => {
      const port = await findFreePort();
      const bot = await startAlone({
        ALERTMANAGER_TOKEN: '',
        ALERTMANAGER_URL: `http://127.0.0.1:${port}`,
        ALERTMANAGER_RECEIVER: 'firewatch',
      });
      const webhook = `${bot.url}${WEBHOOK}`;
      const alertmanager = await startLonelyAlertmanager({ webhook, wait: '1s', maxAlerts: 10, port });
      closeLater(() => alertmanager.stop());
      const startsAt = new Date();
      const alerts = Array.from({ length: 1_000 }, (_, index) => ({
        labels: { alertname: 'CheckoutErrors', service: 'checkout', instance: `host-${index}` },
        startsAt,
      }));

      await postAlerts(alertmanager.url, ...alerts);
      await until('all of them in an incident', async () =>
        (await countOf(bot))[0]?.alerts === 1_000 ? true : undefined,
      );

      expect(await countOf(bot)).toEqual([{ alerts: 1_000, incidents: 1 }]);
      expect(bot.cards()).toHaveLength(1);
    },
    TIMEOUT_MS,
  );
});
