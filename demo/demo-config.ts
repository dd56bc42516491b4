/** The bot's configuration for the demo: the same variables and file an operator writes. */
import { randomUUID } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { stringify } from 'yaml';
import { writeDemoPolicy } from './demo-policy.js';
import type { FixEndpoint } from './shop/shop.js';

const inRepository = (path: string) => fileURLToPath(new URL(`../${path}`, import.meta.url));

const CATALOG_FILE = inRepository('demo/config/catalog-info.yaml');
export const RULES_FILE = inRepository('demo/config/alert-rules.yml');

/** Where the policy is in the demo's directory. */
export const policyFileIn = (directory: string) => join(directory, 'policy.yaml');

/** Writes firewatch.yaml and policy.yaml into `directory` and returns the environment that goes with it. */
export function writeDemoConfig(options: {
  directory: string;
  botPort: number;
  slack: { readonly apiUrl: string; readonly botToken: string; readonly appToken: string };
  prometheusUrl: string;
  /** Without them there are metrics alone. */
  logsAndTraces?: { readonly lokiUrl: string; readonly jaegerUrl: string };
  /** Without it nobody is paged. */
  pagerDuty?: Readonly<Record<string, string>>;
  adminToken: string;
  fixEndpoints: readonly FixEndpoint[];
  /** Passed through when the person who runs the demo has a model. */
  model: Readonly<Record<string, string>>;
}): Readonly<Record<string, string>> & {
  readonly ALERTMANAGER_TOKEN: string;
  readonly CHANGES_TOKEN: string;
} {
  const path = join(options.directory, 'firewatch.yaml');
  writeFileSync(path, stringify(configFile(options.fixEndpoints)));
  writeDemoPolicy(policyFileIn(options.directory));
  return {
    FIREWATCH_CONFIG: path,
    FIREWATCH_DATA_DIR: join(options.directory, 'data'),
    PORT: String(options.botPort),
    SLACK_BOT_TOKEN: options.slack.botToken,
    SLACK_APP_TOKEN: options.slack.appToken,
    SLACK_API_URL: options.slack.apiUrl,
    SLACK_CHANNEL: 'C0INCIDENTS',
    PROMETHEUS_URL: options.prometheusUrl,
    ...(options.logsAndTraces && {
      LOKI_URL: options.logsAndTraces.lokiUrl,
      JAEGER_URL: options.logsAndTraces.jaegerUrl,
    }),
    SHOP_ADMIN_TOKEN: options.adminToken,
    ALERTMANAGER_TOKEN: randomUUID(),
    CHANGES_TOKEN: randomUUID(),
    ...options.pagerDuty,
    ...options.model,
  };
}

/** Everything in the demo happens within a minute, so its windows are seconds where a real set-up has minutes. */
function configFile(fixEndpoints: readonly FixEndpoint[]) {
  return {
    catalog: [CATALOG_FILE],
    runbooks: [inRepository('runbooks')],
    metrics: { window: '10s', baseline: '30s', step: '1s', evidenceTimeout: '3s', queryTimeout: '3s' },
    incidents: { reopenWithin: '20s' },
    approvals: { policy: 'policy.yaml', verifyEvery: '1s' },
    actions: {
      httpEndpoints: fixEndpoints.map(({ isIdempotent, isReversible, ...endpoint }) => ({
        ...endpoint,
        idempotent: isIdempotent,
        reversible: isReversible,
        tokenEnv: 'SHOP_ADMIN_TOKEN',
      })),
    },
  };
}
