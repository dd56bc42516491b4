/**
 * Durable alerts per second through the real HTTP intake, on both databases. An alert counts when it was answered 2xx. Then
 * the intake is killed without warning, the database is opened anew, and every acknowledged alert is looked for.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { silentLogger } from '../../src/observability/logger.js';
import { errorMessage, UserInputError } from '../../src/shared/errors.js';
import type { LoadReport, LoadSettings } from '../intake/load-process.js';
import { formatTarget, openTarget, type Target } from '../intake/target.js';
import { quantile } from '../quantile.js';
import type { Suite } from '../suite.js';
import { findPostgres, startTemporaryPostgres } from '../temporary-postgres.js';

type DatabaseName = 'pglite' | 'postgres';

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

const NAMES: readonly DatabaseName[] = ['pglite', 'postgres'];
const START_TIMEOUT_MS = 60_000;

export const intakeSmoke: Suite = {
  name: 'intake-smoke',
  description:
    'durable alerts per second through the HTTP intake, per database [--seconds 5] [--connections 16] [--databases pglite,postgres]',
  async run({ flags, say }) {
    const settings = readFlags(flags);
    const databases: Partial<Record<DatabaseName, Measured | { skipped: string }>> = {};
    const notes: string[] = [];
    for (const name of settings.databases) {
      if (name === 'postgres' && findPostgres() === undefined) {
        const skipped = 'PostgreSQL is not installed; install it with "apt-get install postgresql".';
        databases[name] = { skipped };
        notes.push(`postgres was skipped: ${skipped}`);
        continue;
      }
      say(`${name}: ${settings.connections} connections for ${settings.seconds} s …`);
      databases[name] = await withTarget(name, (target) => measure(target, settings));
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

function readFlags(flags: readonly string[]): {
  seconds: number;
  connections: number;
  databases: readonly DatabaseName[];
} {
  const values = parse(flags);
  const seconds = Number(values.seconds);
  const connections = Number(values.connections);
  const names = values.databases.split(',');
  const databases = NAMES.filter((name) => names.includes(name));
  if (!(seconds > 0 && seconds <= 600)) throw new UserInputError('--seconds must be between 0 and 600.');
  if (!Number.isInteger(connections) || connections < 1 || connections > 1_000)
    throw new UserInputError('--connections must be a whole number from 1 to 1000.');
  if (databases.length !== names.length)
    throw new UserInputError(`--databases must be one or both of ${NAMES.join(',')}.`);
  return { seconds, connections, databases };
}

function parse(flags: readonly string[]) {
  try {
    return parseArgs({
      args: [...flags],
      options: {
        seconds: { type: 'string', default: '5' },
        connections: { type: 'string', default: '16' },
        databases: { type: 'string', default: NAMES.join(',') },
      },
    }).values;
  } catch (error) {
    throw new UserInputError(errorMessage(error), { cause: error });
  }
}

/** An empty database of its own, removed afterwards. */
async function withTarget<T>(name: DatabaseName, work: (target: Target) => Promise<T>): Promise<T> {
  if (name === 'pglite') {
    const directory = mkdtempSync(join(tmpdir(), 'firewatch-bench-'));
    try {
      return await work({ kind: 'pglite', directory });
    } finally {
      rmSync(directory, { recursive: true, force: true });
    }
  }
  const server = await startTemporaryPostgres(findPostgres() ?? '');
  try {
    return await work({ kind: 'postgres', url: server.url });
  } finally {
    await server.stop();
  }
}

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
