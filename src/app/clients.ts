/** The outside systems that the configuration names, each with its own bounds. */
import { createAlertmanager, type Alertmanager, type AlertmanagerOptions } from '../clients/alertmanager.js';
import { createMcpServers, type McpServers } from '../clients/mcp/mcp-servers.js';
import { createNamedCommands } from '../clients/commands/named-commands.js';
import { createNamedEndpoints } from '../clients/named-endpoints.js';
import { createPagerDuty, type PagerDuty } from '../clients/pagerduty.js';
import type { PagerDutyOptions } from '../clients/pagerduty-rest.js';
import { createPrometheus, type Prometheus } from '../clients/prometheus.js';
import type { Config } from '../config/config.js';
import type { Telemetry } from '../incidents/ports/telemetry.js';
import type { ServiceCatalog } from '../incidents/service.js';
import type { ConnectionHealthLog } from '../observability/connection-health.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import { createActionCatalogue, type ActionCatalogue } from '../remediation/action-catalogue.js';
import { actions } from '../../tools/actions/index.js';
import { tools } from '../../tools/index.js';
import { mcpServersOf } from './mcp.js';
import { kubernetesOf } from './kubernetes.js';
import { otherServicesOf } from './other-services.js';
import { createOutputRedactor } from './privacy.js';
import { commandsOf, endpointsOf } from './settings.js';
import { connectLogs, connectTraces } from './telemetry.js';

export interface Clients extends Telemetry {
  /** Null when none is configured. */
  readonly paging: PagerDuty | null;
  /** Null when none is configured. */
  readonly alertLister: Alertmanager | null;
  readonly actions: ActionCatalogue;
  readonly mcp: McpServers;
}

/** Under which the health of these connections is recorded, and shown on the Home tab. */
export const METRICS_CONNECTION = 'Metrics';
export const LOGS_CONNECTION = 'Logs';
export const TRACES_CONNECTION = 'Traces';
export const ALERTS_CONNECTION = 'Alertmanager';
export const PAGING_CONNECTION = 'PagerDuty';

/** Bounds on what a metrics backend may send us for one query. */
const METRICS_LIMITS = { maxSeries: 100, maxPointsPerSeries: 1_000, maxBytes: 16 * 1024 * 1024 };
/** The same on log lines and traces: what an evidence pass can read and judge in its time. */
const TELEMETRY_LIMITS = {
  maxSeries: 100,
  maxPointsPerSeries: 1_000,
  maxBytes: 16 * 1024 * 1024,
  maxLines: 5_000,
  maxTraces: 100,
  maxSpansPerTrace: 1_000,
};
/** A fix is one short call; what takes longer has an uncertain outcome. */
const ACTION_TIMEOUT_MS = 30_000;
/** Of one call of several that a fix, or looking at its target, may take. */
const SERVICE_TIMEOUT_MS = 5_000;
const PAGERDUTY_TIMEOUT_MS = 10_000;
/** 10,000 alerts are 4 MB. */
const ALERTMANAGER_LIMITS = { timeoutMs: 15_000, maxBytes: 64 * 1024 * 1024 };

export function createClients(
  config: Config,
  deps: {
    catalog: () => ServiceCatalog;
    health: ConnectionHealthLog;
    log: Logger;
    metrics: Metrics;
  },
): Clients {
  const metricsSource = connectMetrics(config, deps.metrics);
  const limits = { ...TELEMETRY_LIMITS, timeoutMs: queryTimeoutMs(config), metrics: deps.metrics };
  const logSource = connectLogs(config, limits);
  const traceSource = connectTraces(config, limits);
  const pagerDuty = pagerDutyOptions(config, deps.metrics);
  const paging = pagerDuty && createPagerDuty(pagerDuty);
  const alertLister = connectAlertmanager(config, { ...ALERTMANAGER_LIMITS, metrics: deps.metrics });
  const mcp = createMcpServers({
    servers: mcpServersOf(config),
    taken: new Set(tools.map(({ name }) => name)),
    log: deps.log,
  });
  return {
    metricsSource: metricsSource && deps.health.watch(METRICS_CONNECTION, metricsSource),
    logSource: logSource && deps.health.watch(LOGS_CONNECTION, logSource),
    traceSource: traceSource && deps.health.watch(TRACES_CONNECTION, traceSource),
    paging: paging && deps.health.watch(PAGING_CONNECTION, paging),
    alertLister: alertLister && deps.health.watch(ALERTS_CONNECTION, alertLister),
    actions: createActionCatalogue(actions, {
      http: createNamedEndpoints({
        endpoints: endpointsOf(config),
        timeoutMs: ACTION_TIMEOUT_MS,
        metrics: metricsSource,
      }),
      mcp: mcp.actions,
      ...kubernetesOf(config, SERVICE_TIMEOUT_MS),
      ...otherServicesOf(config, { pagerDuty, catalog: deps.catalog, timeoutMs: SERVICE_TIMEOUT_MS }),
      commands: createNamedCommands({ commands: commandsOf(config), redact: createOutputRedactor() }),
    }),
    mcp,
  };
}

const queryTimeoutMs = ({ file }: Pick<Config, 'file'>): number => file.metrics.queryTimeout * 1000;

/** Null when it is not configured. */
export function connectAlertmanager(
  { env }: Config,
  limits: Pick<AlertmanagerOptions, 'timeoutMs' | 'maxBytes' | 'metrics'>,
): Alertmanager | null {
  if (!env.ALERTMANAGER_URL) return null;
  return createAlertmanager({
    url: env.ALERTMANAGER_URL,
    token: env.ALERTMANAGER_API_TOKEN,
    receivers: env.ALERTMANAGER_RECEIVER ?? [],
    ...limits,
  });
}

function connectMetrics({ env, file }: Config, metrics: Metrics): Prometheus | null {
  if (!env.PROMETHEUS_URL) return null;
  return createPrometheus({
    url: env.PROMETHEUS_URL,
    token: env.PROMETHEUS_TOKEN,
    timeoutMs: queryTimeoutMs({ file }),
    ...METRICS_LIMITS,
    metrics,
  });
}

function pagerDutyOptions({ env }: Config, metrics: Metrics): PagerDutyOptions | null {
  if (!env.PAGERDUTY_TOKEN || !env.PAGERDUTY_FROM_EMAIL) return null;
  return {
    token: env.PAGERDUTY_TOKEN,
    fromEmail: env.PAGERDUTY_FROM_EMAIL,
    apiUrl: env.PAGERDUTY_API_URL,
    timeoutMs: PAGERDUTY_TIMEOUT_MS,
    metrics,
  };
}
