/** The real bot as a process of its own, started the way an operator starts it. */
import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
/** A machine with other work needs longer than a minute; then waiting helps, and giving up does not. */
const READY_TIMEOUT_MS = 180_000;
const STOP_TIMEOUT_MS = 15_000;

export interface BotProcess {
  /** Resolves when `/readyz` says yes; rejects with the log's last lines when the process ends first. */
  waitUntilReady(): Promise<void>;
  /** SIGTERM, then SIGKILL for one that does not end. */
  stop(): Promise<void>;
  /** SIGKILL, as a crash would be. */
  kill(): Promise<void>;
  /** Resolves when the process has ended, however it did, with its exit code or signal. */
  readonly ended: Promise<string>;
}

/** `environment` replaces the process's own, but for PATH and the like, so that nobody's real tokens leak into a demo. */
export function startBotProcess(options: {
  environment: Readonly<Record<string, string>>;
  port: number;
  logFile: string;
  /** A compiled `main.js`; the sources unless told. */
  program?: string;
}): BotProcess {
  const program = options.program === undefined ? ['--import', 'tsx', 'src/main.ts'] : [options.program];
  const child = spawn(process.execPath, [...program, 'start'], {
    cwd: ROOT,
    env: { PATH: process.env['PATH'] ?? '', HOME: process.env['HOME'] ?? '', ...options.environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lastLines: string[] = [];
  const log = createWriteStream(options.logFile, { flags: 'a' });
  for (const stream of [child.stdout, child.stderr]) {
    stream.pipe(log, { end: false });
    stream.on('data', (chunk: Buffer) => {
      lastLines.push(chunk.toString());
      lastLines.splice(0, lastLines.length - 10);
    });
  }
  const ended = new Promise<string>((resolve) =>
    child.once('exit', (code, signal) => resolve(signal ?? `exit code ${code}`)),
  );

  return {
    ended,
    async waitUntilReady() {
      const deadline = Date.now() + READY_TIMEOUT_MS;
      for (;;) {
        if (!isRunning(child)) throw new Error(`The bot ended:\n${lastLines.join('')}`);
        if (Date.now() > deadline)
          throw new Error(
            `Firewatch is not ready after three minutes. Is this machine too busy? It said last:\n${lastLines.join('') || 'nothing'}`,
          );
        const answer = await fetch(`http://127.0.0.1:${options.port}/readyz`).catch(() => undefined);
        if (answer?.ok) return;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    },
    async stop() {
      if (isRunning(child)) child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MS);
      await ended;
      clearTimeout(timer);
      log.end();
    },
    async kill() {
      if (isRunning(child)) child.kill('SIGKILL');
      await ended;
    },
  };
}

function isRunning(child: ChildProcess): boolean {
  return child.exitCode === null && child.signalCode === null;
}
