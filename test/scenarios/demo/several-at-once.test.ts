/** Several troubles at once in the demo: each is one incident, the worst is first, and PagerDuty has them all. */
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { startDemoWorld } from '../../../demo/world.js';
import type { Message } from '../../../demo/slack/local-slack.js';
import { textOf, until } from '../../helpers/bot.js';
import { launchBrowser } from '../../helpers/browser.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { describeWithServer } from '../../helpers/real-servers.js';

const TIMEOUT_MS = 240_000;
const HEALTHY_MS = 12_000;
/** Alerts look back over ten seconds, and a busy machine is slow by itself. */
const WAIT_MS = 90_000;
const CHANNEL = 'C0INCIDENTS';
const ALICE = 'U0ALICE';
const closeLater = closeAfterEach(TIMEOUT_MS);
/** Where to put a picture of every step, for people who work on the page; none are taken without it. */
const pictures = process.env['FIREWATCH_SCREENSHOTS'];

const nameOf = (card: Message) => /INC-\d+/.exec(textOf(card))?.[0] ?? '';

describeWithServer('chromium', 'the button “several at once”', () => {
  test(
    'opens an incident for each trouble, with its alerts together; the list and PagerDuty show them',
    async () => {
      const browser = await launchBrowser();
      closeLater(() => browser.close());
      const { slack, pagerDuty, stop } = await startDemoWorld({ port: 0, isPageWanted: true });
      closeLater(stop);
      const cards = () =>
        slack.control
          .messages(CHANNEL)
          .filter(({ botId, threadTs }) => botId !== undefined && threadTs === undefined);
      const cardAbout = (words: RegExp) => cards().find((card) => words.test(textOf(card)));
      const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
      const picture = async (name: string) => {
        if (pictures !== undefined) await page.screenshot({ path: join(pictures, `${name}.png`) });
      };
      await page.goto(slack.url);
      await page.getByRole('heading', { name: '# incidents' }).waitFor();

      // Evidence compares with the time before.
      await new Promise((resolve) => setTimeout(resolve, HEALTHY_MS));

      await page.getByRole('button', { name: 'several at once' }).click();
      const newsletter = await until('the newsletters', () => cardAbout(/newsletter pile up/));
      const warehouse = await until('the warehouse', () => cardAbout(/warehouse-sync fail/));
      // Payments, checkout and web tell of the same trouble.
      const shop = await until('the shop', () => {
        const card = cardAbout(/of payments|payments fail|checkout fail|web fail/);
        return card && /[2-9] of [2-9] alerts firing/.test(textOf(card)) ? card : undefined;
      });
      // Users are hurt by the shop alone, and nobody waits for a newsletter; which was opened first does not matter.
      const names = [shop, warehouse, newsletter].map(nameOf);
      expect(new Set(names).size).toBe(3);
      const copies = await until('all of them at PagerDuty', () => {
        const found = names.flatMap(
          (name) => pagerDuty.incidents.find(({ title }) => title.startsWith(`${name} `)) ?? [],
        );
        return found.length === names.length ? found : undefined;
      });
      expect(copies.map(({ priority }) => priority?.name)).toEqual(['P1', 'P2', 'P3']);
      await until('the impact of the warehouse', () =>
        /of jobs of warehouse-sync fail/.test(textOf(cardAbout(/warehouse-sync fail/)!)) ? true : undefined,
      );
      await picture('several-1-channel');

      await page
        .getByPlaceholder(/Message/)
        .first()
        .fill('/incident list');
      await page.keyboard.press('Enter');
      const list = await until('the list', () =>
        slack.control
          .messagesFor(CHANNEL, ALICE)
          .filter(({ visibleOnlyTo }) => visibleOnlyTo === ALICE)
          .map(textOf)
          .find((text) => names.every((name) => text.includes(name))),
      );
      await picture('several-2-list');
      const order = (list.match(/INC-\d+/g) ?? []).filter((name) => names.includes(name));
      expect([...new Set(order)]).toEqual(names);

      // Somebody answers their pager, and Slack knows.
      pagerDuty.people.acknowledge(copies[1]!, 'PALICE');
      await until('who acknowledged it', () =>
        /Acknowledged by/.test(textOf(cardAbout(/warehouse-sync fail/)!)) ? true : undefined,
      );
      await page.goto(pagerDuty.url);
      await picture('several-3-pagerduty');
      await page.goto(slack.url);
      await page.getByRole('button', { name: 'repair' }).click();
      await until(
        'the end of all of them',
        () => (cards().every((card) => /resolved after/.test(textOf(card))) ? true : undefined),
        WAIT_MS,
      );
      await until('their end at PagerDuty', () =>
        pagerDuty.incidents.every(({ status }) => status === 'resolved') ? true : undefined,
      );
      await picture('several-4-over');
    },
    TIMEOUT_MS,
  );
});
