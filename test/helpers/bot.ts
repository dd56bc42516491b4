/**
 * The real bot for tests that go through the front door, between a local Slack, a metrics backend and a fix endpoint that
 * record everything. One that can be killed is in bot-process.ts.
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { stringify } from 'yaml';
import { readAppManifest } from '../../demo/app-manifest.js';
import { createLocalSlack, type Json, type LocalSlack, type Message } from '../../demo/slack/local-slack.js';
import { createApp, type App } from '../../src/app.js';
import type { CircuitSettings } from '../../src/agent/models/circuit.js';
import { loadConfig } from '../../src/config/config.js';
import { createLogger } from '../../src/observability/logger.js';
import type { DeliverySettings } from '../../src/slack/delivery/create-delivery.js';
import type { Row } from '../../src/storage/database.js';
import { openPglite } from '../../src/storage/pglite.js';
import { APPROVER, CATALOG, configFile, RUNBOOK, type ConfigChanges } from './bot-config.js';
import { answerQuery } from './broken-metrics.js';
import { startHttpStub, type HttpStub, type StubAnswer } from './http-stub.js';
import { copyPgliteTemplate } from './pglite-template.js';
import { httpClient, TOKEN, type HttpClient } from './http-client.js';
import { isPostgresHere } from './launch-servers.js';
import { createPreparedDatabase, dropPostgresDatabase } from './shared-postgres.js';

export { APPROVER } from './bot-config.js';
export { TOKEN } from './http-client.js';
export { alertOf, webhookOf, WEBHOOK } from './webhook.js';

export const CHANNEL = 'C0INCIDENTS';

/** The local Slack takes what it gets; at the pace of the real one tests would mostly wait. */
const AT_ONCE = { perSecond: 1_000, burst: 1_000, reserve: 0 };
const UNPACED: Partial<DeliverySettings> = {
  ...AT_ONCE,
  workspace: { post: AT_ONCE, edit: AT_ONCE, publish: AT_ONCE, stream: AT_ONCE },
};
const WAIT_MS = 45_000;

/** Everything around a bot; outlives its restarts. */
export interface BotWorld {
  readonly slack: LocalSlack;
  /** Answers every PromQL query with `metrics.value`. */
  readonly prometheus: HttpStub;
  readonly metrics: { value: string | null };
  /** Records the calls of the fix `restart-checkout`; answers 200 unless told. */
  readonly fix: HttpStub;
  readonly fixAnswer: { next: StubAnswer };
  readonly directory: string;
  /** Its database is read when the bot has stopped, because it is or might be the embedded one. */
  readonly isReadAtTheEnd: boolean;
  /** How a bot of this process writes to Slack; one that is a process of its own keeps to the usual pace. */
  readonly delivery: Partial<DeliverySettings>;
  /** How long it leaves a model alone that keeps failing. */
  readonly circuit: CircuitSettings;
  /** What `src/main.ts start` finds in its environment, but for PORT. */
  readonly environment: Readonly<Record<string, string>>;
  /** Messages of the bot in #incidents, the oldest first. */
  messages(): readonly Message[];
  /** The first messages of threads. */
  cards(): readonly Message[];
  close(): Promise<void>;
}

export interface WorldOptions extends ConfigChanges {
  /**
   * `pglite`, or the connection string of an empty PostgreSQL database; `either` where it does not matter: PostgreSQL where it
   * is installed, because a bot on PGlite needs seconds to start.
   */
  readonly database: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly slack?: Parameters<typeof createLocalSlack>[0];
  readonly delivery?: Partial<DeliverySettings>;
  readonly circuit?: CircuitSettings;
}

