import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readAppManifest } from '../../demo/app-manifest.js';
import type { Message } from '../../demo/slack/local-slack.js';
import { ACTIONS } from '../../src/slack/ids.js';
import {
  APPROVER,
  CHANNEL,
  formAfter,
  keyOf,
  startBot,
  startBotIn,
  textOf,
  until,
  type Bot,
} from '../helpers/bot.js';

const TIMEOUT_MS = 60_000;
const BOB = 'U0BOB';

let bot: Bot;

beforeAll(async () => {
  bot = await startBot({
    database: 'either',
    slack: readAppManifest(),
    config: { incidents: { updateEvery: { sev2: '1s' } } },
  });
  // One after the other, so that their numbers are known.
  for (const [title, service] of [
    ['Checkout fails', 'checkout'],
    ['Search is slow', 'search'],
    ['Emails are late', 'search'],
  ] as const) {
    const before = bot.cards().length;
    await say(`/incident new ${title} --service ${service}`);
    await until('its card', () => (bot.cards().length > before ? true : undefined));
  }
}, TIMEOUT_MS * 2);
afterAll(() => bot?.close(), TIMEOUT_MS);

const say = (text: string, user = APPROVER) =>
  bot.slack.control.people.command({ user, channel: CHANNEL, text });
const cardOf = (number: number) => {
  const card = bot.cards().find((one) => textOf(one).includes(`INC-${number}`));
  if (!card) throw new Error(`INC-${number} has no card.`);
  return card;
};
const inThread = (number: number, ...parts: readonly string[]) => {
  const { ts } = cardOf(number);
  return until(`“${parts.join('” and “')}” in the thread of INC-${number}`, () =>
    bot
      .messages()
      .find((message) => message.threadTs === ts && parts.every((part) => textOf(message).includes(part))),
  );
};
/** Direct messages of the bot, whomever they went to. */
const directMessages = (): readonly Message[] =>
  Array.from({ length: 9 }, (_, index) => bot.slack.control.messages(`D0DIRECT${index + 1}`)).flat();
const toldTo = (user: string) =>
  bot.slack.control.messagesFor(CHANNEL, user).filter(({ visibleOnlyTo }) => visibleOnlyTo === user);
const answerTo = async (text: string, user = APPROVER) => {
  const before = toldTo(user).length;
  await say(text, user);
  return textOf(await until('a private answer', () => toldTo(user)[before]));
};

