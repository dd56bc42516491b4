/**
 * `firewatch doctor`: tries every configured connection and says, one line each, what works and how to mend what does not.
 * It reads only; nothing is posted, paged or executed.
 */
import type { Config } from '../config/config.js';
import { errorMessage } from '../shared/errors.js';
import {
  checkAlertmanager,
  checkEndpoints,
  checkModel,
  checkPagerDuty,
  checkPrometheus,
} from './check-clients.js';
import { checkDatabase } from './check-database.js';
import { checkApprovers, checkCatalog, checkPolicy, checkWebhooks, checkRunbooks } from './check-files.js';
import { checkChannels, checkEvents, checkScopes, checkSlack } from './check-slack.js';
import { checkMcp } from './check-mcp.js';
import { checkSlos } from './check-slos.js';
import { checkSenders } from './check-senders.js';
import { checkSpending } from './check-spending.js';
import { checkLogs, checkTraces } from './check-telemetry.js';
import { Look, type Finding } from './finding.js';

/** Runs all checks side by side; never throws. */
export async function examine(config: Config): Promise<readonly Finding[]> {
  const checks: Record<string, () => Promise<string | null>> = {
    database: () => checkDatabase(config),
    'slack connection': () => checkSlack(config),
    'slack scopes': () => checkScopes(config),
    'slack events': () => checkEvents(),
    'slack channels': () => checkChannels(config),
    prometheus: () => checkPrometheus(config),
    alertmanager: () => checkAlertmanager(config),
    logs: () => checkLogs(config),
    traces: () => checkTraces(config),
    pagerduty: () => checkPagerDuty(config),
    model: () => checkModel(config),
    'model budgets': async () => checkSpending(config),
    'service catalogue': () => checkCatalog(config),
    slos: () => checkSlos(config),
    runbooks: () => checkRunbooks(config),
    approvers: async () => checkApprovers(config),
    policy: () => checkPolicy(config),
    senders: async () => checkSenders(config),
    'webhooks file': () => checkWebhooks(config),
    'http endpoints': () => checkEndpoints(config),
    'mcp servers': () => checkMcp(config),
  };
  return run(checks);
}

/**
 * `firewatch lint`: the files that people write, and nothing else: no connection is tried, so that it runs wherever they are
 * changed. Never throws.
 */
export async function lint(config: Config): Promise<readonly Finding[]> {
  const { PROMETHEUS_URL: _, ...env } = config.env;
  return run({
    'service catalogue': () => checkCatalog(config),
    slos: () => checkSlos({ ...config, env }),
    runbooks: () => checkRunbooks(config),
    approvers: async () => checkApprovers(config),
    policy: () => checkPolicy(config),
    'webhooks file': () => checkWebhooks(config),
  });
}

function run(checks: Readonly<Record<string, () => Promise<string | null>>>): Promise<readonly Finding[]> {
  return Promise.all(
    Object.entries(checks).map(async ([name, check]): Promise<Finding> => {
      try {
        const sentence = await check();
        return sentence === null
          ? { name, status: 'off', sentence: 'not configured' }
          : { name, status: 'ok', sentence };
      } catch (error) {
        return { name, status: error instanceof Look ? 'look' : 'wrong', sentence: errorMessage(error) };
      }
    }),
  );
}
