import { isDeepStrictEqual } from 'node:util';
import { expect, test } from '@jest/globals';
import { alertOf, queryDatabase, startBotIn, textOf, until, webhookOf, WEBHOOK } from '../../helpers/bot.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { CHECKOUT_KEY, createPagedWorld } from '../../helpers/paged-world.js';
import { describeWithServer } from '../../helpers/real-servers.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const SEED = 31;
const INCIDENTS = 25;

const closeLater = closeAfterEach(60_000);

describeWithServer('postgres', 'PagerDuty whose webhooks are off', () => {
  // Fault matrix, row 31.
  test('for a day: one look finds every incident that is open there, and what became of those that are known', async () => {
    const world = await createPagedWorld();
    closeLater(() => world.close());
    const bot = await startBotIn(world);
    closeLater(() => bot.stop());
    const { pagerDuty } = world;
    const trigger = async (key: string, action = 'trigger') => {
      const payload = { summary: `Trouble with ${key}`, source: 'probe', severity: 'critical' };
      const body = JSON.stringify({
        routing_key: CHECKOUT_KEY,
        event_action: action,
        dedup_key: key,
        payload,
      });
      expect((await fetch(`${pagerDuty.url}/v2/enqueue`, { method: 'POST', body })).status).toBe(202);
    };
    const cards = (text: string) => world.cards().filter((card) => textOf(card).includes(text));
    const card = (text: string) => until(`a card with ${text}`, () => cards(text)[0]);
    /** What happens every two minutes. */
    const look = async () => {
      const [row] = await queryDatabase(
        bot,
        "SELECT cron FROM pgboss.schedule WHERE name = 'reconcile-paging'",
      );
      expect(row).toEqual({ cron: '*/2 * * * *' });
      await queryDatabase(bot, "INSERT INTO pgboss.job (name, data) VALUES ('reconcile-paging', '{}')");
    };

    // Nobody is subscribed, so that nothing is ever told.
    await bot.post(
      WEBHOOK,
      webhookOf(alertOf({ labels: { service: 'search' }, annotations: { summary: 'Ours' } })),
    );
    const ours = await until('our copy there', () => pagerDuty.incidents[0]);
    pagerDuty.people.acknowledge(ours, 'UALICE');
    pagerDuty.people.addNote(ours, 'UALICE', 'The index is gone.');
    await trigger('the disk');
    await trigger('what is over again');
    await trigger('what is over again', 'resolve');
    await look();

    await card('Trouble with the disk');
    await until('the note', () =>
      world.messages().find((message) => textOf(message).includes('The index is gone.')),
    );
    await until('the acknowledgement', () =>
      textOf(cards('Ours')[0]!).includes('Acknowledged by') ? true : undefined,
    );
    expect(cards('what is over again')).toEqual([]);

    // The monitoring that opened it there ends it there.
    await trigger('the disk', 'resolve');
    await look();
    await until('its end here', () =>
      /resolved after/.test(textOf(cards('the disk')[0]!)) ? true : undefined,
    );
    await look();
    expect(world.cards()).toHaveLength(2);
    expect(pagerDuty.incidents).toHaveLength(3);

    // Twenty-five more, of which some are over at the first look, some at the second, and some last.
    const random = seededRandom(SEED);
    const firing = async (keys: readonly string[]) => {
      const rows = await queryDatabase(
        bot,
        "SELECT name FROM firewatch.alerts WHERE source = 'pagerduty' AND status = 'firing'",
      );
      const names = rows.map(({ name }) => String(name)).toSorted();
      return isDeepStrictEqual(names, keys.map((key) => `Trouble with ${key}`).toSorted()) || undefined;
    };
    const open: string[] = [];
    for (let index = 0; index < INCIDENTS; index += 1) {
      await trigger(`number ${index}`);
      if (random() < 0.3) await trigger(`number ${index}`, 'resolve');
      else open.push(`number ${index}`);
    }
    await look();
    await until('those that are open', () => firing(open));
    const ending = new Set(open.filter(() => random() < 0.5));
    for (const key of ending) await trigger(key, 'resolve');
    await look();
    await until('the ends', () => firing(open.filter((key) => !ending.has(key))));
  }, 120_000);
});