describe('people at work on incidents', () => {
  test(
    'somebody gets a role, finds instructions in their messages, and passes it on',
    async () => {
      const answer = await answerTo('/incident assign 1 comms <@U0BOB|bob>');
      const brief = await until('the instructions', () =>
        directMessages().find((message) => keyOf(message).startsWith('role_brief:')),
      );

      expect(answer).toContain('<@U0BOB> is communications lead of INC-1 now');
      expect(textOf(brief)).toContain('Post a first update, even when little is known');
      await inThread(1, '<@U0BOB> is communications lead now.');

      await say('/incident assign 1 comms <@U0CAROL|carol>');
      await until('what Bob reads afterwards', () =>
        directMessages().find((message) =>
          message.ts === brief.ts && textOf(message).includes('Thank you') ? message : undefined,
        ),
      );
      await say('/incident assign 1 comms <@U0BOB|bob>');
      await until('instructions anew', () =>
        directMessages().find(
          (message) => message.ts !== brief.ts && textOf(message).includes('communications lead'),
        ),
      );
    },
    TIMEOUT_MS,
  );

  test(
    'a status update is in the thread, on the card, and on the timeline',
    async () => {
      const answer = await answerTo('/incident status 1 Rolling back, errors fall', BOB);

      expect(answer).toContain('Your update is in the thread of INC-1. The next one is due at');
      await inThread(1, 'Status update', 'Rolling back, errors fall');
      expect(await answerTo('/incident timeline 1')).toContain('Rolling back, errors fall');
    },
    TIMEOUT_MS,
  );

  test(
    'two incidents become one, in both threads',
    async () => {
      expect(await answerTo('/incident merge 2 into 1')).toContain(
        'INC-2 is part of INC-1 now; go on there.',
      );

      await inThread(2, 'Merged into INC-1');
      await inThread(1, 'INC-2 (Search is slow) is part of this incident now');
      await until('its card to say so', () => (/INC-1\b/.test(textOf(cardOf(2))) ? true : undefined));
    },
    TIMEOUT_MS,
  );

  test(
    'a form asks for what a command leaves open',
    async () => {
      const modal = await formAfter(bot, APPROVER, () => say('/incident severity 1'));
      const sent = await bot.slack.control.people.submitView({
        user: APPROVER,
        viewId: String(modal['id']),
        values: { severity: { severity: 'sev1' }, reason: { reason: 'nobody can pay' } },
      });

      expect(sent).toEqual({ ok: true });
      await inThread(1, 'Severity sev2 → sev1: nobody can pay');
      await say('/incident severity 1 sev2 because the payments are back');
      await inThread(1, 'Severity sev1 → sev2');
      await say('/incident status 1 Better', BOB);
      await inThread(1, 'Status update', 'Better');
    },
    TIMEOUT_MS,
  );

  test(
    'the form for a new incident takes what is known so far',
    async () => {
      const modal = await formAfter(bot, APPROVER, () => say('/incident new'));
      await bot.slack.control.people.submitView({
        user: APPROVER,
        viewId: String(modal['id']),
        values: { title: { title: 'Invoices are empty' }, summary: { summary: 'Since the last release' } },
      });

      await until('its card', () => bot.cards().find((card) => textOf(card).includes('INC-4')));
      expect((await inThread(4, 'Since the last release')).threadTs).toBe(cardOf(4).ts);
    },
    TIMEOUT_MS,
  );

  test(
    'an analysis is called wrong, and the person is told how to say what it was',
    async () => {
      const analysis = await until('an analysis to judge', () =>
        bot.messages().find((message) => textOf(message).includes(ACTIONS.feedback)),
      );
      const value = /wrong:[0-9a-f-]{36}/.exec(textOf(analysis))?.[0];
      const before = toldTo(BOB).length;
      await bot.slack.control.people.click({
        user: BOB,
        channel: CHANNEL,
        ts: analysis.ts,
        actionId: ACTIONS.feedback,
        ...(value === undefined ? {} : { value }),
      });
      const thanks = await until('thanks', () => toldTo(BOB)[before]);

      expect(textOf(thanks)).toContain('Thank you, it is noted. What was it?');
    },
    TIMEOUT_MS,
  );

  test(
    'after a restart whoever is late is reminded, and what slept wakes up',
    async () => {
      expect(await answerTo('/incident snooze 3 1s because the vendor is on it')).toContain(
        'INC-3 sleeps until',
      );
      await inThread(3, 'Asleep for 1 s: the vendor is on it');
      await new Promise((resolve) => setTimeout(resolve, 1_200));
      await bot.stop();
      const { close } = bot;
      const restarted = await startBotIn(bot);
      bot = {
        ...restarted,
        async close() {
          await restarted.stop();
          await close();
        },
      };

      const reminder = await inThread(1, 'the last status update is', 'One sentence will do');
      expect(textOf(reminder)).toContain(BOB);
      await inThread(3, 'Awake again, its time is over. Nothing happened meanwhile.');
    },
    TIMEOUT_MS * 2,
  );

  test(
    'whoever resolves it is asked what the cause really was',
    async () => {
      const card = cardOf(1);
      const modal = await formAfter(bot, APPROVER, () =>
        bot.slack.control.people.click({
          user: APPROVER,
          channel: CHANNEL,
          ts: card.ts,
          actionId: ACTIONS.resolve,
        }),
      );
      expect(JSON.stringify(modal)).toContain('What was the cause?');
      const submit = (other: string | null) =>
        bot.slack.control.people.submitView({
          user: APPROVER,
          viewId: String(modal['id']),
          values: { cause: { cause: 'other' }, other: { other }, fix: { fix: 'More connections' } },
        });

      expect(await submit(null)).toMatchObject({
        ok: false,
        errors: { other: 'Say what it was, or choose “Nobody knows”.' },
      });
      expect(await submit('The pool was exhausted')).toEqual({ ok: true });
      await inThread(1, 'Resolved by hand.', 'Cause: The pool was exhausted.', 'Fixed by: More connections.');
      await until('the card to say so', () =>
        /resolved after[\s\S]*The pool was exhausted/.test(textOf(cardOf(1))) ? true : undefined,
      );
    },
    TIMEOUT_MS,
  );
});
