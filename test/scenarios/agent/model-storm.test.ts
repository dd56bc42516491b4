/** A model that fails in every way there is: people get what the rules know at once, and are told; then it comes back. */
import { expect, test } from '@jest/globals';
import { alertOf, keyOf, startBot, textOf, until, webhookOf, WEBHOOK, type Bot } from '../../helpers/bot.js';
import { reports, startScriptedOpenAI, type Reply } from '../../helpers/scripted-openai.js';

const PERSON = 'U0ALICE';
const PAUSE_MS = 2_500;
const TIMEOUT_MS = 120_000;
const REPORT = {
  summary: 'Something fails.',
  cause: null,
  hypotheses: [],
  claims: [],
  missing: [],
  nextSteps: ['Look at its logs.'],
};
const STORM: readonly Reply[] = [
  { kind: 'status', status: 503 },
  { kind: 'status', status: 429 },
  { kind: 'cut', answer: { kind: 'answer', calls: [{ name: 'submit_report', args: REPORT }] } },
  { kind: 'stall' },
  { kind: 'hang' },
];

let count = 0;

/** Reports trouble with another service and gives what its thread says of the analysis. */
async function analysisOfNext(bot: Bot): Promise<string> {
  const service = `service-${(count += 1)}`;
  const alert = alertOf({
    labels: { service },
    annotations: { summary: `${service} fails` },
    fingerprint: service,
  });
  await bot.post(WEBHOOK, webhookOf(alert));
  const card = await until('its card', () =>
    bot.cards().find((one) => textOf(one).includes(`${service} fails`)),
  );
  const message = await until('its analysis', () =>
    bot
      .messages()
      .find(
        (one) =>
          one.threadTs === card.ts &&
          keyOf(one).startsWith('evidence:') &&
          /made by rules|allow one to be named/.test(textOf(one)),
      ),
  );
  return textOf(message);
}

test(
  'a storm of failures costs nobody time, is shown, and passes',
  async () => {
    let failures = 0;
    let isBack = false;
    const model = await startScriptedOpenAI(
      [() => (isBack ? reports(REPORT) : (STORM[(failures += 1) % STORM.length] ?? { kind: 'hang' }))],
      { repeatLast: true },
    );
    const bot = await startBot({
      database: 'either',
      env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' },
      config: { agent: { requestTimeout: '1s' } },
      circuit: { firstPauseMs: PAUSE_MS },
    });
    const circuit = async () =>
      /firewatch_model_circuit_open\{model="scripted"\} (\d)/.exec((await bot.get('/metrics')).text)?.[1];
    const home = () => JSON.stringify(bot.slack.control.viewsFor(PERSON).home ?? null);
    try {
      let said = await analysisOfNext(bot);
      while ((await circuit()) !== '1') said = await analysisOfNext(bot);
      expect(said).toMatch(/this analysis was made by rules/);

      const asked = model.requests.length;
      const paused = await analysisOfNext(bot);
      expect(paused).toMatch(
        /The model keeps failing and is left alone for now; this analysis was made by rules/,
      );
      expect(model.requests).toHaveLength(asked);
      bot.slack.control.people.openHome({ user: PERSON });
      await until('the Home tab', () => home().includes('is left alone') || undefined);

      isBack = true;
      await until('the model to be asked again', async () =>
        !/made by rules/.test(await analysisOfNext(bot)) ? true : undefined,
      );
      expect(await circuit()).toBe('0');
      expect(bot.cards()).toHaveLength(count);
    } finally {
      await bot.close();
      await model.close();
    }
  },
  TIMEOUT_MS,
);
