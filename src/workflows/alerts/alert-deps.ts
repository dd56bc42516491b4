/** What handling an alert needs of the rest. */
import type { Metrics } from '../../observability/metrics.js';
import type { Clock } from '../../shared/clock.js';
import type { OpenIncidentDeps } from '../opening/open-incident.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

export interface AlertDeps extends OpenIncidentDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether senders wait for their alerts to be stored; left out, they never do. */
  isRushed?(): boolean;
  readonly metrics: Pick<Metrics, 'incidentsOpened' | 'proposals'>;
  readonly settings: Pick<
    WorkflowSettings,
    | 'defaultChannel'
    | 'storm'
    | 'grouping'
    | 'holds'
    | 'reopenWithinSeconds'
    | 'updateCadence'
    | 'postmortemFrom'
  >;
}
