/** What the use cases and jobs of one bot work with, from its configuration; whoever calls says whose time it is. */
import { createClients } from './clients.js';
import { loadCatalogAndRunbooks } from './catalog-and-runbooks.js';
import type { Parts } from './parts.js';
import { openMappedWebhooks } from './mapped-webhooks.js';
import { followPolicy } from './policy.js';
import { privacyOf } from './privacy.js';
import { limitsOf, modelsOf, spendingOf, workflowSettings } from './settings.js';
import type { Config } from '../config/config.js';
import type { JobRunner } from '../jobs/queue.js';
import type { ConnectionHealthLog } from '../observability/connection-health.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Clock } from '../shared/clock.js';
import type { PeopleDirectory } from '../remediation/ports.js';
import type { Database } from '../storage/database.js';
import type { CircuitSettings } from '../agent/models/circuit.js';
import { createModelRoute } from '../agent/models/model-route.js';
import { createBudgetReader } from '../workflows/impact/measure-budget.js';
import { createStore } from '../storage/store.js';
import { tools } from '../../tools/index.js';

export interface PartsDeps {
  readonly database: Database;
  readonly jobs: Pick<JobRunner, 'within'>;
  readonly health: ConnectionHealthLog;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly circuit?: CircuitSettings;
  readonly people: PeopleDirectory;
}

/** Reads the catalogue and the runbooks; connects to nothing yet. */
export async function createParts(config: Config, deps: PartsDeps): Promise<Parts> {
  const { database, jobs, health, clock, log, metrics, people, circuit = {} } = deps;
  const store = createStore(database, jobs.within);
  const models = modelsOf(config);
  const known = await loadCatalogAndRunbooks(config, log);
  const clients = createClients(config, { catalog: known.catalog, health, log, metrics });
  return {
    ...known,
    ...clients,
    budgets: clients.metricsSource && createBudgetReader(clients.metricsSource),
    store,
    people,
    ...(await followPolicy(config, log)),
    mappedWebhooks: await openMappedWebhooks(config, log),
    privacy: privacyOf(config, store),
    agent: {
      model: models && createModelRoute(models, { metrics, log, circuit }),
      // Ours first and always in the same order, so that the beginning of every prompt stays the same.
      get tools() {
        return [...tools, ...clients.mcp.tools()];
      },
      limits: limitsOf(config),
    },
    spending: spendingOf(config),
    settings: workflowSettings(config),
    clock,
    log,
    metrics,
  };
}
