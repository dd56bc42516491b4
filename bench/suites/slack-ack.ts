/**
 * How fast commands and clicks are acknowledged while 200 incidents are open and an alert storm runs. Everything that Slack
 * sends is stored before it is acknowledged, so this is the way to the database and back. Measured at a local Slack, from
 * the delivery to the ack, in Socket Mode and over HTTP; the bot is a process of its own.
 */
import { readAppManifest } from '../../demo/app-manifest.js';
import { createLocalSlack, type LocalSlack } from '../../demo/slack/local-slack.js';
import { duration, readFlags, someOf } from '../flags.js';
import type { Target } from '../intake/target.js';
import { quantile } from '../quantile.js';
import { runInChild } from '../run-in-child.js';
import { ALERT_TOKEN, startBot, type BenchBot, type Mode } from '../slack-ack/bot-process.js';
import { actLikePeople, findButton, type Acks } from '../slack-ack/people.js';
import type { StormReport, StormSettings } from '../slack-ack/storm-process.js';
import type { Suite } from '../suite.js';
import { DATABASES, whySkipped, withDatabase, type DatabaseName } from '../with-database.js';

const INCIDENTS = 200;
const ALERTS_PER_SECOND = 30;
const ACTS_PER_SECOND = 10;
const MODES: readonly Mode[] = ['socket', 'http'];
const OPENING_TIMEOUT_MS = 120_000;
const STORM = new URL('../slack-ack/storm-process.ts', import.meta.url);

interface Row {
  readonly database: DatabaseName;
  readonly mode: Mode;
  readonly acks: Acks;
  readonly storm: StormReport;
}

export const slackAck: Suite = {
  async run({ flags, say }) {
    const settings = readFlags(flags, { seconds: duration(20), databases: someOf(DATABASES) });
    const rows: Row[] = [];
    const notes: string[] = [];
    for (const database of settings.databases) {
      const skipped = whySkipped(database);
      if (skipped !== undefined) {
        notes.push(skipped);
        continue;
      }
      for (const mode of MODES) {
        say(`${database}, ${mode}: opening ${INCIDENTS} incidents, then ${settings.seconds} s …`);
        const measured = await withDatabase(database, (target) => measure(target, mode, settings.seconds));
        rows.push({ database, mode, ...measured });
      }
    }
    const all = rows.flatMap(({ acks }) => [...acks.commandsMs, ...acks.clicksMs]);
    const columns = ['database', 'mode', 'what', 'acks', 'p50 ms', 'p99 ms', 'max ms', 'not acked', 'alerts'];
    const lines = rows.flatMap(({ database, mode, acks, storm }) =>
      (['commands', 'clicks'] as const).map((what) => {
        const times = what === 'commands' ? acks.commandsMs : acks.clicksMs;
        const figures = [quantile(times, 0.5), quantile(times, 0.99), quantile(times, 1)];
        return [database, mode, what, times.length, ...figures, acks.failed, storm.accepted];
      }),
    );
    const of = (name: DatabaseName) =>
      rows
        .filter(({ database }) => database === name)
        .flatMap(({ acks }) => [...acks.commandsMs, ...acks.clicksMs]);
    return {
      table: { columns, rows: lines, notes },
      result: {
        ackMs: { p50: quantile(all, 0.5), p99: quantile(all, 0.99) },
        notAcked: rows.reduce((sum, { acks }) => sum + acks.failed, 0),
        databases: Object.fromEntries(
          settings.databases.map((name) => [
            name,
            { p50: quantile(of(name), 0.5), p99: quantile(of(name), 0.99) },
          ]),
        ),
      },
    };
  },
};

async function measure(target: Target, mode: Mode, seconds: number): Promise<Pick<Row, 'acks' | 'storm'>> {
  const slack = createLocalSlack(readAppManifest());
  await slack.start();
  try {
    const bot = await startBot(slack, mode, target);
    try {
      await openIncidents(slack, bot);
      const storm = runStorm({
        url: bot.url,
        to: 'firewatch',
        token: ALERT_TOKEN,
        groups: INCIDENTS,
        perSecond: ALERTS_PER_SECOND,
        seconds: seconds + 2,
        isOpening: false,
      });
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const acks = await actLikePeople(slack, { perSecond: ACTS_PER_SECOND, seconds });
      return { acks, storm: await storm };
    } finally {
      await bot.stop();
    }
  } finally {
    await slack.stop();
  }
}

/** Until all are open and a button can be clicked. */
async function openIncidents(slack: LocalSlack, bot: BenchBot): Promise<void> {
  await runStorm({
    url: bot.url,
    to: 'firewatch',
    token: ALERT_TOKEN,
    groups: INCIDENTS,
    perSecond: 100,
    seconds: 0,
    isOpening: true,
  });
  const deadline = Date.now() + OPENING_TIMEOUT_MS;
  const hasButton = () =>
    slack.control.messages('C0INCIDENTS').filter(({ blocks }) => findButton(blocks) !== undefined).length > 3;
  for (;;) {
    const active = await bot.metric('firewatch_incidents_active');
    if (active >= INCIDENTS && hasButton()) return;
    if (Date.now() > deadline)
      throw new Error(`Only ${active} of ${INCIDENTS} incidents were opened in time.`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const runStorm = (settings: StormSettings): Promise<StormReport> =>
  runInChild(STORM, settings, OPENING_TIMEOUT_MS + settings.seconds * 2_000);
