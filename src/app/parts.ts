import type { InvestigateDeps } from '../agent/investigate.js';
import type { SpendingSettings } from '../agent/spending/spending.js';
import type { RunbookLibrary } from '../incidents/runbook.js';
import type { ServiceCatalog } from '../incidents/service.js';
import type { SloBook } from '../incidents/slo/slo.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { PeopleDirectory } from '../remediation/ports.js';
import type { Privacy } from '../privacy/privacy.js';
import type { Clock } from '../shared/clock.js';
import type { BudgetReader } from '../workflows/impact/measure-budget.js';
import type { WorkflowSettings } from '../workflows/settings.js';
import type { Store } from '../workflows/transaction.js';
import type { Clients } from './clients.js';
import type { FollowedFiles } from './followed-files.js';
import type { MappedWebhooks } from './mapped-webhooks.js';
import type { PolicyParts } from './policy.js';

/** What the use cases and jobs of one bot work with; each takes what it needs of it. */
export interface Parts extends Clients, PolicyParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: () => ServiceCatalog;
  readonly slos: () => SloBook;
  /** Null: neither services nor SLOs are described anywhere. */
  readonly catalogFiles: FollowedFiles | null;
  /** Null when no metrics backend is configured. */
  readonly budgets: BudgetReader | null;
  readonly runbooks: () => RunbookLibrary;
  /** Null: no folder is configured. */
  readonly runbookFiles: FollowedFiles | null;
  /** Null: none are configured. */
  readonly mappedWebhooks: MappedWebhooks | null;
  readonly agent: Pick<InvestigateDeps, 'model' | 'tools' | 'limits'>;
  /** What the model may cost. */
  readonly spending: SpendingSettings;
  readonly privacy: Privacy;
  /** Who people are, as Slack and the paging system say now. */
  readonly people: PeopleDirectory;
  readonly settings: WorkflowSettings;
  readonly log: Logger;
  readonly metrics: Metrics;
}
