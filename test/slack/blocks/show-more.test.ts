/** “Show more”, clicked in the local Slack: the whole evidence, in the thread, for one person's eyes. */
import { afterEach, describe, expect, test } from '@jest/globals';
import { ACTIONS } from '../../../src/slack/ids.js';
import { alertOf, CHANNEL, startBot, until, webhookOf, WEBHOOK, type Bot } from '../../helpers/bot.js';
import { actionIds, visibleText, watchIncidentChannel } from '../../helpers/incident-channel.js';

const TIMEOUT_MS = 120_000;

let bot: Bot | undefined;
afterEach(async () => {
  await bot?.close();
  bot = undefined;
});

describe('Show more', () => {
  test(
    'shows everything to whoever clicked, in the thread, and to nobody else',
    async () => {
      bot = await startBot({ database: 'either' });
      const { slack } = bot;
      const channel = watchIncidentChannel(slack, CHANNEL);
      await bot.post(WEBHOOK, webhookOf(alertOf()));
      const card = await until('the thread', () => channel.cards()[0]);
      const evidence = await until('the analysis', () => {
        const found = channel.evidence(card);
        return found && actionIds(found).includes(ACTIONS.feedback) ? found : undefined;
      });

      await slack.control.people.click({
        user: 'U0CAROL',
        channel: CHANNEL,
        ts: evidence.ts,
        actionId: ACTIONS.showMore,
      });

      const told = await until('the answer', () =>
        slack.control
          .messagesFor(CHANNEL, 'U0CAROL')
          .find(
            (one) => one.visibleOnlyTo === 'U0CAROL' && visibleText(one).includes('everything that was seen'),
          ),
      );
      expect(told.threadTs).toBe(card.ts);
      expect(visibleText(told)).toContain('Unusual');
      expect(slack.control.messagesFor(CHANNEL, 'U0BOB').map(visibleText).join()).not.toContain(
        'everything that was seen',
      );
    },
    TIMEOUT_MS,
  );
});
