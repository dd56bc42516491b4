/**
 * Durable alerts per second through the real HTTP intake, on both databases. An alert counts when it was answered 2xx. Then
 * the intake is killed without warning, the database is opened anew, and every acknowledged alert is looked for. Beside it,
 * in the same run and from the same sender: a real Alertmanager, which takes alerts into memory and loses them when killed.
 */
import { randomUUID } from 'node:crypto';
import { findServer, missingServer, startAlertmanager } from '../../test/helpers/launch-servers.js';
import { silentLogger } from '../../src/observability/logger.js';
import { duration, readFlags, someOf, whole } from '../flags.js';
import type { LoadReport, LoadSettings } from '../intake/load-process.js';
import { formatTarget, openTarget, type Target } from '../intake/target.js';
import { quantile } from '../quantile.js';
import { killChild, nextMessage, runInChild, startChild } from '../run-in-child.js';
import type { Suite } from '../suite.js';
import { DATABASES, whySkipped, withDatabase, type DatabaseName } from '../with-database.js';

interface Load {
  readonly seconds: number;
  readonly connections: number;
}

interface Comparison {
  readonly perSecond: number;
  readonly p99Ms: number;
}

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
const INTAKE = new URL('../intake/intake-process.ts', import.meta.url);
const LOAD = new URL('../intake/load-process.ts', import.meta.url);
/** Nobody is told: what is measured is taking alerts in. */
const SILENT = `route: { receiver: nobody, group_by: ['...'], group_wait: 1h }
receivers: [{ name: nobody }]
`;

export const intake: Suite = {
  name: 'intake',
  description:
    'durable alerts per second through the HTTP intake, per database [--seconds 5] [--connections 16] [--databases pglite,postgres]',
  async run({ flags, say }) {
    const {
      seconds,
      connections,
      databases: asked,
    } = readFlags(flags, {
      seconds: duration(5),
      connections: whole(16, { to: 1_000 }),
      databases: someOf(DATABASES),
    });
    const databases: Partial<Record<DatabaseName, Measured | { skipped: string }>> = {};
    const notes: string[] = [];
    for (const name of asked) {
      const skipped = whySkipped(name);
      if (skipped !== undefined) {
        databases[name] = { skipped };
        notes.push(skipped);
        continue;
      }
      say(`${name}: ${connections} connections for ${seconds} s …`);
      databases[name] = await withDatabase(name, (target) => measure(target, { seconds, connections }));
    }
    let alertmanager: Comparison | null = null;
    if (findServer('alertmanager') === undefined) notes.push(missingServer('alertmanager'));
    else {
      say('and to a real Alertmanager, one per POST /api/v2/alerts …');
      alertmanager = await measureAlertmanager({ seconds, connections });
    }
    const columns = ['database', 'alerts/s', 'p50 ms', 'p99 ms', 'acknowledged', 'failed', 'lost', 'RSS MiB'];
    const rows = Object.entries(databases).flatMap(([name, it]) =>
      'skipped' in it
        ? []
        : [[name, it.perSecond, it.p50Ms, it.p99Ms, it.acknowledged, it.failed, it.lost, it.rssMiB]],
    );
    const comparison = alertmanager
      ? [['alertmanager', alertmanager.perSecond, '', alertmanager.p99Ms, '', '', '', '']]
      : [];
    // Production runs on PostgreSQL; what it does comes first.
    const [main] = (['postgres', 'pglite'] as const).flatMap((name) => {
      const it = databases[name];
      return it === undefined || 'skipped' in it ? [] : [it];
    });
    return {
      table: { columns, rows: [...rows, ...comparison], notes },
      result: {
        perSecond: main?.perSecond ?? null,
        p99Ms: main?.p99Ms ?? null,
        alertmanagerPerSecond: alertmanager?.perSecond ?? null,
        ratio:
          main && alertmanager ? Math.round((100 * main.perSecond) / alertmanager.perSecond) / 100 : null,
        lost: main?.lost ?? null,
        databases,
        alertmanager,
      },
    };
  },
};

async function measure(target: Target, { seconds, connections }: Load): Promise<Measured> {
  const settings = { seconds, connections };
  const token = randomUUID();
  const process = startChild(INTAKE, [formatTarget(target), token]);
  try {
    const { url } = await nextMessage<{ url: string }>(process, START_TIMEOUT_MS);
    const report = await loadWarm({ url, token, to: 'firewatch', ...settings });
    const memory = nextMessage<{ maxRssMiB: number }>(process, START_TIMEOUT_MS);
    process.send('memory');
    const { maxRssMiB } = await memory;
    await killChild(process);
    const lost = await countLost(target, report.acknowledged);
    return {
      perSecond: perSecondOf(report),
      p50Ms: quantile(report.latenciesMs, 0.5),
      p99Ms: quantile(report.latenciesMs, 0.99),
      lost,
      rssMiB: Math.round(maxRssMiB),
      acknowledged: report.acknowledged.length,
      failed: report.failures,
    };
  } finally {
    await killChild(process);
  }
}

/** Ids below belong to the warm-up. */
const MEASURED_FROM = 1_000_000;

/** The first requests compile code and plan statements; they are no part of the figures. */
async function loadWarm(settings: Omit<LoadSettings, 'firstId'>): Promise<LoadReport> {
  await runLoad({ ...settings, seconds: Math.min(1, settings.seconds), firstId: 1 });
  return runLoad({ ...settings, firstId: MEASURED_FROM });
}

async function measureAlertmanager(settings: Load): Promise<Comparison> {
  const server = await startAlertmanager({ configYaml: SILENT });
  try {
    const report = await loadWarm({ url: server.url, token: 'none', to: 'alertmanager', ...settings });
    return { perSecond: perSecondOf(report), p99Ms: quantile(report.latenciesMs, 0.99) };
  } finally {
    await server.stop();
  }
}

const perSecondOf = ({ acknowledged, seconds }: LoadReport) => Math.round(acknowledged.length / seconds);

const runLoad = (settings: LoadSettings): Promise<LoadReport> =>
  runInChild(LOAD, settings, START_TIMEOUT_MS + settings.seconds * 2_000);

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
