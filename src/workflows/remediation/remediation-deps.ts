/** What deciding about fixes and running them needs of the rest. */
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { ActionCatalogue } from '../../remediation/action-catalogue.js';
import type { Policy } from '../../remediation/policy/policy.js';
import type { PeopleDirectory } from '../../remediation/ports.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

export interface RemediationDeps {
  readonly store: Store;
  readonly actions: ActionCatalogue;
  readonly catalog: () => ServiceCatalog;
  /** As the file says now. */
  readonly policy: () => Policy;
  readonly people: PeopleDirectory;
  /** Null when no metrics backend is configured. */
  readonly metricsSource: MetricsSource | null;
  readonly settings: Pick<WorkflowSettings, 'areActionsStopped' | 'queryTimeoutMs'>;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'proposals'>;
}
