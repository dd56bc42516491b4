/** Slack's own faults on the way to the bot: events that come again, under ids of their own, or only as a retry. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { APPROVER, startBot, until, type Bot } from '../../helpers/bot.js';

let bot: Bot;
let channel: string;
beforeAll(async () => {
  bot = await startBot({ database: 'either' });
  ({ channel } = bot.slack.control.people.openDirect({ user: APPROVER }));
}, 60_000);
afterAll(() => bot.close());

const say = (text: string) => bot.slack.control.people.say({ user: APPROVER, channel, text });
const answers = () => bot.slack.control.messages(channel).filter(({ botId }) => botId !== undefined);

/** An answer to what is said next comes after everything that was still under way. */
async function answersTo(act: () => void): Promise<number> {
  const before = answers().length;
  act();
  await until('an answer', () => (answers().length > before ? true : undefined));
  await bot.slack.control.idle();
  say('help');
  await until('the next answer', () => (answers().length > before + 1 ? true : undefined));
  await bot.slack.control.idle();
  return answers().length - before - 1;
}

// Fault matrix, row 18.
test.each([
  ['retried three times', { kind: 'duplicate_event', eventType: 'message', copies: 4 }],
  ['told under eleven event ids', { kind: 'fan_out_event', eventType: 'message', copies: 11 }],
] as const)(
  'a message %s is answered once',
  async (_, fault) => {
    bot.slack.control.faults.add(fault);

    expect(await answersTo(() => say('help'))).toBe(1);
  },
  60_000,
);

// Fault matrix, row 19.
test('a message whose first copy never arrived is answered at its retry', async () => {
  bot.slack.control.faults.add({ kind: 'lose_first_copy', eventType: 'message' });

  const count = await answersTo(() => {
    say('help');
    setTimeout(() => bot.slack.control.flushRetries(), 200);
  });

  expect(count).toBe(1);
}, 60_000);
