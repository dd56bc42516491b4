/** What senders of webhooks share with us, out of the environment. */
import type { Config } from '../config/config.js';
import type { SourceSecrets } from '../intake/sources/index.js';

export function sourceSecrets(env: Config['env']): SourceSecrets {
  return {
    alertmanager: env.ALERTMANAGER_TOKEN ?? null,
    changes: env.CHANGES_TOKEN ?? null,
    grafana: { tokens: env.GRAFANA_TOKEN ?? null, signing: env.GRAFANA_SIGNING_SECRET ?? null },
    datadog: env.DATADOG_TOKEN ?? null,
    argocd: env.ARGOCD_TOKEN ?? null,
    pagerduty: env.PAGERDUTY_WEBHOOK_SECRET ?? null,
    sentry: env.SENTRY_CLIENT_SECRET ?? null,
    snsTopicArns: env.SNS_TOPIC_ARNS ?? null,
    github: env.GITHUB_WEBHOOK_SECRET ?? null,
  };
}
