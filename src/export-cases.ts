/** `firewatch export-cases`: the labelled analyses of this installation, one JSON object a line. */
import { openDatabase, requireDatabase, requireSchema } from './app/database.js';
import { privacyOf } from './app/privacy.js';
import type { Config } from './config/config.js';
import { readDays } from './incidents/stats.js';
import { createJobRunner } from './jobs/queue.js';
import { silentLogger } from './observability/logger.js';
import { createMetrics } from './observability/metrics.js';
import { UserInputError } from './shared/errors.js';
import { createStore } from './storage/store.js';
import { exportCases, type ExportSummary } from './workflows/knowledge/export-cases.js';

/**
 * `since`: a date such as 2026-01-31, or days back such as 90d; undefined for everything.
 * @throws UserInputError for another `since`; ConfigError when the database does not answer, or is not of this version.
 */
export async function runExport(
  config: Config,
  { since, write }: { readonly since: string | undefined; readonly write: (line: string) => void },
): Promise<ExportSummary> {
  const from = since === undefined ? null : readSince(since);
  const log = silentLogger();
  const database = await openDatabase(config, log);
  try {
    await requireDatabase(config, database);
    await requireSchema(database);
    // Never started: reading sends no job.
    const jobs = createJobRunner({ database, log, metrics: createMetrics() });
    const store = createStore(database, jobs.within);
    const deps = { store, privacy: privacyOf(config, store) };
    return await exportCases(deps, { since: from }, (record) => write(`${JSON.stringify(record)}\n`));
  } finally {
    await database.close();
  }
}

function readSince(text: string): Date {
  const days = readDays(text);
  if (days !== undefined) return new Date(Date.now() - days * 86_400_000);
  const date = /^\d{4}-\d{2}-\d{2}$/.test(text) ? new Date(`${text}T00:00:00Z`) : undefined;
  if (date && !Number.isNaN(date.getTime())) return date;
  throw new UserInputError('--since takes a date such as 2026-01-31, or days back such as 90d.');
}

/** For people, on standard error. */
export function describeExport({ exported, unsafe, private: hidden }: ExportSummary): string {
  const analyses = (n: number) => `${n} ${n === 1 ? 'analysis' : 'analyses'}`;
  return [
    `${analyses(exported)} exported.`,
    ...(hidden === 0 ? [] : [`${analyses(hidden)} of private incidents left out.`]),
    ...(unsafe === 0
      ? []
      : [`${analyses(unsafe)} left out, because they could not be looked through for secrets.`]),
  ].join(' ');
}
