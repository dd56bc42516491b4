/**
 * Proves the Dockerfile where there is no Docker: makes the final stage's files in a temporary folder, takes the right to
 * write away, and runs the bot there as an unprivileged user against the local Slack, up to a message in a channel.
 *
 *   npx tsx test/rules/docker-proof.ts [path of another node, for example the image's version]
 *
 * It takes about a minute and installs packages, so it is no part of `npm test`.
 */
import { execFileSync, spawn } from 'node:child_process';
import { chownSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { buildWebhookBody } from '../../bench/intake/webhook-body.js';
import { createLocalSlack } from '../../demo/slack/local-slack.js';
import { parseDockerfile, readEnv, type Instruction } from './dockerfile.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const NOBODY = 65_534;
const PORT = '18080';
const TOKEN = 'a-token-for-the-proof';
const TIMEOUT_MS = 60_000;

const node = process.argv[2] ?? process.execPath;
const dockerfile = parseDockerfile(readFileSync(join(ROOT, 'Dockerfile'), 'utf8'));
function find(name: string): Instruction {
  const found = dockerfile.find((instruction) => instruction.stage === 'final' && instruction.name === name);
  if (!found) throw new Error(`The final stage has no ${name}.`);
  return found;
}
const say = (text: string) => void process.stdout.write(`${text}\n`);

const home = mkdtempSync(join(tmpdir(), 'firewatch-image-'));
const app = join(home, 'app');
const data = join(home, 'data');
const temporary = join(home, 'tmp');
try {
  buildFiles();
  const slack = createLocalSlack();
  await slack.start();
  try {
    await run(slack);
  } finally {
    await slack.stop();
  }
} finally {
  execFileSync('chmod', ['-R', 'u+w', home]);
  rmSync(home, { recursive: true, force: true });
}
process.exit(0);

/** What the three stages do, in order. */
function buildFiles(): void {
  for (const folder of [app, data, temporary]) mkdirSync(folder);
  for (const file of ['package.json', 'package-lock.json', 'LICENSE'])
    cpSync(join(ROOT, file), join(app, file));
  say('npm ci --omit=dev --ignore-scripts');
  execFileSync(
    'npm',
    ['ci', '--omit=dev', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'],
    {
      cwd: app,
      stdio: 'inherit',
    },
  );
  say('npm run build');
  execFileSync('npx', ['tsc', '-p', 'tsconfig.build.json', '--outDir', join(app, 'dist')], {
    cwd: ROOT,
    stdio: 'inherit',
  });
  cpSync(join(ROOT, 'runbooks'), join(app, 'runbooks'), { recursive: true });
  rmSync(join(app, 'package-lock.json'));
  if (process.getuid?.() === 0) {
    for (const folder of [data, temporary]) chownSync(folder, NOBODY, NOBODY);
    execFileSync('chmod', ['a+x', home]);
  }
  execFileSync('chmod', ['-R', 'a-w,a+rX', app]);
}

async function run(slack: ReturnType<typeof createLocalSlack>): Promise<void> {
  const env = {
    ...readEnv(find('ENV')),
    PATH: process.env['PATH'] ?? '',
    PORT,
    FIREWATCH_DATA_DIR: data,
    TMPDIR: temporary,
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_APP_TOKEN: slack.appToken,
    SLACK_API_URL: slack.apiUrl,
    ALERTMANAGER_TOKEN: TOKEN,
    CHANGES_TOKEN: TOKEN,
  };
  const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  const [, ...command] = JSON.parse(find('CMD').text) as string[];
  say(`node ${command.join(' ')}, Node ${execFileSync(node, ['--version'], { encoding: 'utf8' }).trim()}`);
  const bot = spawn(node, command, { cwd: app, env, ...asNobody, stdio: ['ignore', 'pipe', 'inherit'] });
  let log = '';
  bot.stdout.on('data', (chunk: Buffer) => (log += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => bot.once('exit', (code) => resolve(code)));
  try {
    await until('the bot to be ready', async () => {
      if (bot.exitCode !== null) throw new Error(`The bot ended:\n${log}`);
      return (await fetch(`http://127.0.0.1:${PORT}/readyz`).catch(() => undefined))?.ok === true;
    });
    const check = find('HEALTHCHECK').text;
    const [, ...probe] = JSON.parse(check.slice(check.indexOf('['))) as string[];
    execFileSync(node, probe, { env });
    say('the health check passes');

    const answer = await fetch(`http://127.0.0.1:${PORT}/webhooks/alertmanager`, {
      method: 'POST',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json' },
      body: buildWebhookBody(1, new Date()).body,
    });
    if (answer.status !== 200) throw new Error(`The alert was answered ${answer.status}.`);
    await until('the incident in Slack', async () =>
      slack.control.messages('C0INCIDENTS').some((message) => message.botId !== undefined),
    );
    say('the alert is a thread in Slack');
  } catch (error) {
    throw new Error(`It failed. The log:\n${log}`, { cause: error });
  } finally {
    bot.kill('SIGTERM');
  }
  const code = await ended;
  if (code !== 0) throw new Error(`After SIGTERM the bot ended with ${code}:\n${log}`);
  say('it ends with 0 after SIGTERM');
  say('ok');
}

async function until(what: string, isTrue: () => Promise<boolean>): Promise<void> {
  const deadline = Date.now() + TIMEOUT_MS;
  while (!(await isTrue())) {
    if (Date.now() > deadline) throw new Error(`Waited ${TIMEOUT_MS / 1000} s for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
