/** Binds the use cases to what they need; one function for each group of them. */
import type { ServiceCatalog } from './incidents/service.js';
import type { RunbookLibrary } from './incidents/runbook.js';
import type { Metrics } from './observability/metrics.js';
import type { Clock } from './shared/clock.js';
import { addToTimeline } from './workflows/add-to-timeline.js';
import { declareFromMessage } from './workflows/declare-from-message.js';
import { findByThread } from './workflows/find-by-thread.js';
import { askForInvestigation } from './workflows/knowledge/ask-for-investigation.js';
import { askQuestion } from './workflows/knowledge/ask-question.js';
import { catchUpChannel, catchUpIncident } from './workflows/knowledge/catch-up.js';
import { draftPostmortem, readPostmortem } from './workflows/knowledge/draft-postmortem.js';
import { findOnCall, type FindOnCallDeps } from './workflows/knowledge/find-on-call.js';
import { findRunbooks, type FindRunbooksDeps } from './workflows/knowledge/find-runbooks.js';
import { readAudit } from './workflows/knowledge/read-audit.js';
import { readChanges } from './workflows/knowledge/read-changes.js';
import { acknowledgeIncident } from './workflows/lifecycle/acknowledge-incident.js';
import { addNote } from './workflows/lifecycle/add-note.js';
import { assignRole, unassignRole } from './workflows/lifecycle/assign-role.js';
import { changePriority } from './workflows/lifecycle/change-priority.js';
import { changeSeverity } from './workflows/lifecycle/change-severity.js';
import { giveFeedback } from './workflows/lifecycle/give-feedback.js';
import { mergeIncident } from './workflows/lifecycle/merge-incident.js';
import { mitigateIncident } from './workflows/lifecycle/mitigate-incident.js';
import { postStatus } from './workflows/lifecycle/post-status.js';
import { reopenIncident } from './workflows/lifecycle/reopen-incident.js';
import { resolveIncident } from './workflows/lifecycle/resolve-incident.js';
import { snoozeIncident } from './workflows/lifecycle/snooze-incident.js';
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

export function lifecycleUseCases(parts: UseCaseParts): LifecycleUseCases {
  return {
    acknowledgeIncident: (by, request) => acknowledgeIncident(parts, by, request),
    assignRole: (by, request) => assignRole(parts, by, request),
    unassignRole: (by, request) => unassignRole(parts, by, request),
    changeSeverity: (by, request) => changeSeverity(parts, by, request),
    changePriority: (by, request) => changePriority(parts, by, request),
    postStatus: (by, request) => postStatus(parts, by, request),
    addNote: (by, request) => addNote(parts, by, request),
    mitigateIncident: (by, request) => mitigateIncident(parts, by, request),
    resolveIncident: (by, request) => resolveIncident(parts, by, request),
    reopenIncident: (by, request) => reopenIncident(parts, by, request),
    mergeIncident: (by, request) => mergeIncident(parts, by, request),
    snoozeIncident: (by, request) => snoozeIncident(parts, by, request),
    giveFeedback: (by, request) => giveFeedback(parts, by, request),
  };
}

export function knowledgeUseCases(
  parts: UseCaseParts & FindOnCallDeps & Pick<FindRunbooksDeps, 'metricsSource'>,
): KnowledgeUseCases {
  const { store } = parts;
  return {
    askQuestion: (by, request) => askQuestion(parts, by, request),
    readQuestion: (id) => store.transaction((tx) => tx.questions.get(id)),
    catchUp: (channelId) => catchUpChannel(parts, channelId),
    readCatchUp: (id) => catchUpIncident(parts, id),
    draftPostmortem: (by, request) => draftPostmortem(parts, by, request),
    readPostmortem: (id) => readPostmortem(parts, id),
    findRunbooks: (request) => findRunbooks(parts, request),
    readChanges: (id) => readChanges(parts, id),
    findOnCall: (about) => findOnCall(parts, about),
    askForInvestigation: (by, request) => askForInvestigation(parts, by, request),
    readAudit: (id) => readAudit(parts, id),
    readStats: (days) => store.transaction((tx) => tx.stats.read(days)),
  };
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
