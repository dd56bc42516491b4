/** A fix that does not help is taken back by people in the thread, with the whole bot. */
import { expect, test } from '@jest/globals';
import {
  alertOf,
  APPROVER,
  approve,
  CHANNEL,
  findProposal,
  keyOf,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
} from '../helpers/bot.js';
import { closeAfterEach } from '../helpers/close-after-each.js';

const TIMEOUT_MS = 120_000;

const closeLater = closeAfterEach(TIMEOUT_MS);

test(
  'a click proposes the way back on a card of its own, and what ran is seen with one command',
  async () => {
    const bot = await startBot({ database: 'either', endpoint: { undo: 'restore-checkout' } });
    closeLater(() => bot.close());
    const { people } = bot.slack.control;
    await bot.post(WEBHOOK, webhookOf(alertOf()));
    const first = await until('the proposal', () => findProposal(bot));
    const card = () => bot.messages().find(({ ts }) => ts === first.ts)!;
    expect(textOf(card())).toContain('it can be taken back: ');
    await approve(bot, first);

    await until('the way back', () => (textOf(card()).includes('proposal.roll_back') ? true : undefined));
    expect(bot.fix.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    await until('the call for help', () =>
      bot
        .messages()
        .find((one) => keyOf(one).startsWith('note:') && textOf(one).includes('Please take over')),
    );
    await people.click({ user: 'U0CAROL', channel: CHANNEL, ts: first.ts, actionId: 'proposal.roll_back' });
    await people.click({ user: 'U0BOB', channel: CHANNEL, ts: first.ts, actionId: 'proposal.roll_back' });

    const second = await until('the roll-back', () => findProposal(bot));
    expect(second.ts).not.toBe(first.ts);
    expect(textOf(second)).toContain('Roll back: Restart checkout');
    await until('no second button', () => (textOf(card()).includes('proposal.roll_back') ? undefined : true));
    await approve(bot, second);
    await until('the run', () =>
      bot.fix.requests.find(({ method, path }) => method === 'POST' && path === '/restore'),
    );

    const told = async (text: string, part: string) => {
      await people.command({ user: APPROVER, channel: CHANNEL, text });
      return until(part, () =>
        bot.slack.control
          .messagesFor(CHANNEL, APPROVER)
          .find((message) => 'visibleOnlyTo' in message && textOf(message).includes(part)),
      );
    };
    await told('/incident actions', 'Actions are allowed.');
    await told('/incident actions promote checkout-errors 1', 'lets people approve it each time');
  },
  TIMEOUT_MS,
);
