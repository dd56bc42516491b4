/** What running a fix needs of the rest. */
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { ActionCatalogue } from '../../remediation/action-catalogue.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

export interface ExecuteDeps {
  readonly store: Store;
  readonly actions: ActionCatalogue;
  readonly log: Logger;
  readonly settings: Pick<WorkflowSettings, 'approvals'>;
  readonly metrics: Pick<Metrics, 'proposals'>;
}
