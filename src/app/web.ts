/** The HTTP server of one bot: what it stores, and the gauges it brings up to date before they are read. */
import type { Config } from '../config/config.js';
import type { Alert } from '../incidents/alert.js';
import { createBatcher } from '../intake/batcher.js';
import { createServer, type Server, type ServerDeps } from '../intake/server.js';
import { createSources } from '../intake/sources/index.js';
import type { Reading } from '../mcp/reading-tool.js';
import type { Database } from '../storage/database.js';
import { createMessageQueue } from '../storage/repositories/messages.js';
import { recordAlerts } from '../workflows/alerts/record-alerts.js';
import { recordChange } from '../workflows/record-change.js';
import { findUnready } from './database.js';
import { answerAssistants } from './assistants.js';
import { createModelGauges } from './model-gauges.js';
import type { Parts } from './parts.js';
import { sourceSecrets } from './source-secrets.js';

/** Alerts in one commit. */
const MAX_BATCH = 1_000;

export interface WebSideDeps extends Pick<ServerDeps, 'slack'> {
  readonly parts: Parts;
  readonly database: Database;
  /** Whether the process is about to end, so that nobody sends it anything new. */
  readonly isStopping?: () => boolean;
  /** For other assistants; left out, nothing is for them. */
  readonly reading?: Reading;
}

/** `slack` takes Slack's requests in HTTP mode. */
export function createWebSide(
  { env }: Config,
  { parts, database, isStopping, slack, reading }: WebSideDeps,
): Server {
  const { store, clock, log, metrics } = parts;
  const refreshModelGauges = createModelGauges(parts);
  const batcher = createBatcher<Alert>({
    write: (alerts) => recordAlerts(parts, alerts),
    maxItems: MAX_BATCH,
  });
  return createServer({
    sources: createSources(sourceSecrets(env)),
    recordAlerts: (alerts) => batcher.submit(alerts),
    recordChange: (change) => recordChange(parts, change),
    keepRejected: (payload) => store.transaction((tx) => tx.rejected.keep(payload)),
    findUnready: async () => (isStopping?.() ? ['This process is stopping.'] : findUnready(database)),
    async refreshMetrics() {
      await refreshGauges(parts, database);
      await refreshModelGauges();
    },
    slack,
    mcp: env.MCP_TOKEN && reading ? { token: env.MCP_TOKEN, answer: answerAssistants(parts, reading) } : null,
    clock,
    log,
    metrics,
  });
}

/** A gauge whose number cannot be had keeps the former one. */
async function refreshGauges({ store, metrics }: Parts, database: Database): Promise<void> {
  const active = await store.transaction((tx) => tx.incidents.countActive()).catch(() => undefined);
  if (active !== undefined) metrics.incidentsActive.set(active);
  const backlog = await createMessageQueue(database)
    .backlog()
    .catch(() => undefined);
  if (backlog === undefined) return;
  metrics.messagesUndelivered.set(backlog.count);
  metrics.messagesUndeliveredAge.set(backlog.oldestSeconds);
}
