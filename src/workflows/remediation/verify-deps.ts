/** What checking a fix needs of the rest. */
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { ActionCatalogue } from '../../remediation/action-catalogue.js';
import type { Clock } from '../../shared/clock.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

export interface VerifyDeps {
  readonly store: Store;
  readonly actions: Pick<ActionCatalogue, 'check'>;
  /** Null when no metrics backend is configured. */
  readonly metricsSource: MetricsSource | null;
  readonly clock: Clock;
  readonly settings: Pick<
    WorkflowSettings,
    'verifyEverySeconds' | 'queryTimeoutMs' | 'settleSeconds' | 'stepSeconds'
  >;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'proposals'>;
}
