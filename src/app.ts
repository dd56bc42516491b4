/** The only file that knows every part: wires one bot from its configuration. */
import {
  ALERTS_CONNECTION,
  LOGS_CONNECTION,
  METRICS_CONNECTION,
  PAGING_CONNECTION,
  TRACES_CONNECTION,
} from './app/clients.js';
import { createParts } from './app/create-parts.js';
import { openDatabase } from './app/database.js';
import { describeConnections } from './app/health.js';
import { describeFiles } from './app/followed-files.js';
import { createIntake } from './app/intake.js';
import { jobHandlers } from './app/jobs.js';
import { describePolicyFile } from './app/policy.js';
import { requireTokens } from './app/settings.js';
import { createSlackSide } from './app/slack.js';
import { startAll, stopAll } from './app/start-and-stop.js';
import { createUseCases } from './app/use-cases.js';
import { createWebSide } from './app/web.js';
import type { CircuitSettings } from './agent/models/circuit.js';
import { forbidTracing, type Config } from './config/config.js';
import { createJobRunner } from './jobs/queue.js';
import { createConnectionHealthLog } from './observability/connection-health.js';
import type { Logger } from './observability/logger.js';
import { createMetrics } from './observability/metrics.js';
import { systemClock } from './shared/clock.js';
import { SLACK_CONNECTION } from './slack/app.js';
import type { DeliverySettings } from './slack/delivery/create-delivery.js';

export interface App {
  /** Migrates, connects and listens. Resolves with the HTTP server's address. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

export interface AppDeps {
  readonly log: Logger;
  /** Another pace than what the real Slack allows. */
  readonly delivery?: Partial<DeliverySettings>;
  /** How long a model that keeps failing is left alone, where it is not the usual time. */
  readonly circuit?: CircuitSettings;
}

/** @throws ConfigError when the configuration cannot work, naming what to set. */
export async function createApp(config: Config, { log, delivery = {}, circuit = {} }: AppDeps): Promise<App> {
  forbidTracing();
  requireTokens(config);
  const clock = systemClock;
  const metrics = createMetrics({ collectProcess: true });
  const health = createConnectionHealthLog(clock);
  const database = await openDatabase(config, log);
  const jobs = createJobRunner({ database, log, metrics });

  const parts = await createParts(config, {
    database,
    jobs,
    health,
    clock,
    log,
    metrics,
    circuit,
    people: {
      describe: (slackUserId, about) => slack.people.describe(slackUserId, about),
      findByEmail: (email) => slack.people.findByEmail(email),
    },
  });
  const useCases = createUseCases(parts, {
    connections: () => [
      ...describeConnections(health, clock, {
        [SLACK_CONNECTION]: true,
        [METRICS_CONNECTION]: parts.metricsSource !== null,
        [LOGS_CONNECTION]: parts.logSource !== null,
        [TRACES_CONNECTION]: parts.traceSource !== null,
        [ALERTS_CONNECTION]: parts.alertLister !== null,
        [PAGING_CONNECTION]: parts.paging !== null,
      }),
      ...describePolicyFile(parts.policyFile),
      ...describeFiles('Service catalogue', parts.catalogFiles),
      ...describeFiles('Runbooks', parts.runbookFiles),
    ],
    linkTo: (message) => slack.workspace.linkTo(message),
  });
  const slack = createSlackSide(config, { parts, useCases, database, health, delivery });
  let isStopping = false;
  const intake = createIntake(config, parts);
  const server = createWebSide(config, {
    parts,
    intake,
    database,
    isStopping: () => isStopping,
    slack: slack.connection.handleHttp ?? null,
    reading: useCases,
  });
  const handlers = jobHandlers({ ...parts, isRushed: intake.isRushed }, slack.handleInput);

  const all = { parts, database, jobs, handlers, server, slack };
  return {
    start: () => startAll(config, all),
    stop() {
      isStopping = true;
      return stopAll(all);
    },
  };
}
