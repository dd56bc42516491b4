/** What people ask for in Slack and what they get, through the local Slack and the real bot. */
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { Message } from '../../demo/slack/local-slack.js';
import {
  alertOf,
  CHANNEL,
  keyOf,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
} from '../helpers/bot.js';
import {
  calls,
  says,
  startScriptedOpenAI,
  type ScriptedOpenAI,
  type Step,
} from '../helpers/scripted-openai.js';
import { openIncident } from './workspace.js';

const USER = 'U0ALICE';

function of(bot: Bot) {
  const command = async (text: string) => {
    const result = await bot.slack.control.people.command({
      user: USER,
      channel: CHANNEL,
      text: `/incident ${text}`,
    });
    expect(result).toMatchObject({ ok: true });
  };
  /** The newest private answer that shows it. */
  const toldPrivately = (part: string) =>
    until(`a private answer with “${part}”`, () =>
      bot.slack.control
        .messagesFor(CHANNEL, USER)
        .findLast(
          (message) =>
            'visibleOnlyTo' in message && message.visibleOnlyTo === USER && shown(message).includes(part),
        ),
    );
  const answerWith = (part: string) =>
    until(`an answer with “${part}”`, () =>
      bot.messages().find((message) => keyOf(message).startsWith('answer:') && shown(message).includes(part)),
    );
  return { command, toldPrivately, answerWith };
}

const shown = (message: Message) => `${message.text} ${textOf(message)}`;

describe('without a model', () => {
  let bot: Bot;
  beforeAll(async () => {
    bot = await startBot({ database: 'either' });
    await openIncident(bot);
  }, 60_000);
  afterAll(() => bot.close());

  test('the services of the catalogue are listed, and what alerts name beside them', async () => {
    const { command, toldPrivately } = of(bot);
    // Over when it is told: it opens nothing.
    const over = alertOf({ status: 'resolved', labels: { alertname: 'DiskFull', service: 'ledger' } });
    await bot.post(WEBHOOK, webhookOf(over));

    await command('services');

    const told = await toldPrivately('Not in the catalogue');
    expect(shown(told)).toMatch(/"ledger".*": 1 alert, the last "/);
    expect(shown(told)).toMatch(/"checkout".*" · tier 1".*" · 1 alert in 7 days"/);
  });

  test('a question is answered in the thread from what is stored', async () => {
    const { command, toldPrivately, answerWith } = of(bot);

    await command('ask what should I do');

    await toldPrivately('The answer comes in the thread of INC-1');
    const answer = await answerWith('Decide on “Restart checkout” in the thread');
    expect(answer.threadTs).toBe(bot.cards()[0]?.ts);
  });

  test.each([
    ['catchup', 'Waits for approval'],
    ['runbook', '1 of 1 check'],
    ['changes', 'No change is on record around INC-1.'],
    ['oncall', 'No paging system is connected'],
    ['investigate the workers', 'Looking at INC-1 again.'],
    ['audit', 'proposal created'],
    ['stats', 'Last 7 days'],
  ])('/incident %s tells the person privately', async (text, part) => {
    const { command, toldPrivately } = of(bot);

    await command(text);

    expect(await toldPrivately(part)).toMatchObject({ visibleOnlyTo: USER });
  });

  test('a note by mention without a colon is a question, and its author learns how to write it down', async () => {
    const { toldPrivately } = of(bot);
    const threadTs = bot.cards()[0]?.ts ?? '';
    const text = `<@${bot.slack.botUser}> note the cache was emptied`;

    bot.slack.control.people.say({ user: USER, channel: CHANNEL, threadTs, text, isRaw: true });

    expect(shown(await toldPrivately('Taken as a question'))).toContain('note: the cache was emptied');
  });

  test('the postmortem comes into the thread as a file', async () => {
    const { command, toldPrivately } = of(bot);

    await command('postmortem');

    await toldPrivately('The postmortem draft of INC-1');
    const draft = await until('the draft', () =>
      bot
        .messages()
        .find((message) => shown(message).includes('Postmortem INC-1') || (message.files ?? []).length > 0),
    );
    expect(draft.threadTs).toBe(bot.cards()[0]?.ts);
  });
});

describe('with a model', () => {
  let bot: Bot;
  let model: ScriptedOpenAI;
  const script: Step[] = [];
  /** Questions are told from investigations by what the system prompt says. */
  const step: Step = (request) => {
    const isQuestion = request.messages[0]?.content?.startsWith('You answer questions') ?? false;
    if (!isQuestion) return { kind: 'status', status: 400 };
    const next = script.shift();
    return typeof next === 'function' ? next(request) : (next ?? { kind: 'status', status: 400 });
  };
  beforeAll(async () => {
    model = await startScriptedOpenAI([step], { repeatLast: true });
    bot = await startBot({
      database: 'either',
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url },
    });
    await openIncident(bot);
  }, 60_000);
  afterAll(async () => {
    await bot.close();
    await model.close();
  });

  test('the answer cites what was looked up, and nothing in it is alive', async () => {
    script.push(
      calls({ name: 'get_service', args: { service: 'checkout' } }),
      says('**Yes**, <!channel> see [this](https://evil.example) (E1).'),
    );
    const { command, answerWith } = of(bot);

    await command('ask 1 is checkout ours?');

    const answer = await answerWith('Yes');
    expect(shown(answer)).not.toMatch(/evil\.example|<!channel>/);
    expect(shown(answer)).toContain('see this');
  });

  test('asked in the thread by mention, it answers there', async () => {
    script.push(says('Nobody knows yet (E1).'));
    const { answerWith } = of(bot);
    const thread = bot.cards()[0]?.ts ?? '';

    bot.slack.control.people.say({
      user: USER,
      channel: CHANNEL,
      threadTs: thread,
      text: `<@${bot.slack.botUser}> who broke it, and when?`,
      isRaw: true,
    });

    expect((await answerWith('Nobody knows yet')).threadTs).toBe(thread);
  });
});
