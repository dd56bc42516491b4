/** The bot as it runs in production, in a process of its own, beside a local Slack. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LocalSlack } from '../../demo/slack/local-slack.js';
import type { Target } from '../intake/target.js';
import { findFreePort } from '../../demo/free-port.js';
import { compileBot } from '../../test/helpers/compiled-bot.js';

export type Mode = 'socket' | 'http';

export interface BenchBot {
  readonly url: string;
  readonly pid: number;
  /** Value of a metric without labels. */
  metric(name: string): Promise<number>;
  stop(): Promise<void>;
}

export const ALERT_TOKEN = 'benchmark-alert-token';
const READY_TIMEOUT_MS = 90_000;

/** @throws Error with the bot's last output when it does not become ready. */
export async function startBot(
  slack: LocalSlack,
  mode: Mode,
  target: Target,
  environment: Readonly<Record<string, string>> = {},
): Promise<BenchBot> {
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  const directory = mkdtempSync(join(tmpdir(), 'firewatch-bench-bot-'));
  const child = spawn(process.execPath, [await compileBot(), 'start'], {
    cwd: directory,
    env: {
      PATH: process.env['PATH'] ?? '',
      PORT: String(port),
      ...(target.kind === 'postgres'
        ? { DATABASE_URL: target.url }
        : { FIREWATCH_DATA_DIR: target.directory }),
      SLACK_BOT_TOKEN: slack.botToken,
      ...(mode === 'socket'
        ? { SLACK_APP_TOKEN: slack.appToken }
        : { SLACK_SIGNING_SECRET: slack.signingSecret }),
      SLACK_API_URL: slack.apiUrl,
      SLACK_CHANNEL: 'C0INCIDENTS',
      ALERTMANAGER_TOKEN: ALERT_TOKEN,
      LOG_LEVEL: 'error',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  const keepTail = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000));
  child.stdout.on('data', keepTail);
  child.stderr.on('data', keepTail);
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));

  async function stop(): Promise<void> {
    child.kill('SIGKILL'); // what it would still do is no part of the figures
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }

  const deadline = Date.now() + READY_TIMEOUT_MS;
  const isConnected = () => mode === 'http' || slack.control.sockets.count() > 0;
  while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok || !isConnected()) {
    if (child.exitCode !== null || Date.now() > deadline) {
      await stop();
      throw new Error(`The bot did not become ready. Its last output:\n${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  if (mode === 'http') slack.control.setRequestUrl(`${url}/slack/events`);
  return {
    url,
    pid: child.pid ?? 0,
    async metric(name) {
      const text = await (await fetch(`${url}/metrics`)).text();
      return Number(new RegExp(`^${name} (\\S+)$`, 'm').exec(text)?.[1] ?? Number.NaN);
    },
    stop,
  };
}
