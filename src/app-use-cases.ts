/** Binds the use cases to what they need; one function for each group of them. */
import type { ServiceCatalog } from './incidents/service.js';
import type { RunbookLibrary } from './incidents/runbook.js';
import type { Metrics } from './observability/metrics.js';
import type { Clock } from './shared/clock.js';
import { addToTimeline } from './workflows/add-to-timeline.js';
import { declareFromMessage } from './workflows/declare-from-message.js';
import { findByThread } from './workflows/find-by-thread.js';
import { readHome, type ReadHomeDeps } from './workflows/read-home.js';
import { openHome, refreshHome, refreshHomes } from './workflows/refresh-homes.js';
import type { WorkflowSettings } from './workflows/settings.js';
import { suggestIncidents, suggestServices } from './workflows/suggest.js';
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
  readonly metrics: Metrics;
}

export function lifecycleUseCases(_parts: UseCaseParts): LifecycleUseCases {
  return {};
}

export function knowledgeUseCases(_parts: UseCaseParts): KnowledgeUseCases {
  return {};
}

export function conversationUseCases(
  parts: UseCaseParts & Pick<ReadHomeDeps, 'connections' | 'linkTo' | 'hasModel'>,
): ConversationUseCases {
  return {
    findIncidentById: (id) => parts.store.transaction((tx) => tx.incidents.get(id)),
    findIncidentByThread: (place) => findByThread(parts, place),
    declareFromMessage: (by, request) => declareFromMessage(parts, by, request),
    addToTimeline: (by, id, message) => addToTimeline(parts, by, id, message),
    readHome: (slackUserId) => readHome(parts, slackUserId),
    openHome: (slackUserId) => openHome(parts, slackUserId),
    refreshHome: (slackUserId) => refreshHome(parts, slackUserId),
    refreshHomes: () => refreshHomes(parts),
    suggestServices: (text) => suggestServices(parts, text),
    suggestIncidents: (text) => suggestIncidents(parts, text),
  };
}