export async function createBotWorld(options: WorldOptions): Promise<BotWorld> {
  const directory = await mkdtemp(join(tmpdir(), 'firewatch-bot-'));
  const dataDirectory = join(directory, 'data');
  const own = options.database === 'either' && isPostgresHere() ? await createPreparedDatabase() : null;
  const database = own ?? (options.database === 'either' ? 'pglite' : options.database);
  if (database === 'pglite') {
    await mkdir(dataDirectory);
    await copyPgliteTemplate(join(dataDirectory, 'pglite'));
  }
  const slack = createLocalSlack({ ...readAppManifest(), rateLimits: false, ...options.slack });
  await slack.start();
  const metrics: BotWorld['metrics'] = { value: '0.5' };
  const prometheus = await startHttpStub((request) => answerQuery(request, metrics.value));
  const fixAnswer: BotWorld['fixAnswer'] = { next: { status: 200, body: 'restarted' } };
  const fix = await startHttpStub((request) =>
    request.method === 'GET' ? { body: 'would restart 1 process' } : fixAnswer.next,
  );
  const yaml = join(directory, 'firewatch.yaml');
  await writeFile(join(directory, 'catalog-info.yaml'), CATALOG);
  await mkdir(join(directory, 'runbooks'));
  await writeFile(join(directory, 'runbooks', 'checkout-errors.md'), RUNBOOK);
  await writeFile(yaml, stringify(configFile(fix.url, options)));
  const isOurs = ({ botId }: Message) => botId !== undefined;

  return {
    slack,
    prometheus,
    metrics,
    fix,
    fixAnswer,
    directory,
    isReadAtTheEnd: database === 'pglite' || own !== null,
    delivery: options.delivery ?? UNPACED,
    circuit: options.circuit ?? {},
    environment: {
      FIREWATCH_CONFIG: yaml,
      FIREWATCH_DATA_DIR: dataDirectory,
      ...(database === 'pglite' ? {} : { DATABASE_URL: database }),
      SLACK_BOT_TOKEN: slack.botToken,
      SLACK_APP_TOKEN: slack.appToken,
      SLACK_API_URL: slack.apiUrl,
      SLACK_CHANNEL: CHANNEL,
      PROMETHEUS_URL: prometheus.url,
      ALERTMANAGER_TOKEN: TOKEN,
      CHANGES_TOKEN: TOKEN,
      LOG_LEVEL: 'warn',
      ...options.env,
    },
    messages: () => slack.control.messages(CHANNEL).filter(isOurs),
    cards: () =>
      slack.control.messages(CHANNEL).filter((message) => isOurs(message) && message.threadTs === undefined),
    async close() {
      await slack.stop();
      await prometheus.close();
      await fix.close();
      if (own !== null) await dropPostgresDatabase(own);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One bot in this process. `log` holds its log lines as they were written. */
export interface Bot extends BotWorld, HttpClient {
  readonly url: string;
  readonly app: App;
  readonly log: readonly string[];
  /** Reads its database. The embedded one can be read only by one process: then, and where it may be either, the bot is stopped first. */
  query<R extends Row = Row>(sql: string, values?: readonly unknown[]): Promise<readonly R[]>;
  stop(): Promise<void>;
}

export async function startBot(options: WorldOptions): Promise<Bot> {
  return startBotIn(await createBotWorld(options));
}

/** Another bot in the same world: a restart, or a second replica. Closing the world is left to the first. */
export async function startBotIn(world: BotWorld): Promise<Bot> {
  const log: string[] = [];
  const { LOG_LEVEL: level = 'warn' } = world.environment;
  const app = await createApp(loadConfig({ ...world.environment, PORT: '0' }), {
    log: createLogger({ level, destination: { write: (line) => void log.push(line) } }),
    delivery: world.delivery,
    circuit: world.circuit,
  });
  const url = await app.start();
  let isRunning = true;
  const stop = async () => {
    if (!isRunning) return;
    isRunning = false;
    await app.stop();
  };
  return {
    ...world,
    url,
    app,
    log,
    ...httpClient(() => url),
    async query(sql, values) {
      if (world.isReadAtTheEnd) await stop();
      return queryDatabase(world, sql, values);
    },
    stop,
    async close() {
      await stop();
      await world.close();
    },
  };
}

/** Reads the world's database; for the embedded one no bot may run. */
export async function queryDatabase<R extends Row>(
  world: BotWorld,
  sql: string,
  values: readonly unknown[] = [],
): Promise<readonly R[]> {
  const { DATABASE_URL: url, FIREWATCH_DATA_DIR: directory = '' } = world.environment;
  if (url) {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    try {
      return (await client.query<R>(sql, [...values])).rows;
    } finally {
      await client.end();
    }
  }
  const database = await openPglite(directory);
  try {
    return await database.query<R>(sql, values);
  } finally {
    await database.close();
  }
}

/** Waits until `look` gives something; fails with `what` it waited for. */
export async function until<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  timeoutMs = WAIT_MS,
): Promise<T> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`Waited ${timeoutMs / 1000} s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** How long Slack may take to open a form; it opens one within three seconds or never. */
const FORM_MS = 5_000;

/** The form that opens for a person, once it shows more than that it is loading. */
export async function formAfter(
  { slack }: Pick<BotWorld, 'slack'>,
  user: string,
  act: () => unknown,
  tries = 3,
): Promise<Json> {
  const before = slack.control.viewsFor(user).modal?.['id'];
  for (let left = tries; ; left -= 1) {
    await act();
    try {
      return await until(
        'the form',
        () => {
          const modal = slack.control.viewsFor(user).modal;
          return modal && modal['id'] !== before && !JSON.stringify(modal).includes('Loading')
            ? modal
            : undefined;
        },
        FORM_MS,
      );
    } catch (error) {
      // A busy machine may need more than those three seconds; a person clicks again.
      if (left === 1) throw error;
    }
  }
}

/** The name the bot gave a message in its metadata: `incident_card:<id>`, `proposal:<incident>:<id>`, … */
export function keyOf(message: Message): string {
  const payload = message.metadata?.['event_payload'];
  return typeof payload === 'object' && payload !== null && 'key' in payload ? String(payload.key) : '';
}

/** Everything a message shows, as one text. */
export function textOf(message: Message): string {
  return JSON.stringify(message.blocks ?? message.text);
}

/** The Approve button's message in a thread. */
export function findProposal(world: BotWorld): Message | undefined {
  return world
    .messages()
    .find(
      (message) => keyOf(message).startsWith('proposal:') && textOf(message).includes('proposal.approve'),
    );
}

export function approve(world: BotWorld, message: Message, user = APPROVER) {
  const click = { user, channel: CHANNEL, ts: message.ts, actionId: 'proposal.approve' };
  return world.slack.control.people.click(click);
}
