/** Binds the use cases to what they need; one function for each group of them. */
import type { ServiceCatalog } from './incidents/service.js';
import type { RunbookLibrary } from './incidents/runbook.js';
import type { Clock } from './shared/clock.js';
import type { WorkflowSettings } from './workflows/settings.js';
import type { Store } from './workflows/transaction.js';
import type { ConversationUseCases } from './workflows/use-cases/conversation.js';
import type { KnowledgeUseCases } from './workflows/use-cases/knowledge.js';
import type { LifecycleUseCases } from './workflows/use-cases/lifecycle.js';

/** What every use case may need. */
export interface UseCaseParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly catalog: () => ServiceCatalog;
  readonly runbooks: () => RunbookLibrary;
  readonly settings: WorkflowSettings;
}

export function lifecycleUseCases(_parts: UseCaseParts): LifecycleUseCases {
  return {};
}

export function knowledgeUseCases(_parts: UseCaseParts): KnowledgeUseCases {
  return {};
}

export function conversationUseCases(_parts: UseCaseParts): ConversationUseCases {
  return {};
}
