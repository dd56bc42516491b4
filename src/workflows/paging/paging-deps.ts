import type { Actor } from '../../incidents/incident.js';
import type { PagingSystem } from '../../incidents/ports/paging-system.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { PeopleDirectory } from '../../remediation/ports.js';
import type { Clock } from '../../shared/clock.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

export interface PagingDeps {
  readonly store: Store;
  /** Null when no paging system is configured. */
  readonly paging: PagingSystem | null;
  readonly catalog: () => ServiceCatalog;
  readonly people: Pick<PeopleDirectory, 'findByEmail'>;
  readonly clock: Clock;
  readonly settings: Pick<WorkflowSettings, 'updateCadence' | 'postmortemFrom'>;
  readonly log: Pick<Logger, 'warn'>;
  readonly metrics: Pick<Metrics, 'proposals'>;
}

/** As the paging system takes it. */
export const MAX_TITLE = 1024;
/** Who did it when nobody can be named. */
export const ITSELF: Actor = { kind: 'system', id: 'pagerduty' };
