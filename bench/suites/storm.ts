/**
 * An alert storm as people live through it: thousands of alerts of two hundred services that fail for reasons of their own,
 * within a minute, at a Slack that enforces its limits. How many incidents, under how many storms, when the first post is
 * there, when nothing is left to show after the last alert, whether Slack ever had to refuse, and the bot's memory.
 */
import { oneOf, readFlags, whole } from '../flags.js';
import { withOneBot, type OneBot } from '../real-bots/one-bot.js';
import { findServer, missingServer, startAlertmanager } from '../../test/helpers/launch-servers.js';
import { UserInputError } from '../../src/shared/errors.js';
import { runInChild } from '../run-in-child.js';
import type { StormReport, StormSettings } from '../slack-ack/storm-process.js';
import type { Suite } from '../suite.js';

const SENDER = new URL('../slack-ack/storm-process.ts', import.meta.url);
const CHANNEL = 'C0INCIDENTS';
const LOOK_EVERY_MS = 100;
const TELLERS = ['webhooks', 'alertmanager'] as const;

export interface StormSize {
  readonly alerts: number;
  readonly groups: number;
  readonly seconds: number;
  /** How long to wait after the last alert for everything to be shown. */
  readonly patienceSeconds: number;
  /** Who tells the bot: the sender itself, as Alertmanager does, or a real Alertmanager that the sender tells. */
  readonly through: (typeof TELLERS)[number];
}

export interface Storm {
  readonly incidents: number;
  /** Storms, and incidents that are part of one. */
  readonly storms: number;
  readonly incidentsInStorms: number;
  readonly alerts: number;
  /** Alerts that were not taken. */
  readonly failed: number;
  /** Alerts that were taken and never came to be stored. */
  readonly lost: number;
  /** From the last alert until all were stored: what Alertmanager waits before it tells. Null: not within patience. */
  readonly arrivedMs: number | null;
  /** From the first alert to the first message in the channel. */
  readonly firstPostMs: number | null;
  /** Messages in the channel outside threads. */
  readonly posts: number;
  readonly slackCalls: number;
  readonly slack429: number;
  /** From the last alert until every alert was handled and nothing was left to show; null: not within patience. */
  readonly settleMs: number | null;
  /** Messages that were still to be shown at the end. */
  readonly unshown: number;
  readonly rssMiB: number;
}

export const storm: Suite = {
  async run({ flags, say }) {
    const {
      alerts,
      groups,
      seconds,
      patience: patienceSeconds,
      through,
    } = readFlags(flags, {
      alerts: whole(10_000),
      groups: whole(200),
      seconds: whole(60, { to: 600 }),
      patience: whole(120, { to: 3_600 }),
      through: oneOf(TELLERS),
    });
    say(`${alerts} alerts of ${groups} groups in ${seconds} s …`);
    const measured = await withOneBot((world) =>
      measureStorm(world, { alerts, groups, seconds, patienceSeconds, through }),
    );
    const rows = Object.entries(measured).map(([name, value]) => [name, value ?? 'never']);
    return { table: { columns: ['what', 'measured'], rows }, result: { ...measured } };
  },
};

export async function measureStorm(world: OneBot, size: StormSize): Promise<Storm> {
  const { slack, bot, token, sql } = world;
  const firstSeq = slack.control.log().length;
  const known = await countIncidents(world);
  const alertmanager = size.through === 'alertmanager' ? await startTeller(world) : null;
  const sent = await runInChild<StormSettings, StormReport>(
    SENDER,
    {
      url: alertmanager?.url ?? bot.url,
      to: alertmanager ? 'alertmanager' : 'firewatch',
      token,
      groups: size.groups,
      perSecond: size.alerts / size.seconds,
      seconds: size.seconds,
      isOpening: false,
    },
    (size.seconds + 120) * 1_000,
  );
  const deadline = sent.lastAt + size.patienceSeconds * 1_000;
  let stored = 0;
  const isStored = async () =>
    (stored = (await countIncidents(world)).alerts - known.alerts) >= sent.accepted;
  const storedAt = await momentOf(isStored, deadline);
  const isSettled = async () => {
    const [left] = await sql<{ isDone: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM firewatch.alerts WHERE NOT is_handled) AND (${UNSHOWN}) = 0 AS "isDone"`,
    );
    return left?.isDone === true;
  };
  const settledAt = storedAt === null ? null : await momentOf(isSettled, deadline);
  await alertmanager?.stop();
  const now = await countIncidents(world);
  const [left] = await sql<{ unshown: number }>(`SELECT (${UNSHOWN}) AS unshown`);
  const calls = slack.control.log(firstSeq).filter((entry) => entry.kind === 'api');
  const firstPost = calls.find((call) => call.method === 'chat.postMessage' && call.ok);
  return {
    incidents: now.incidents - known.incidents,
    storms: now.storms - known.storms,
    incidentsInStorms: now.inStorms - known.inStorms,
    alerts: sent.accepted,
    failed: sent.failed,
    lost: Math.max(0, sent.accepted - stored),
    arrivedMs: storedAt === null ? null : storedAt - sent.lastAt,
    firstPostMs: firstPost === undefined ? null : firstPost.at - sent.firstAt,
    posts: slack.control.messages(CHANNEL).filter(({ threadTs }) => threadTs === undefined).length,
    slackCalls: calls.length,
    slack429: calls.filter(({ status }) => status === 429).length,
    settleMs: settledAt === null ? null : settledAt - sent.lastAt,
    unshown: left?.unshown ?? 0,
    rssMiB: world.peakRssMiB(),
  };
}

/** When it became true; null when it did not in time. */
async function momentOf(isTrue: () => Promise<boolean>, deadline: number): Promise<number | null> {
  while (!(await isTrue())) {
    if (Date.now() > deadline) return null;
    await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
  return Date.now();
}

/** Groups by service, and waits as little as it can. */
function startTeller({ bot, token }: OneBot) {
  if (findServer('alertmanager') === undefined) throw new UserInputError(missingServer('alertmanager'));
  return startAlertmanager({
    configYaml: `route: { receiver: firewatch, group_by: [service], group_wait: 1s, group_interval: 5s }
receivers:
  - name: firewatch
    webhook_configs:
      - url: ${bot.url}/webhooks/alertmanager
        http_config: { authorization: { credentials: ${token} } }
`,
  });
}

/** What waits to be shown. What a storm keeps back on purpose does not: its cards, and what belongs into their threads. */
const UNSHOWN = `SELECT count(*)::int FROM firewatch.messages AS waiting
  WHERE is_waiting AND NOT EXISTS (
    SELECT FROM firewatch.messages AS held
    WHERE held.key = 'incident_card:' || waiting.incident_id AND held.due_at = 'infinity')`;

async function countIncidents({ sql }: OneBot) {
  const [row] = await sql<{ incidents: number; storms: number; inStorms: number; alerts: number }>(
    `SELECT count(*)::int AS incidents, count(storm_id)::int AS "inStorms",
       (SELECT count(*)::int FROM firewatch.storms) AS storms,
       (SELECT count(*)::int FROM firewatch.alerts) AS alerts FROM firewatch.incidents`,
  );
  return row ?? { incidents: 0, storms: 0, inStorms: 0, alerts: 0 };
}
