/** Whom this installation listens to. Adding a sender is one file here and one line below. */
import type { Service } from '../../incidents/service.js';
import type { Download } from '../sns/verify.js';
import type { Source } from '../source.js';
import { alertmanager } from './alertmanager.js';
import { argocd } from './argocd.js';
import { changes } from './changes.js';
import { cloudwatch } from './cloudwatch.js';
import { datadog } from './datadog.js';
import { github } from './github.js';
import { grafana, type GrafanaSecrets } from './grafana.js';
import { pagerduty } from './pagerduty.js';
import { sentry } from './sentry.js';

/** What the senders share with us; null: not configured. */
export interface SourceSecrets {
  /** Null is no token at all, which the configuration allows on a loopback address only. */
  readonly alertmanager: readonly string[] | null;
  readonly changes: readonly string[] | null;
  readonly grafana: GrafanaSecrets;
  readonly datadog: readonly string[] | null;
  readonly argocd: readonly string[] | null;
  readonly pagerduty: readonly string[] | null;
  readonly sentry: readonly string[] | null;
  /** No secret: AWS signs with its own key. */
  readonly snsTopicArns: readonly string[] | null;
  readonly github: readonly string[] | null;
}

/**
 * `services`: those of the catalogue, for senders that have names of their own for them. `download`: for senders whose
 * certificates are public; left out where nothing is received.
 */
export function createSources(
  secrets: SourceSecrets,
  services: () => readonly Service[] = () => [],
  download: Download = () => Promise.reject(new Error('Nothing is received here.')),
): readonly Source[] {
  return [
    alertmanager(secrets.alertmanager),
    changes(secrets.changes),
    grafana(secrets.grafana),
    datadog(secrets.datadog),
    argocd(secrets.argocd),
    pagerduty(secrets.pagerduty, services),
    sentry(secrets.sentry, services),
    cloudwatch(secrets.snsTopicArns, services, download),
    github(secrets.github, services),
  ];
}
