/** Whom this installation listens to. Adding a sender is one file here and one line below. */
import type { Source } from '../source.js';
import { alertmanager } from './alertmanager.js';
import { argocd } from './argocd.js';
import { changes } from './changes.js';
import { datadog } from './datadog.js';
import { grafana, type GrafanaSecrets } from './grafana.js';

/** What the senders share with us; null: not configured. */
export interface SourceSecrets {
  /** Null is no token at all, which the configuration allows on a loopback address only. */
  readonly alertmanager: string | null;
  readonly changes: string | null;
  readonly grafana: GrafanaSecrets;
  readonly datadog: readonly string[] | null;
  readonly argocd: readonly string[] | null;
}

export function createSources(secrets: SourceSecrets): readonly Source[] {
  return [
    alertmanager(secrets.alertmanager),
    changes(secrets.changes),
    grafana(secrets.grafana),
    datadog(secrets.datadog),
    argocd(secrets.argocd),
  ];
}
