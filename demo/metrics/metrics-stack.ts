/** The demo's metrics in one piece: scraper, store, PromQL, HTTP API, alert rules and Alertmanager-style webhooks. */
import type { Alert } from './alerting/alert-state.js';
import { createNotifier, type Grouping, type Notifier } from './alerting/notifier.js';
import { createRuleEvaluator } from './alerting/rule-evaluator.js';
import { loadRulesFile, type AlertingRule } from './alerting/rules-file.js';
import type { WebhookReceiver } from './alerting/webhook-delivery.js';
import type { OutgoingAlert } from './alerting/webhook-payload.js';
import { createHttpApi } from './http-api.js';
import { createPromqlEngine, type QueryResult } from './promql/engine.js';
import { createScraper, type ScrapeTarget } from './scraper.js';
import { createMetricsStore } from './store.js';

const DEFAULT_SCRAPE_INTERVAL_MS = 500; // The demo's faults play within seconds.
const DEFAULT_GROUPING: Grouping = {
  waitMs: 1_000,
  intervalMs: 2_000,
  repeatMs: 4 * 60 * 60 * 1000,
  by: ['alertname', 'service'],
};

export interface MetricsStackOptions {
  readonly targets: readonly ScrapeTarget[];
  readonly scrapeIntervalMs?: number;
  /** The scrape interval unless given. */
  readonly evaluationIntervalMs?: number;
  /** A Prometheus rule file; without it no rule is evaluated. */
  readonly rulesFile?: string;
  /** Who is told about alerts; without it rules are evaluated but nobody is told. */
  readonly webhook?: WebhookReceiver;
  readonly group?: Partial<Grouping>;
  /** 0 or nothing: a free port. */
  readonly port?: number;
  readonly retentionMs?: number;
  /** Told about failed deliveries; the next group interval tries again. */
  readonly onDeliveryFailure?: (reason: string) => void;
}

export interface MetricsStack {
  /** Base address of the HTTP API, without a trailing slash; throws before start. */
  readonly url: string;
  /** Listens, then starts to scrape and to evaluate rules; resolves with the base address after the first scrape. */
  start(): Promise<string>;
  /** Ends timers, scrapes, deliveries and the server. */
  stop(): Promise<void>;
  /** Replaces the scrape targets; series of removed ones end at once. */
  setTargets(targets: readonly ScrapeTarget[]): void;
  /** An instant query, at the present unless a time in ms is given; throws PromqlError. */
  query(promql: string, timeMs?: number): QueryResult;
}

/** Creates the stack; throws a ConfigError when the rule file is wrong. */
export function createMetricsStack(options: MetricsStackOptions): MetricsStack {
  const scrapeIntervalMs = options.scrapeIntervalMs ?? DEFAULT_SCRAPE_INTERVAL_MS;
  const evaluationIntervalMs = options.evaluationIntervalMs ?? scrapeIntervalMs;
  const store = createMetricsStore(
    options.retentionMs === undefined ? {} : { retentionMs: options.retentionMs },
  );
  const engine = createPromqlEngine(store);
  const scraper = createScraper({ store, targets: options.targets, scrapeIntervalMs });
  let url: string | undefined;
  const address = () => {
    if (url === undefined) throw new Error('The metrics store has no address before it is started.');
    return url;
  };
  const notifier: Notifier | undefined =
    options.webhook &&
    createNotifier({
      receiver: options.webhook,
      grouping: { ...DEFAULT_GROUPING, ...options.group },
      externalUrl: address,
      ...(options.onDeliveryFailure === undefined ? {} : { onFailure: options.onDeliveryFailure }),
    });
  const rules = createRuleEvaluator({
    store,
    engine,
    groups: options.rulesFile === undefined ? [] : loadRulesFile(options.rulesFile),
    evaluationIntervalMs,
    onAlerts: (rule, alerts) => notifier?.update(alerts.map((alert) => outgoing(rule, alert, address()))),
  });
  const api = createHttpApi({
    store,
    engine,
    targets: () => scraper.targets(),
    metadata: () => scraper.metadata(),
    groups: () => rules.groups(),
    scrapeIntervalMs,
  });

  return {
    get url() {
      return address();
    },
    async start() {
      url = await api.listen(options.port ?? 0);
      scraper.start();
      await scraper.scrapeAll();
      rules.start();
      return url;
    },
    async stop() {
      rules.stop();
      await Promise.all([scraper.stop(), notifier?.stop()]);
      await api.close();
    },
    setTargets: (targets) => scraper.setTargets(targets),
    query: (promql, timeMs = Date.now()) => engine.instant(promql, timeMs),
  };
}

function outgoing(rule: AlertingRule, alert: Alert, url: string): OutgoingAlert {
  return {
    labels: alert.labels,
    annotations: alert.annotations,
    startsAtMs: alert.firedAtMs ?? alert.activeAtMs,
    endsAtMs: alert.resolvedAtMs,
    generatorUrl: `${url}/graph?g0.expr=${encodeURIComponent(rule.query)}&g0.tab=1`,
  };
}
