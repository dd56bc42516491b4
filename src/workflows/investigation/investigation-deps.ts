/** What an investigation needs of the rest. */
import type { InvestigateDeps } from '../../agent/investigate.js';
import type { SpendingSettings } from '../../agent/spending/spending.js';
import type { Telemetry } from '../../incidents/ports/telemetry.js';
import type { RunbookLibrary } from '../../incidents/runbook.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Privacy } from '../../privacy/privacy.js';
import type { Clock } from '../../shared/clock.js';
import type { ProposeDeps } from '../remediation/propose-remediation.js';
import type { WorkflowSettings } from '../settings.js';
import type { Store } from '../transaction.js';

export interface InvestigateIncidentDeps extends Omit<ProposeDeps, 'settings' | 'metrics'>, Telemetry {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: () => ServiceCatalog;
  readonly runbooks: () => RunbookLibrary;
  /** Model, tools and limits. */
  readonly agent: Pick<InvestigateDeps, 'model' | 'tools' | 'limits'>;
  /** What the model may cost. */
  readonly spending: SpendingSettings;
  readonly settings: WorkflowSettings;
  /** Gives each incident its redactor. */
  readonly privacy: Privacy;
  readonly log: Logger;
  readonly metrics: Metrics;
}
