/**
 * An alert storm as people live through it: thousands of alerts of two hundred services that fail for reasons of their own,
 * within a minute, at a Slack that enforces its limits. How many incidents, under how many storms, when the first post is
 * there, when nothing is left to show after the last alert, whether Slack ever had to refuse, and the bot's memory.
 */
import { readFlags, whole } from '../flags.js';
import { withOneBot, type OneBot } from '../real-bots/one-bot.js';
import { runInChild } from '../run-in-child.js';
import type { StormReport, StormSettings } from '../slack-ack/storm-process.js';
import type { Suite } from '../suite.js';

const SENDER = new URL('../slack-ack/storm-process.ts', import.meta.url);
const CHANNEL = 'C0INCIDENTS';
const LOOK_EVERY_MS = 100;

export interface StormSize {
  readonly alerts: number;
  readonly groups: number;
  readonly seconds: number;
  /** How long to wait after the last alert for everything to be shown. */
  readonly patienceSeconds: number;
}

export interface Storm {
  readonly incidents: number;
  /** Storms, and incidents that are part of one. */
  readonly storms: number;
  readonly incidentsInStorms: number;
  readonly alerts: number;
  /** Alerts that were not taken. */
  readonly failed: number;
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
    } = readFlags(flags, {
      alerts: whole(10_000),
      groups: whole(200),
      seconds: whole(60, { to: 600 }),
      patience: whole(120, { to: 3_600 }),
    });
    say(`${alerts} alerts of ${groups} groups in ${seconds} s …`);
    const measured = await withOneBot((world) =>
      measureStorm(world, { alerts, groups, seconds, patienceSeconds }),
    );
    const rows = Object.entries(measured).map(([name, value]) => [name, value ?? 'never']);
    return { table: { columns: ['what', 'measured'], rows }, result: { ...measured } };
  },
};

export async function measureStorm(world: OneBot, size: StormSize): Promise<Storm> {
  const { slack, bot, token, sql } = world;
  const firstSeq = slack.control.log().length;
  const known = await countIncidents(world);
  const sent = await runInChild<StormSettings, StormReport>(
    SENDER,
    {
      url: bot.url,
      token,
      groups: size.groups,
      perSecond: size.alerts / size.seconds,
      seconds: size.seconds,
      isOpening: false,
    },
    (size.seconds + 120) * 1_000,
  );
  const deadline = sent.lastAt + size.patienceSeconds * 1_000;
  let settleMs: number | null = null;
  while (settleMs === null && Date.now() < deadline) {
    const [left] = await sql<{ isDone: boolean }>(
      `SELECT NOT EXISTS (SELECT FROM firewatch.alerts WHERE NOT is_handled) AND (${UNSHOWN}) = 0 AS "isDone"`,
    );
    if (left?.isDone === true) settleMs = Date.now() - sent.lastAt;
    else await new Promise((resolve) => setTimeout(resolve, LOOK_EVERY_MS));
  }
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
    firstPostMs: firstPost === undefined ? null : firstPost.at - sent.firstAt,
    posts: slack.control.messages(CHANNEL).filter(({ threadTs }) => threadTs === undefined).length,
    slackCalls: calls.length,
    slack429: calls.filter(({ status }) => status === 429).length,
    settleMs,
    unshown: left?.unshown ?? 0,
    rssMiB: world.peakRssMiB(),
  };
}

/** What waits to be shown. What a storm keeps back on purpose does not: its cards, and what belongs into their threads. */
const UNSHOWN = `SELECT count(*)::int FROM firewatch.messages AS waiting
  WHERE version > delivered_version AND abandoned_at IS NULL AND NOT EXISTS (
    SELECT FROM firewatch.messages AS held
    WHERE held.key = 'incident_card:' || waiting.incident_id AND held.due_at = 'infinity')`;

async function countIncidents({ sql }: OneBot) {
  const [row] = await sql<{ incidents: number; storms: number; inStorms: number }>(
    `SELECT count(*)::int AS incidents, count(storm_id)::int AS "inStorms",
       (SELECT count(*)::int FROM firewatch.storms) AS storms FROM firewatch.incidents`,
  );
  return row ?? { incidents: 0, storms: 0, inStorms: 0 };
}
