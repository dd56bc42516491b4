/** A service whose channel nobody made: its incident appears in the default channel, and people work there as anywhere. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CATALOG } from '../helpers/bot-config.js';
import {
  alertOf,
  approve,
  createBotWorld,
  findProposal,
  keyOf,
  startBotIn,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  APPROVER,
  CHANNEL,
  type Bot,
} from '../helpers/bot.js';

let bot: Bot;
beforeAll(async () => {
  const world = await createBotWorld({ database: 'either' });
  await writeFile(
    join(world.directory, 'catalog-info.yaml'),
    CATALOG.replace(
      "firewatch.dev/tier: '1'",
      "firewatch.dev/tier: '1'\n    firewatch.dev/channel: '#checkout-incidents'",
    ),
  );
  bot = await startBotIn(world);
}, 120_000);
afterAll(() => bot?.close(), 60_000);

test('an incident whose channel does not exist is told, worked on and fixed in the default channel', async () => {
  await bot.post(WEBHOOK, webhookOf(alertOf()));
  const proposal = await until('a proposal in the default channel', () => findProposal(bot));
  const [card] = bot.cards();
  expect(proposal.threadTs).toBe(card?.ts);
  await until('why it is there', () =>
    bot
      .messages()
      .find(
        (message) =>
          message.threadTs === card?.ts &&
          textOf(message).includes('#checkout-incidents does not exist or Firewatch is not in it') &&
          textOf(message).includes('change the channel of checkout in the catalogue'),
      ),
  );

  // The only incident of this channel is meant.
  await bot.slack.control.people.command({ user: APPROVER, channel: CHANNEL, text: '/incident ack' });
  await until('the acknowledgement on the card', () =>
    bot.cards().find((message) => textOf(message).includes(APPROVER)),
  );
  bot.slack.control.people.say({
    user: APPROVER,
    channel: CHANNEL,
    text: '@firewatch note: the channel is missing',
    threadTs: card?.ts ?? '',
  });
  await approve(bot, proposal);
  await until('the fix', () =>
    bot.fix.requests.find(({ method, path }) => method === 'POST' && path.includes('restart')),
  );

  expect(bot.cards()).toHaveLength(1);
  expect(
    bot
      .messages()
      .filter(({ ts }) => ts !== card?.ts)
      .every(({ threadTs }) => threadTs === card?.ts),
  ).toBe(true);
  const keys = bot.messages().map(keyOf);
  expect(new Set(keys).size).toBe(keys.length);
  const entries = await bot.query(
    'SELECT i.channel, count(t.id)::int AS notes FROM firewatch.incidents AS i LEFT JOIN firewatch.timeline AS t ON t.incident_id = i.id AND t.text LIKE $1 GROUP BY i.id',
    ['%the channel is missing%'],
  );
  expect(entries).toEqual([{ channel: CHANNEL, notes: 1 }]);
}, 120_000);
