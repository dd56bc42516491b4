/** Slack's own faults on the way to the bot: events that come again, under ids of their own, or only as a retry. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { EventFault } from '../../../demo/slack/faults.js';
import { APPROVER, startBot, until, type Bot } from '../../helpers/bot.js';
import { seededRandom } from '../../helpers/seeded-random.js';

const SEED = 18;
const TRIALS = 25;
const MOST_COPIES = 11;
const RETRIES_MS = 200;

let bot: Bot;
let channel: string;
beforeAll(async () => {
  bot = await startBot({ database: 'either' });
  ({ channel } = bot.slack.control.people.openDirect({ user: APPROVER }));
}, 60_000);
afterAll(() => bot.close());

const say = (text: string) => bot.slack.control.people.say({ user: APPROVER, channel, text });
const answers = () => bot.slack.control.messages(channel).filter(({ botId }) => botId !== undefined);

async function answered(count: number): Promise<void> {
  await until(`${count} answers`, () => (answers().length >= count ? true : undefined));
  await bot.slack.control.idle();
}

/** How many answers there were to what was said; an answer to what is said next comes after everything under way. */
async function answersTo(messages: number, faults: readonly EventFault[]): Promise<number> {
  const before = answers().length;
  for (const fault of faults) bot.slack.control.faults.add(fault);
  for (let index = 0; index < messages; index += 1) say('help');
  const retries = setInterval(() => bot.slack.control.flushRetries(), RETRIES_MS);
  await answered(before + messages);
  clearInterval(retries);
  bot.slack.control.faults.clear();
  say('help');
  await answered(before + messages + 1);
  return answers().length - before - 1;
}

// Fault matrix, rows 18 and 19: each message retried, told under several event ids, or with its first copy lost.
test('every message is answered once, however often and however late it is told', async () => {
  const random = seededRandom(SEED);
  const copies = () => 2 + Math.floor(random() * (MOST_COPIES - 1));
  const anyFault = (): EventFault => {
    const one = random();
    if (one < 1 / 3) return { kind: 'duplicate_event', eventType: 'message', copies: copies() };
    if (one < 2 / 3) return { kind: 'fan_out_event', eventType: 'message', copies: copies() };
    return { kind: 'lose_first_copy', eventType: 'message' };
  };
  for (let trial = 1; trial <= TRIALS; trial += 1) {
    const messages = 1 + Math.floor(random() * 3);
    const faults = Array.from({ length: messages }, anyFault);

    expect({ trial, faults, answers: await answersTo(messages, faults) }).toEqual({
      trial,
      faults,
      answers: messages,
    });
  }
}, 120_000);

// What node-slack-sdk#2141 saw.
test('a message told under eleven event ids is answered once', async () => {
  expect(await answersTo(1, [{ kind: 'fan_out_event', eventType: 'message', copies: 11 }])).toBe(1);
}, 60_000);
