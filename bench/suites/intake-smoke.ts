/**
 * Durable alerts per second through the real HTTP intake, on both databases. An alert counts when it was answered 2xx. Then
 * the intake is killed without warning, the database is opened anew, and every acknowledged alert is looked for.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { silentLogger } from '../../src/observability/logger.js';
import { duration, readFlags, someOf, whole } from '../flags.js';
import type { LoadReport, LoadSettings } from '../intake/load-process.js';
import { formatTarget, openTarget, type Target } from '../intake/target.js';
import { quantile } from '../quantile.js';
import type { Suite } from '../suite.js';
import { DATABASES, whySkipped, withDatabase, type DatabaseName } from '../with-database.js';

interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Acknowledged, but not in the database afterwards. */
  readonly lost: number;
  /** Peak memory of the intake's process. */
  readonly rssMiB: number;
  readonly acknowledged: number;
  /** Requests that were not answered 2xx. */
  readonly failed: number;
}

const START_TIMEOUT_MS = 60_000;

export const intakeSmoke: Suite = {
  name: 'intake-smoke',
  description:
    'durable alerts per second through the HTTP intake, per database [--seconds 5] [--connections 16] [--databases pglite,postgres]',
  async run({ flags, say }) {
    const settings = readFlags(flags, {
      seconds: duration(5),
      connections: whole(16, { to: 1_000 }),
      databases: someOf(DATABASES),
    });
    const databases: Partial<Record<DatabaseName, Measured | { skipped: string }>> = {};
    const notes: string[] = [];
    for (const name of settings.databases) {
      const skipped = whySkipped(name);
      if (skipped !== undefined) {
        databases[name] = { skipped };
        notes.push(skipped);
        continue;
      }
      say(`${name}: ${settings.connections} connections for ${settings.seconds} s …`);
      databases[name] = await withDatabase(name, (target) => measure(target, settings));
    }
    const columns = ['database', 'alerts/s', 'p50 ms', 'p99 ms', 'acknowledged', 'failed', 'lost', 'RSS MiB'];
    const rows = Object.entries(databases).flatMap(([name, it]) =>
      'skipped' in it
        ? []
        : [[name, it.perSecond, it.p50Ms, it.p99Ms, it.acknowledged, it.failed, it.lost, it.rssMiB]],
    );
    return { table: { columns, rows, notes }, result: { databases } };
  },
};

async function measure(
  target: Target,
  settings: { seconds: number; connections: number },
): Promise<Measured> {
  const token = randomUUID();
  const intake = start('intake-process.ts', [formatTarget(target), token]);
  try {
    const { url } = await nextMessage<{ url: string }>(intake, START_TIMEOUT_MS);
    // The first requests compile code and plan statements; they are no part of the figures.
    await runLoad({
      url,
      token,
      connections: settings.connections,
      seconds: Math.min(1, settings.seconds),
      firstId: 1,
    });
    const report = await runLoad({ url, token, ...settings, firstId: MEASURED_FROM });
    const memory = nextMessage<{ maxRssMiB: number }>(intake, START_TIMEOUT_MS);
    intake.send('memory');
    const { maxRssMiB } = await memory;
    await kill(intake);
    const lost = await countLost(target, report.acknowledged);
    return {
      perSecond: Math.round(report.acknowledged.length / report.seconds),
      p50Ms: quantile(report.latenciesMs, 0.5),
      p99Ms: quantile(report.latenciesMs, 0.99),
      lost,
      rssMiB: Math.round(maxRssMiB),
      acknowledged: report.acknowledged.length,
      failed: report.failures,
    };
  } finally {
    await kill(intake);
  }
}

/** Ids below belong to the warm-up. */
const MEASURED_FROM = 1_000_000;

async function runLoad(settings: LoadSettings): Promise<LoadReport> {
  const child = start('load-process.ts', []);
  try {
    const report = nextMessage<LoadReport>(child, START_TIMEOUT_MS + settings.seconds * 2_000);
    child.send(settings);
    return await report;
  } finally {
    await kill(child);
  }
}

/** Opens the database that the killed process left behind. */
async function countLost(target: Target, acknowledged: readonly string[]): Promise<number> {
  const database = await openTarget(target, silentLogger());
  try {
    const rows = await database.query('SELECT fingerprint FROM firewatch.alerts');
    const stored = new Set(rows.map((row) => row['fingerprint']));
    return acknowledged.filter((fingerprint) => !stored.has(fingerprint)).length;
  } finally {
    await database.close();
  }
}

function start(file: string, args: readonly string[]): ChildProcess {
  const path = fileURLToPath(new URL(`../intake/${file}`, import.meta.url));
  return fork(path, args, { execArgv: ['--import', import.meta.resolve('tsx')], stdio: 'inherit' });
}

function nextMessage<T>(child: ChildProcess, timeoutMs: number): Promise<T> {
  return new Promise((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`${child.spawnargs.at(-1)}: ${reason}`));
    const timer = setTimeout(() => fail(`said nothing within ${timeoutMs / 1000} s`), timeoutMs);
    const onExit = (code: number | null) => fail(`ended with code ${code}`);
    child.once('exit', onExit);
    child.once('message', (message) => {
      clearTimeout(timer);
      child.off('exit', onExit);
      resolve(message as T);
    });
    child.once('exit', () => clearTimeout(timer));
  });
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await ended;
}
