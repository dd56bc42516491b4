/**
 * Durable alerts per second through the real HTTP intake, on both databases: the highest rate, sent open-loop as one alert a
 * request, at which every alert is answered 2xx with a p99 within the limit. Then the intake is killed without warning, the
 * database is opened anew, and every acknowledged alert is looked for. Beside it, in the same run and from the same sender: a
 * real Alertmanager, which takes alerts into memory and loses them when killed. Sender and database share the machine.
 */
import { randomUUID } from 'node:crypto';
import { findServer, missingServer, startAlertmanager } from '../../test/helpers/launch-servers.js';
import { silentLogger } from '../../src/observability/logger.js';
import { duration, readFlags, someOf, whole } from '../flags.js';
import { findSustained, type Step, type Sustained } from '../intake/find-sustained.js';
import type { LoadReport, LoadSettings } from '../intake/load-process.js';
import { formatTarget, openTarget, type Target } from '../intake/target.js';
import { quantile } from '../quantile.js';
import { killChild, nextMessage, runInChild, startChild } from '../run-in-child.js';
import type { Suite } from '../suite.js';
import { DATABASES, whySkipped, withDatabase, type DatabaseName } from '../with-database.js';

interface Load {
  readonly seconds: number;
  readonly connections: number;
  /** No higher rate is tried. */
  readonly upTo: number;
  say(text: string): void;
}

interface Measured {
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}

interface MeasuredIntake extends Measured {
  /** Acknowledged, but not in the database afterwards. */
  readonly lost: number;
  /** Peak memory of the intake's process. */
  readonly rssMiB: number;
  /** At all rates together. */
  readonly acknowledged: number;
  /** Requests that were not answered 2xx at the rate that is reported. */
  readonly failed: number;
}

/** The goal for p99 at the rate that is looked for. */
const LIMIT_MS = 50;
/** The rate that is tried first; then it is doubled, and narrowed down. */
const FROM_RATE = 500;
const START_TIMEOUT_MS = 60_000;
const INTAKE = new URL('../intake/intake-process.ts', import.meta.url);
const LOAD = new URL('../intake/load-process.ts', import.meta.url);
/** Nobody is told: what is measured is taking alerts in. */
const SILENT = `route: { receiver: nobody, group_by: ['...'], group_wait: 1h }
receivers: [{ name: nobody }]
`;

export const intake: Suite = {
  async run({ flags, say }) {
    const {
      seconds,
      connections,
      'up-to': upTo,
      databases: asked,
    } = readFlags(flags, {
      seconds: duration(3),
      connections: whole(64, { to: 1_000 }),
      'up-to': whole(64_000, { from: FROM_RATE }),
      databases: someOf(DATABASES),
    });
    const databases: Partial<Record<DatabaseName, MeasuredIntake | { skipped: string }>> = {};
    const notes: string[] = [];
    for (const name of asked) {
      const skipped = whySkipped(name);
      if (skipped !== undefined) {
        databases[name] = { skipped };
        notes.push(skipped);
        continue;
      }
      say(`${name}: which rate it keeps up with, ${seconds} s each …`);
      databases[name] = await withDatabase(name, (target) =>
        measure(target, { seconds, connections, upTo, say }),
      );
    }
    let alertmanager: Measured | null = null;
    if (findServer('alertmanager') === undefined) notes.push(missingServer('alertmanager'));
    else {
      say('and to a real Alertmanager, one per POST /api/v2/alerts …');
      alertmanager = await measureAlertmanager({ seconds, connections, upTo, say });
    }
    const columns = ['database', 'alerts/s', 'p50 ms', 'p99 ms', 'acknowledged', 'failed', 'lost', 'RSS MiB'];
    const rows = Object.entries(databases).flatMap(([name, it]) =>
      'skipped' in it
        ? []
        : [[name, it.perSecond, it.p50Ms, it.p99Ms, it.acknowledged, it.failed, it.lost, it.rssMiB]],
    );
    const comparison = alertmanager
      ? [['alertmanager', alertmanager.perSecond, alertmanager.p50Ms, alertmanager.p99Ms, '', '', '', '']]
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

async function measure(target: Target, load: Load): Promise<MeasuredIntake> {
  const token = randomUUID();
  const process = startChild(INTAKE, [formatTarget(target), token]);
  try {
    const { url } = await nextMessage<{ url: string }>(process, START_TIMEOUT_MS);
    const { acknowledged, ...sustained } = await findRate({ url, token, to: 'firewatch', ...load });
    const memory = nextMessage<{ maxRssMiB: number }>(process, START_TIMEOUT_MS);
    process.send('memory');
    const { maxRssMiB } = await memory;
    await killChild(process);
    const lost = await countLost(target, acknowledged);
    const { failures, ...step } = reported(sustained);
    return {
      ...step,
      lost,
      rssMiB: Math.round(maxRssMiB),
      acknowledged: acknowledged.length,
      failed: failures,
    };
  } finally {
    await killChild(process);
  }
}

async function measureAlertmanager(load: Load): Promise<Measured> {
  const server = await startAlertmanager({ configYaml: SILENT });
  try {
    const sustained = await findRate({ url: server.url, token: 'none', to: 'alertmanager', ...load });
    const { perSecond, p50Ms, p99Ms } = reported(sustained);
    return { perSecond, p50Ms, p99Ms };
  } finally {
    await server.stop();
  }
}

/** Where it kept up with no rate at all, what the lowest one was like. */
function reported({ best, tried }: Sustained): Omit<Step, 'rate'> {
  const { rate: _, ...step } = best ?? tried[0] ?? { rate: 0, perSecond: 0, p50Ms: 0, p99Ms: 0, failures: 0 };
  return step;
}

/** Ids of one rate; those below the first belong to the warm-up. */
const IDS = 1_000_000;

async function findRate({
  say,
  upTo,
  ...receiver
}: Omit<LoadSettings, 'firstId' | 'perSecond'> & Pick<Load, 'say' | 'upTo'>): Promise<
  Sustained & { readonly acknowledged: readonly string[] }
> {
  // The first requests compile code and plan statements; they are no part of the figures.
  await runLoad({ ...receiver, seconds: Math.min(1, receiver.seconds), perSecond: FROM_RATE, firstId: 1 });
  const acknowledged: string[][] = [];
  const sustained = await findSustained(
    async (rate) => {
      const firstId = (acknowledged.length + 1) * IDS;
      const report = await runLoad({ ...receiver, perSecond: rate, firstId });
      acknowledged.push([...report.acknowledged]);
      const step = {
        rate,
        perSecond: Math.round(report.acknowledged.length / report.seconds),
        p50Ms: quantile(report.latenciesMs, 0.5),
        p99Ms: quantile(report.latenciesMs, 0.99),
        failures: report.failures,
      };
      say(`  ${rate}/s: ${step.perSecond} answered 2xx each second, p99 ${step.p99Ms} ms`);
      return step;
    },
    { from: FROM_RATE, to: upTo, limitMs: LIMIT_MS },
  );
  return { ...sustained, acknowledged: acknowledged.flat() };
}

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
