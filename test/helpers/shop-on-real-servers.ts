/**
 * The demo shop watched by Debian's real Prometheus and Alertmanager, with one or more bots as processes of their own on
 * real PostgreSQL, and a local Slack for the people. Nothing in it is faked but Slack.
 */
import { readFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { startBotProcess, type BotProcess } from '../../demo/bot-process.js';
import { RULES_FILE, writeDemoConfig } from '../../demo/demo-config.js';
import type { ShopChange } from '../../demo/shop/deploy-log.js';
import { createShop, type Shop } from '../../demo/shop/shop.js';
import { createLocalSlack, type LocalSlack } from '../../demo/slack/local-slack.js';
import { compileBot } from './compiled-bot.js';
import { visibleText, watchIncidentChannel, type IncidentChannel } from './incident-channel.js';
import { startRealMonitoring, type RealMonitoring } from './real-monitoring.js';
import { findFreePort, startPostgres } from './real-servers.js';
import { waitUntil } from './wait-until.js';

export const CHANNEL = 'C0INCIDENTS';
/** How long the shop is watched in health, so that there is something to compare with. */
const BASELINE_MS = 12_000;

export interface ShopOnRealServers {
  readonly shop: Shop;
  readonly slack: LocalSlack;
  readonly channel: IncidentChannel;
  readonly monitoring: RealMonitoring;
  /** Rows from the bots' database. */
  sql<T extends pg.QueryResultRow>(text: string): Promise<readonly T[]>;
  /** Names of the fixes that the shop was asked for, from its services' own logs. */
  fixesCalled(): Promise<readonly string[]>;
  /** Names of the alerts that are firing in Prometheus, with their service. */
  firing(): Promise<readonly string[]>;
  /** Waits for what a test wants to see; when it does not come, the error shows what there was instead. */
  see<T>(what: string, look: () => T | undefined | false | Promise<T | undefined | false>): Promise<T>;
  stop(): Promise<void>;
}

/** Starts everything, lets the shop run healthily for a while and then arms the alert rules. */
export async function startShopOnRealServers(options: { readonly bots: number }): Promise<ShopOnRealServers> {
  const directory = mkdtempSync(join(tmpdir(), 'firewatch-real-'));
  const closing: (() => Promise<unknown>)[] = [
    async () => rmSync(directory, { recursive: true, force: true }),
  ];
  const stop = async () => {
    for (const close of closing.splice(0).toReversed()) await close();
  };
  try {
    const postgres = await startPostgres();
    closing.push(postgres.stop);
    const database = new pg.Pool({ connectionString: postgres.url, max: 2 });
    database.on('error', () => undefined); // The server may end while the last connection is still saying goodbye.
    closing.push(async () => database.end());
    const shop = createShop();
    await shop.start();
    closing.push(shop.stop);
    const slack = createLocalSlack();
    await slack.start();
    closing.push(slack.stop);

    const ports = await Promise.all(Array.from({ length: options.bots }, findFreePort));
    const tokens = { ALERTMANAGER_TOKEN: 'token-of-alertmanager', CHANGES_TOKEN: 'token-of-deploys' };
    const urls = ports.map((port) => `http://127.0.0.1:${port}`);
    const monitoring = await startRealMonitoring({
      targets: shop.targets.map(({ url, labels: { service } }) => ({ url, labels: { service } })),
      rulesFile: RULES_FILE,
      receivers: urls.map((url) => ({ url, token: tokens.ALERTMANAGER_TOKEN })),
    });
    closing.push(monitoring.stop);

    const program = await compileBot();
    const logFiles = ports.map((port) => join(directory, `bot-${port}.log`));
    const bots = ports.map((port, index): BotProcess => {
      const environment = writeDemoConfig({
        directory,
        botPort: port,
        slack,
        prometheusUrl: monitoring.prometheusUrl,
        adminToken: shop.adminToken,
        fixEndpoints: shop.fixEndpoints(),
        model: {},
      });
      return startBotProcess({
        environment: { ...environment, ...tokens, DATABASE_URL: postgres.url },
        port,
        logFile: logFiles[index] ?? '',
        program,
      });
    });
    closing.push(async () => Promise.all(bots.map(async (bot) => bot.stop())));
    await Promise.all(bots.map(async (bot) => bot.waitUntilReady()));
    // A deploy pipeline reports to the load balancer, which is one of them.
    const report = async (change: ShopChange) => reportChange(urls[0] ?? '', tokens.CHANGES_TOKEN, change);
    for (const change of shop.deployLog()) await report(change);
    shop.onChange((change) => void report(change));
    await sleep(BASELINE_MS);
    await monitoring.armRules();

    const channel = watchIncidentChannel(slack, CHANNEL);
    const firing = async () => {
      const series = await monitoring.query('ALERTS{alertstate="firing"}');
      return series.map(({ labels }) => `${labels['alertname']} ${labels['service']}`);
    };
    return {
      shop,
      slack,
      channel,
      monitoring,
      sql: async <T extends pg.QueryResultRow>(text: string) => (await database.query<T>(text)).rows,
      fixesCalled: async () => shop.fixCalls(),
      firing,
      async see(what, look) {
        try {
          return await waitUntil(what, look);
        } catch (error) {
          const seen = slack.control.messages(CHANNEL).map(visibleText).join('\n');
          const logs = logFiles.map(readEnd).join('\n');
          const alerts = (await firing()).join(', ') || 'none';
          throw new Error(`Firing: ${alerts}.\nIn Slack:\n${seen}\nBot logs:\n${logs}`, { cause: error });
        }
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function reportChange(botUrl: string, token: string, change: ShopChange): Promise<void> {
  const answer = await fetch(`${botUrl}/changes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'shop-deploys', ...change }),
  });
  if (!answer.ok) throw new Error(`The bot refused a change: ${await answer.text()}`);
}

function readEnd(path: string): string {
  return readFileSync(path, 'utf8').split('\n').slice(-20).join('\n');
}
