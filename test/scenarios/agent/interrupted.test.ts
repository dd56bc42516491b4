/** An investigation by a model outlives the process that does it: killed in the middle, or told to stop. */
import { describe, expect, test } from '@jest/globals';
import {
  alertOf,
  createBotWorld,
  queryDatabase,
  until,
  webhookOf,
  WEBHOOK,
  type BotWorld,
} from '../../helpers/bot.js';
import { createBotProcess, type BotProcess } from '../../helpers/bot-process.js';
import { createPostgresDatabase } from '../../helpers/shared-postgres.js';
import { describeWithServer } from '../../helpers/real-servers.js';
import {
  calls,
  reports,
  startScriptedOpenAI,
  type Reply,
  type ScriptedOpenAI,
  type Step,
} from '../../helpers/scripted-openai.js';

const PATIENCE_MS = 60_000;
const TIMEOUT_MS = 150_000;
const QUERIES = ['vector(41)', 'vector(42)'];
const REPORT = {
  summary: 'checkout fails.',
  cause: null,
  hypotheses: [],
  claims: [],
  missing: ['What it logs.'],
  nextSteps: ['Look at its logs.'],
};

interface Played {
  readonly world: BotWorld;
  readonly bot: BotProcess;
  readonly model: ScriptedOpenAI;
}

async function withBot<T>(
  database: string,
  steps: readonly Step[],
  play: (played: Played) => Promise<T>,
): Promise<T> {
  const model = await startScriptedOpenAI(steps, { repeatLast: true });
  const world = await createBotWorld({
    database,
    env: { OPENAI_API_KEY: 'sk-test', OPENAI_BASE_URL: model.url, OPENAI_MODEL: 'scripted' },
  });
  const bot = await createBotProcess(world);
  try {
    await bot.start();
    return await play({ world, bot, model });
  } finally {
    await bot.kill();
    await world.close();
    await model.close();
  }
}

/** A dead process' jobs are free after ten seconds; nobody wants to wait for that here. */
async function restart({ world, bot }: Played): Promise<void> {
  await queryDatabase(world, "UPDATE pgboss.job SET heartbeat_on = heartbeat_on - interval '1 minute'");
  await queryDatabase(world, "UPDATE firewatch.messages SET lease_until = lease_until - interval '1 minute'");
  await bot.start();
}

/** What is left when its process was killed while its tools answered, and again while the model did. */
async function playKills(database: string) {
  const hold: Reply = { kind: 'hang' };
  const ask = calls(...QUERIES.map((query) => ({ name: 'query_metrics', args: { query } })));
  return withBot(database, [ask, hold, reports(REPORT)], async (played) => {
    const { world, bot, model } = played;
    const isAsked = () =>
      world.prometheus.requests.some(({ query, body }) =>
        `${query.toString()}${body}`.includes('vector%2842%29'),
      );
    await bot.post(WEBHOOK, webhookOf(alertOf()));
    // Around the moment at which the tools' answers are stored.
    await until('the tools to ask', () => isAsked() || undefined, PATIENCE_MS);
    await bot.kill();
    await restart(played);
    await until('the second request', () => model.requests[1], PATIENCE_MS);
    // In the middle of a request.
    await bot.kill();
    await restart(played);
    await until('the report', () => (model.requests.length > 2 ? true : undefined), PATIENCE_MS);
    await until(
      'the analysis in the thread',
      () => world.messages().find((message) => JSON.stringify(message.blocks).includes('Look at its logs.')),
      PATIENCE_MS,
    );
    await bot.stop();

    const evidence = await queryDatabase<{ number: number }>(
      world,
      'SELECT number FROM firewatch.evidence ORDER BY number',
    );
    const asked = await queryDatabase<{ query: string }>(
      world,
      "SELECT query FROM firewatch.evidence WHERE query LIKE 'vector(%' ORDER BY query",
    );
    const [run] = await queryDatabase<{ by: string; calls: number; tools: number }>(
      world,
      `SELECT analysis ->> 'by' AS by, (analysis #>> '{usage,modelCalls}')::int AS calls,
         (analysis #>> '{usage,toolCalls}')::int AS tools FROM firewatch.investigations`,
    );
    return {
      requests: model.requests.length,
      isSameQuestion: model.requests[2]?.raw === model.requests[1]?.raw,
      cards: world.cards().length,
      queries: asked.map(({ query }) => query),
      hasGaps: evidence.some(({ number }, index) => number !== index + 1),
      run,
    };
  });
}

/** What becomes of several investigations whose process is told to stop. */
async function playStop(database: string) {
  const services = Array.from({ length: 8 }, (_, index) => `service-${index}`);
  let isPatient = false;
  const slow: Step = async () => {
    if (isPatient) return reports(REPORT);
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    return calls({ name: 'query_metrics', args: { query: 'vector(41)' } });
  };
  return withBot(database, [slow], async ({ world, bot, model }) => {
    const alerts = services.map((service) =>
      alertOf({ labels: { service }, annotations: { summary: `${service} fails` }, fingerprint: service }),
    );
    for (const alert of alerts) await bot.post(WEBHOOK, webhookOf(alert));
    await until('several investigations', () => model.requests[4], PATIENCE_MS);

    const startedAt = performance.now();
    const stopped = bot.stop();
    await until(
      'it to be no longer ready',
      async () => ((await bot.get('/readyz').catch(() => undefined))?.status === 200 ? undefined : true),
      1_000,
    );
    const exitCode = await stopped;
    const tookMs = performance.now() - startedAt;
    const held = await queryDatabase(
      world,
      "SELECT id FROM pgboss.job WHERE name = 'investigate-incident' AND state = 'active'",
    );
    isPatient = true;
    await bot.start();
    const analysed = () =>
      queryDatabase(world, "SELECT 1 FROM firewatch.investigations WHERE analysis ->> 'by' = 'model'");
    await until(
      'an analysis of every incident',
      async () => ((await analysed()).length === services.length ? true : undefined),
      PATIENCE_MS,
    );
    return { exitCode, isQuick: tookMs < 10_000, held };
  });
}

describe('an investigation whose process is killed', () => {
  test(
    'goes on with the same words, and nothing is asked twice',
    async () => {
      expect(await playKills('pglite')).toEqual({
        requests: 3,
        isSameQuestion: true,
        cards: 1,
        queries: QUERIES,
        hasGaps: false,
        // Two turns, and the one that was cut off, which may have been charged for.
        run: { by: 'model', calls: 3, tools: 2 },
      });
    },
    TIMEOUT_MS,
  );
});

describeWithServer('postgres', 'an investigation whose process is told to stop', () => {
  test(
    'lets go at once and is taken up by the next',
    async () => {
      expect(await playStop(await createPostgresDatabase())).toEqual({
        exitCode: 0,
        isQuick: true,
        held: [],
      });
    },
    TIMEOUT_MS,
  );
});
