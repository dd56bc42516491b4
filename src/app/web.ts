/** The HTTP server of one bot, and the gauges it brings up to date before they are read. */
import type { Config } from '../config/config.js';
import { createServer, type Server, type ServerDeps } from '../intake/server.js';
import type { Reading } from '../mcp/reading-tool.js';
import type { Database } from '../storage/database.js';
import { createMessageQueue } from '../storage/repositories/messages.js';
import { findUnready } from './database.js';
import { answerAssistants } from './assistants.js';
import type { Intake } from './intake.js';
import { createModelGauges } from './model-gauges.js';
import type { Parts } from './parts.js';

export interface WebSideDeps extends Pick<ServerDeps, 'slack'> {
  readonly parts: Parts;
  readonly intake: Intake;
  readonly database: Database;
  /** Whether the process is about to end, so that nobody sends it anything new. */
  readonly isStopping?: () => boolean;
  /** For other assistants; left out, nothing is for them. */
  readonly reading?: Reading;
}

/** `slack` takes Slack's requests in HTTP mode. */
export function createWebSide(
  config: Config,
  { parts, intake, database, isStopping, slack, reading }: WebSideDeps,
): Server {
  const token = config.env.MCP_TOKEN;
  const refreshModelGauges = createModelGauges(parts);
  return createServer({
    ...intake,
    findUnready: async () => (isStopping?.() ? ['This process is stopping.'] : findUnready(database)),
    async refreshMetrics() {
      await refreshGauges(parts, database);
      await refreshModelGauges();
    },
    slack,
    mcp: token && reading ? { token, answer: answerAssistants(parts, reading) } : null,
    metrics: parts.metrics,
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
