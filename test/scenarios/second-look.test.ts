import { afterEach, describe, expect, test } from '@jest/globals';
import { alertOf, startBot, textOf, until, webhookOf, WEBHOOK, type Bot } from '../helpers/bot.js';
import { reports, startScriptedOpenAI, type Reply, type ScriptedOpenAI } from '../helpers/scripted-openai.js';

const reportOf = (summary: string): Reply =>
  reports({ summary, cause: null, claims: [], ruledOut: [], missing: [], nextSteps: [] });

let bot: Bot | undefined;
let model: ScriptedOpenAI | undefined;
afterEach(async () => {
  await bot?.close();
  await model?.close();
  bot = undefined;
  model = undefined;
});

describe('an alert that joins while the model still thinks about the first one', () => {
  test('is looked at afterwards, with what was concluded before, and not by two models at once', async () => {
    let answerFirst: (reply: Reply) => void = () => undefined;
    model = await startScriptedOpenAI([
      () => new Promise((resolve) => (answerFirst = resolve)),
      reportOf('Second thoughts.'),
    ]);
    const { requests, url } = model;
    bot = await startBot({ database: 'either', env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: url } });
    const { cards, post } = bot;
    const alert = alertOf();

    await post(WEBHOOK, webhookOf(alert));
    await until('the first question', () => requests[0]);
    const other = { ...alert, labels: { ...alert.labels, alertname: 'HighLatency' }, fingerprint: 'f00d' };
    await post(WEBHOOK, webhookOf(other));
    await until('the second alert on the card', () => /2 of 2 alerts/.test(textOf(cards()[0]!)) || undefined);
    // The second look is due after three seconds; it has to find the first one under way.
    await new Promise((resolve) => setTimeout(resolve, 5_000));
    expect(requests).toHaveLength(1);
    answerFirst(reportOf('First thoughts.'));

    await until('the second question', () => requests[1]);
    const briefing = requests[1]?.messages[1]?.content ?? '';
    expect(briefing).toContain('"name":"HighLatency"');
    expect(briefing).toContain('"summary":"First thoughts."');
    await until('the second report', () => /Second thoughts/.test(textOf(cards()[0]!)) || undefined);
  }, 60_000);
});
