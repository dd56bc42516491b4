/**
 * How soon people know: real Prometheus and real Alertmanager watch services that fail one after another, and a real bot on
 * PostgreSQL is told. From the moment its webhook comes to the first post in Slack, and to the evidence in the thread.
 */
import { duration, readFlags, whole } from '../flags.js';
import { quantile } from '../quantile.js';
import { withOneBot, type OneBot } from '../real-bots/one-bot.js';
import { ALERT_TOKEN } from '../slack-ack/bot-process.js';
import type { Suite } from '../suite.js';
import { startTown, type Town } from '../time-to-insight/town.js';
import { keyOf } from '../../demo/headless/read-message.js';

const CHANNEL = 'C0INCIDENTS';
const PATIENCE_MS = 120_000;
const LOOK_EVERY_MS = 100;

interface Insight {
  readonly threadMs: number;
  readonly evidenceMs: number;
}

export const timeToInsight: Suite = {
  async run({ flags, say }) {
    const { incidents, every, history } = readFlags(flags, {
      incidents: whole(20),
      every: duration(6),
      history: duration(20),
    });
    const services = Array.from({ length: incidents }, (_, index) => `service-${index}`);
    const town = await startTown(services, ALERT_TOKEN);
    try {
      const env = {
        PROMETHEUS_URL: town.monitoring.prometheusUrl,
        FIREWATCH_CONFIG: town.configFile,
      };
      say(`${incidents} services fail, one every ${every} s, after ${history} s of health …`);
      const found = await withOneBot((world) => measure(world, town, { services, every, history }), { env });
      const spread = (pick: (one: Insight) => number) => {
        const times = found.map(pick);
        const [p50, p95] = [quantile(times, 0.5), quantile(times, 0.95)];
        return { p50, p95, max: quantile(times, 1), n: times.length };
      };
      const result = {
        threadMs: spread(({ threadMs }) => threadMs),
        evidenceMs: spread(({ evidenceMs }) => evidenceMs),
      };
      const rows = [['first post', result.threadMs] as const, ['evidence', result.evidenceMs] as const].map(
        ([name, it]) => [name, it.n, it.p50, it.p95, it.max],
      );
      return { table: { columns: ['webhook to', 'n', 'p50 ms', 'p95 ms', 'max ms'], rows }, result };
    } finally {
      await town.stop();
    }
  },
};

async function measure(
  world: OneBot,
  town: Town,
  plan: { readonly services: readonly string[]; readonly every: number; readonly history: number },
): Promise<readonly Insight[]> {
  town.sendTo(world.bot.url);
  await sleep(plan.history * 1_000);
  await town.monitoring.armRules();
  const found: Promise<Insight>[] = [];
  for (const service of plan.services) {
    town.break(service);
    found.push(awaitInsight(world, town, service));
    await sleep(plan.every * 1_000);
  }
  return Promise.all(found);
}

/** @throws when it takes longer than two minutes. */
async function awaitInsight({ slack, sql }: OneBot, town: Town, service: string): Promise<Insight> {
  const deadline = Date.now() + PATIENCE_MS;
  while (Date.now() < deadline) {
    const [incident] = await sql<{ id: string }>('SELECT id FROM firewatch.incidents WHERE service = $1', [
      service,
    ]);
    const toldAt = town.toldAt.get(service);
    const postedAt = (kind: string) => {
      const message = slack.control
        .messages(CHANNEL)
        .find((one) => keyOf(one).startsWith(`${kind}:${incident?.id}`));
      return message && Number(message.ts) * 1_000;
    };
    const [card, evidence] = [postedAt('incident_card'), postedAt('evidence')];
    if (toldAt !== undefined && card !== undefined && evidence !== undefined)
      return { threadMs: card - toldAt, evidenceMs: evidence - toldAt };
    await sleep(LOOK_EVERY_MS);
  }
  throw new Error(`Waited two minutes for the evidence of ${service}.`);
}

const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
