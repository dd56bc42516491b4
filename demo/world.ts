/**
 * The whole demo, wired: a shop that breaks, stores of its metrics, logs and traces, a local Slack and a local PagerDuty, and
 * the real bot between them.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as sleep } from 'node:timers/promises';
import { readAppManifest } from './app-manifest.js';
import { createBackOffice } from './back-office.js';
import { startBotProcess, type BotProcess } from './bot-process.js';
import { policyFileIn, RULES_FILE, writeDemoConfig } from './demo-config.js';
import { startDemoPagerDuty, type DemoPagerDuty } from './demo-pagerduty.js';
import { DEMO_CHANNELS, DEMO_USERS } from './demo-people.js';
import { createFaultPanel } from './fault-panel.js';
import { findFreePort } from './free-port.js';
import { createLogsAndTraces } from './logs-and-traces.js';
import { createRestartedBot } from './restarted-bot.js';
import { createMetricsStack, type MetricsStack } from './metrics/metrics-stack.js';
import { createShop, type Shop } from './shop/shop.js';
import type { ShopChange } from './shop/deploy-log.js';
import { createLocalSlack, type LocalSlack } from './slack/local-slack.js';

export interface DemoWorld {
  readonly shop: Shop;
  readonly metrics: MetricsStack;
  readonly slack: LocalSlack;
  readonly pagerDuty: DemoPagerDuty;
  readonly bot: BotProcess;
  /** The bot's HTTP address. */
  readonly botUrl: string;
  /** Where the bot writes its log. */
  readonly logFile: string;
  /** The policy that the bot follows. */
  readonly policyFile: string;
  stop(): Promise<void>;
}

const SETTLE_SECONDS = 10;
/** Services and their monitoring share this process: when it waits this long, every request looks slow. */
const CALM_DELAY_MS = 150;
const GROUPING = { waitMs: 300, intervalMs: 1_000, by: ['alertname', 'service'] };

export interface DemoWorldOptions {
  /** The page's port; 0 takes any. */
  readonly port: number;
  /** Builds the page beforehand, so that its first visitor does not slow the shop down. */
  readonly isPageWanted?: boolean;
  /** Starts the bot again when its process dies, and gets one line about it; otherwise a death is final. */
  readonly onBotDeath?: (line: string) => void;
}

/** Starts everything; resolves when the bot is ready and the shop is watched. */
export async function startDemoWorld(options: DemoWorldOptions): Promise<DemoWorld> {
  const directory = mkdtempSync(join(tmpdir(), 'firewatch-demo-'));
  const logFile = join(directory, 'bot.log');
  const botPort = await findFreePort();
  const botUrl = `http://127.0.0.1:${botPort}`;

  const telemetry = createLogsAndTraces();
  const shop = createShop({ collector: telemetry.collector });
  await shop.start();
  const backOffice = createBackOffice();
  await backOffice.start();
  const pagerDuty = await startDemoPagerDuty(botUrl);
  const policyFile = policyFileIn(directory);
  const slack = createLocalSlack({
    ...readAppManifest(),
    port: options.port,
    users: DEMO_USERS,
    channels: DEMO_CHANNELS,
    panel: createFaultPanel(shop, { policyFile, pagerDutyUrl: pagerDuty.url, backOffice }),
  });
  await slack.start();
  // The bot's tokens must exist before the webhook is configured, and the bot needs the metrics' address: port first.
  const metricsPort = await findFreePort();
  const environment = writeDemoConfig({
    directory,
    botPort,
    slack,
    prometheusUrl: `http://127.0.0.1:${metricsPort}`,
    logsAndTraces: await telemetry.start(),
    pagerDuty: pagerDuty.environment,
    adminToken: shop.adminToken,
    fixEndpoints: shop.fixEndpoints(),
    model: modelEnvironment(),
  });
  const startBot = () => startBotProcess({ environment, port: botPort, logFile });
  let bot = startBot();
  const metrics = createMetricsStack({
    targets: [...shop.targets, ...backOffice.targets],
    rulesFile: RULES_FILE,
    webhook: { url: `${botUrl}/webhooks/alertmanager`, token: environment.ALERTMANAGER_TOKEN },
    group: GROUPING,
    port: metricsPort,
  });
  const reportChange = (change: ShopChange) => postChange(botUrl, environment.CHANGES_TOKEN, change);
  const stop = async () => {
    await metrics.stop();
    await bot.stop();
    await shop.stop();
    await backOffice.stop();
    await telemetry.stop();
    await pagerDuty.close();
    await slack.stop();
    rmSync(directory, { recursive: true, force: true });
  };
  try {
    await Promise.all([
      bot.waitUntilReady(),
      options.isPageWanted ? fetch(`${slack.url}/page.js`) : undefined,
    ]);
    await settle();
    // A bot that does not even start is a mistake to report, not one to repeat.
    if (options.onBotDeath !== undefined)
      bot = createRestartedBot({ bot, start: startBot, say: options.onBotDeath });
  } catch (error) {
    await stop();
    throw error;
  }
  // Only now: while everything starts, the machine is busy and the shop looks slow to its own monitoring.
  await metrics.start();
  for (const change of shop.deployLog()) await reportChange(change);
  shop.onChange((change) => void reportChange(change));
  return { shop, metrics, slack, pagerDuty, bot, botUrl, logFile, policyFile, stop };
}

/** Resolves after a second in which this process was never kept waiting for long, or after ten seconds anyway. */
async function settle(): Promise<void> {
  const delay = monitorEventLoopDelay({ resolution: 10 });
  delay.enable();
  for (let second = 0; second < SETTLE_SECONDS; second += 1) {
    delay.reset();
    await sleep(1_000);
    if (delay.max / 1e6 < CALM_DELAY_MS) break;
  }
  delay.disable();
}

/** What a deploy pipeline does: one POST per change. */
async function postChange(botUrl: string, token: string, change: ShopChange): Promise<void> {
  await fetch(`${botUrl}/changes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify({ source: 'shop-deploys', ...change }),
  }).catch(() => undefined);
}

/** A person with a model may show the richer report; everything else of their environment stays out. */
function modelEnvironment(): Record<string, string> {
  const names = ['OPENAI_API_KEY', 'OPENAI_BASE_URL', 'OPENAI_MODEL'];
  return Object.fromEntries(names.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : [])));
}
