import { expect, test } from '@jest/globals';
import { alertOf, createBotWorld, startBotIn, until, webhookOf, WEBHOOK } from '../../helpers/bot.js';
import { closeAfterEach } from '../../helpers/close-after-each.js';
import { isPostgresHere } from '../../helpers/launch-servers.js';

const ALERTS = 25;
const COPIES = 100;
const closeLater = closeAfterEach(60_000);

// Fault matrix, row 17.
test('the same webhook delivered a hundred times at once, to two bots, is one alert and one incident', async () => {
  const world = await createBotWorld({ database: 'either', config: { incidents: { stormAbove: 0 } } });
  closeLater(() => world.close());
  const bots = [await startBotIn(world)];
  if (isPostgresHere()) bots.push(await startBotIn(world));
  for (const bot of bots) closeLater(() => bot.stop());

  for (let index = 0; index < ALERTS; index += 1) {
    const body = JSON.stringify(
      webhookOf(alertOf({ labels: { alertname: 'Odd', service: `alone-${index}` } })),
    );
    const answers = await Promise.all(
      Array.from({ length: COPIES }, (_, copy) => bots[copy % bots.length]!.post(WEBHOOK, body)),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  }
  await until('every thread', () => (world.cards().length >= ALERTS ? true : undefined));

  const [first] = bots;
  for (const bot of bots) await bot.stop();
  const [stored] = await first!.query(
    `SELECT (SELECT count(*)::int FROM firewatch.alerts) AS alerts,
       (SELECT count(*)::int FROM firewatch.incidents) AS incidents`,
  );
  expect(stored).toEqual({ alerts: ALERTS, incidents: ALERTS });
  expect(world.cards()).toHaveLength(ALERTS);
}, 120_000);
