/** In which order the parts of one bot begin, and in which they end. */
import type { Config } from '../config/config.js';
import type { Server } from '../intake/server.js';
import type { JobHandlers, JobRunner } from '../jobs/queue.js';
import { within } from '../shared/deadline.js';
import type { Database } from '../storage/database.js';
import { policyChanged } from '../workflows/remediation/policy-changed.js';
import { migrate } from '../storage/migrate.js';
import { requireDatabase } from './database.js';
import type { Parts } from './parts.js';
import type { SlackSide } from './slack.js';

export interface MovingParts {
  readonly parts: Pick<
    Parts,
    'store' | 'mcp' | 'log' | 'policyFile' | 'mappedWebhooks' | 'catalogFiles' | 'runbookFiles'
  >;
  readonly database: Database;
  readonly jobs: JobRunner;
  readonly handlers: JobHandlers;
  readonly server: Server;
  readonly slack: SlackSide;
}

/** A part that hangs must not keep the others from ending; each is a little longer than the part's own limit. */
const STOP_LIMITS_MS = {
  slack: 5_000,
  'policy file': 2_000,
  'webhooks file': 2_000,
  'catalogue files': 2_000,
  'runbook files': 2_000,
  server: 7_000,
  jobs: 40_000,
  homes: 5_000,
  delivery: 13_000,
  charts: 2_000,
  mcp: 8_000,
  database: 8_000,
} as const;

/** Resolves with the HTTP server's address. */
export async function startAll(
  config: Config,
  { parts, database, jobs, handlers, server, slack }: MovingParts,
): Promise<string> {
  await requireDatabase(config, database);
  const applied = await migrate(database);
  if (applied.length > 0) parts.log.info({ migrations: applied }, 'database migrated');
  await jobs.start();
  // What a former process left behind is picked up now, not at the next full minute.
  await parts.store.transaction(async (tx) => {
    await tx.jobs.send('housekeeping', {});
    await tx.jobs.send('reconcile-paging', {});
    await tx.jobs.send('reconcile-alerts', { isCut: false });
    await tx.jobs.send('post-digests', {});
  });
  parts.mcp.start();
  parts.policyFile?.start((change) => policyChanged(parts, change));
  parts.mappedWebhooks?.start();
  parts.catalogFiles?.start();
  parts.runbookFiles?.start();
  const address = await server.listen(config.env.HOST, config.env.PORT);
  // Senders rely on us from here on: nothing below may fail because the database went away.
  await jobs.work(handlers);
  await slack.delivery.start();
  await slack.homes.start();
  void slack.workspace.learn();
  await slack.connection.start();
  return address;
}

/** New work first, then what is under way; the database last, whatever became of the others. */
export async function stopAll({ parts, database, jobs, server, slack }: MovingParts): Promise<void> {
  const steps = [
    ['slack', () => slack.connection.stop()],
    ['policy file', async () => parts.policyFile?.stop()],
    ['webhooks file', async () => parts.mappedWebhooks?.stop()],
    ['catalogue files', async () => parts.catalogFiles?.stop()],
    ['runbook files', async () => parts.runbookFiles?.stop()],
    ['server', () => server.close()],
    ['jobs', () => jobs.stop()],
    ['homes', () => slack.homes.stop()],
    ['delivery', () => slack.delivery.stop()],
    ['charts', () => slack.charts.close()],
    ['mcp', () => parts.mcp.close()],
    ['database', () => database.close()],
  ] as const;
  for (const [part, end] of steps) {
    try {
      await within(STOP_LIMITS_MS[part], `Stopping ${part}`, end());
    } catch (error) {
      parts.log.error({ err: error, part }, 'this part did not stop cleanly');
    }
  }
}
