/** What a model costs and how often it is right, from the alert to the statistics, the metrics and the exported cases. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterEach, describe, expect, test } from '@jest/globals';
import { ACTIONS, PICKERS } from '../../src/slack/ids.js';
import {
  alertOf,
  APPROVER,
  CHANNEL,
  formAfter,
  startBot,
  textOf,
  until,
  webhookOf,
  WEBHOOK,
  type Bot,
  type WorldOptions,
} from '../helpers/bot.js';
import {
  startScriptedOpenAI,
  type ChatRequest,
  type Reply,
  type ScriptedOpenAI,
  type Step,
} from '../helpers/scripted-openai.js';

const TIMEOUT_MS = 120_000;
const MODEL = 'scripted';
const PRICES = { [MODEL]: { input: 2, cachedInput: 0.5, output: 8 } };
/** Nobody’s key. */
const SECRET = 'hunter2-Zx81-Qpfm-77';

let bot: Bot | undefined;
let model: ScriptedOpenAI | undefined;
afterEach(async () => {
  await bot?.close();
  await model?.close();
  bot = undefined;
  model = undefined;
});

/** Names checkout, and cites what is unusual about it. */
function blamesCheckout(request: ChatRequest): Reply {
  const briefing = request.messages[1]?.content ?? '';
  const evidenceIds = briefing
    .split('\n')
    .filter((line) => line.includes('"unusual":true') && line.includes('checkout'))
    .flatMap((line) => /"id":"(E\d+)"/.exec(line)?.[1] ?? []);
  const cause = {
    service: 'checkout',
    component: null,
    mechanism: 'A worker of checkout hangs.',
    confidence: 0.8,
  };
  const report = {
    summary: 'checkout fails.',
    cause: { ...cause, evidenceIds },
    hypotheses: [],
    claims: [],
    missing: [],
    nextSteps: [],
  };
  return {
    kind: 'answer',
    calls: [{ name: 'submit_report', args: report }],
    // 6,000 · $2 + 4,000 · $0.50 + 500 · $8, each per million: 1.8 cents.
    usage: { input: 10_000, cached: 4_000, output: 500 },
  };
}

async function start(steps: readonly Step[], agent: object, options: Partial<WorldOptions> = {}) {
  model = await startScriptedOpenAI(steps);
  bot = await startBot({
    database: 'either',
    config: { agent },
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url, OPENAI_MODEL: MODEL },
    ...options,
  });
  await bot.post(
    WEBHOOK,
    webhookOf(alertOf({ annotations: { summary: `Half of all checkouts fail, password=${SECRET}` } })),
  );
  return { bot, model };
}

const cardThatSays = (of: Bot, part: string) =>
  until(`the card to say “${part}”`, () => of.cards().find((card) => textOf(card).includes(part)));

async function told(of: Bot, command: string, part: string): Promise<string> {
  await of.slack.control.people.command({ user: APPROVER, channel: CHANNEL, text: `/incident ${command}` });
  const answer = await until(`an answer with “${part}”`, () =>
    of.slack.control.messagesFor(CHANNEL, APPROVER).findLast((message) => textOf(message).includes(part)),
  );
  return textOf(answer);
}

describe('an investigation by a model', () => {
  test(
    'is told in money; once people say where it began, it is right or wrong everywhere',
    async () => {
      const { bot } = await start([blamesCheckout], { prices: PRICES });

      const card = await cardThatSays(bot, 'Cost so far: $0.02, 1 model call, 10,500 tokens');
      expect(await told(bot, 'stats', 'Last 7 days')).toContain(
        '$0.02, 1 request, 10,500 tokens, 40 % of the prompts cached',
      );
      const form = await formAfter(bot, APPROVER, () =>
        bot.slack.control.people.click({
          user: APPROVER,
          channel: CHANNEL,
          ts: card.ts,
          actionId: ACTIONS.resolve,
        }),
      );
      const picker = { actionId: PICKERS.service };
      await bot.slack.control.people.suggest({
        user: APPROVER,
        viewId: String(form['id']),
        ...picker,
        query: 'sea',
      });
      const sent = await bot.slack.control.people.submitView({
        user: APPROVER,
        viewId: String(form['id']),
        values: {
          cause: { cause: 'other' },
          service: { [PICKERS.service]: 'search' },
          other: { other: 'a full disk' },
        },
      });
      expect(sent).toEqual({ ok: true });
      await cardThatSays(bot, 'it began in search; a full disk');

      const stats = await told(bot, 'stats', '0 of 1');
      expect(stats).toContain(MODEL);
      const metrics = (await bot.get('/metrics')).text;
      for (const line of [
        `firewatch_model_cost_usd_total{model="${MODEL}"} 0.018`,
        `firewatch_model_tokens_total{model="${MODEL}",direction="input"} 6000`,
        `firewatch_model_tokens_total{model="${MODEL}",direction="cached_input"} 4000`,
        `firewatch_model_tokens_total{model="${MODEL}",direction="output"} 500`,
        `firewatch_model_calls_total{model="${MODEL}",result="answered"} 1`,
        `firewatch_model_request_duration_seconds_count{model="${MODEL}"} 1`,
        'firewatch_model_budget_used_ratio{budget="incident_cost"} 0.009',
        'firewatch_model_budget_used_ratio{budget="day_tokens"} 0.002625',
      ])
        expect(metrics).toContain(line);
      expect(metrics).toMatch(
        new RegExp(`firewatch_analysis_cases\\{model="${MODEL}",version="\\d+",label="wrong"\\} 1`),
      );
      expect(metrics).toMatch(/firewatch_analysis_brier_score\{.*of="analyses"\} 0\.64/);

      await bot.stop();
      const { stdout, stderr } = await promisify(execFile)(
        process.execPath,
        ['--import', 'tsx', 'src/main.ts', 'export-cases', '--since', '1d'],
        { env: { PATH: process.env['PATH'], ...bot.environment } },
      );
      expect(stderr).toContain('1 analysis exported.');
      expect(JSON.parse(stdout)).toMatchObject({
        incident: 'INC-1',
        model: MODEL,
        label: 'wrong',
        labelledBy: 'cause chosen',
        confirmedService: 'search',
        confidence: 0.8,
        costUsd: 0.018,
        alerts: ['CheckoutErrors'],
        services: ['checkout'],
        report: { cause: { service: 'checkout' } },
      });
      expect(stdout).not.toContain(SECRET);
    },
    TIMEOUT_MS,
  );

  test(
    'is not sent when it could cost more than is left; rules do it, and the card says so',
    async () => {
      const { bot, model } = await start([], { prices: PRICES, budgets: { day: { cost: 0.001 } } });

      const card = await cardThatSays(bot, 'rules');

      expect(textOf(card)).toMatch(/budget/);
      expect(model.requests).toHaveLength(0);
      const metrics = (await bot.get('/metrics')).text;
      expect(metrics).toContain('firewatch_model_refused_by_budget_total{budget="day_cost"} 1');
      expect(metrics).toContain('firewatch_model_budget_used_ratio{budget="day_cost"} 0');
    },
    TIMEOUT_MS,
  );

  test(
    'by a model of unknown price says that its cost is unknown',
    async () => {
      const { bot } = await start([blamesCheckout], {});

      await cardThatSays(bot, 'Cost so far: price unknown, 1 model call, 10,500 tokens');
      expect((await bot.get('/metrics')).text).not.toContain('firewatch_model_cost_usd_total{');
    },
    TIMEOUT_MS,
  );
});
