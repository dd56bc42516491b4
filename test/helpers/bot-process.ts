/** The bot of bot.ts as a child that can be killed. */
import { once } from 'node:events';
import { spawn, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Bot, BotWorld } from './bot.js';
import { httpClient } from './http-client.js';
import { compileBot } from './compiled-bot.js';
import { findFreePort } from '../../demo/free-port.js';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Half of what a young bot with the embedded database computes is optimizing WebAssembly that it will not run for long. */
const SHORT_LIVED = ['--liftoff-only'];
const READY_TIMEOUT_MS = 60_000;

/** The bot as a process of its own, on the same port after every restart. */
export interface BotProcess {
  readonly url: string;
  post: Bot['post'];
  get: Bot['get'];
  /** Starts it and waits until it is ready. */
  start(): Promise<void>;
  /** SIGKILL; resolves when it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps everything it holds, and does nothing until it is thawed or killed. */
  freeze(): void;
  thaw(): void;
  /** SIGTERM; resolves with the exit code. */
  stop(): Promise<number | null>;
}

export async function createBotProcess(world: BotWorld): Promise<BotProcess> {
  const main = await compileBot();
  const port = await findFreePort();
  const url = `http://127.0.0.1:${port}`;
  let child: ChildProcess | undefined;
  let output = '';
  let isEnding = false;

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    if (!child || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    isEnding = true;
    const ended = once(child, 'exit');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }

  return {
    url,
    ...httpClient(() => url),
    async start() {
      output = '';
      isEnding = false;
      const started = spawn(process.execPath, [...SHORT_LIVED, main, 'start'], {
        cwd: ROOT,
        env: { PATH: process.env['PATH'] ?? '', ...world.environment, PORT: String(port) },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      child = started;
      const keepTail = (chunk: Buffer) => (output = (output + chunk.toString()).slice(-4_000));
      started.stdout.on('data', keepTail);
      started.stderr.on('data', keepTail);
      // Whoever waits for something of it would not learn why nothing happens.
      started.once('exit', (code) => {
        if (!isEnding)
          process.stderr.write(`The bot ended by itself with code ${code}. Its last output:\n${output}`);
      });
      const deadline = Date.now() + READY_TIMEOUT_MS;
      while (!(await fetch(`${url}/readyz`).catch(() => undefined))?.ok) {
        if (started.exitCode !== null || Date.now() > deadline) {
          throw new Error(`The bot did not become ready. Its last output:\n${output}`);
        }
        await new Promise((resolve) => setTimeout(resolve, 25));
      }
    },
    async kill() {
      await end('SIGKILL');
    },
    freeze: () => void child?.kill('SIGSTOP'),
    thaw: () => void child?.kill('SIGCONT'),
    stop: () => end('SIGTERM'),
  };
}
