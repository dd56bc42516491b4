/** Binds the use cases to what they need; one function for each group of them. */
import { QUEUE_SHOWN } from '../incidents/storm.js';
import { acceptSlackInput } from '../workflows/accept-slack-input.js';
import { addToTimeline } from '../workflows/add-to-timeline.js';
import { cancelProposal } from '../workflows/remediation/cancel-proposal.js';
import { decideProposal } from '../workflows/remediation/decide-proposal.js';
import { demoteStep, promoteStep } from '../workflows/remediation/promote-step.js';
import { readAutonomy } from '../workflows/remediation/read-autonomy.js';
import { refuseStranger } from '../workflows/remediation/refuse-stranger.js';
import { proposeSilences } from '../workflows/remediation/propose-silences.js';
import { rollBack } from '../workflows/remediation/roll-back.js';
import { stopActions } from '../workflows/remediation/stop-actions.js';
import { declareFromMessage } from '../workflows/opening/declare-from-message.js';
import { declareIncident } from '../workflows/opening/declare-incident.js';
import { findByThread } from '../workflows/reading/find-by-thread.js';
import { readRecurrence } from '../workflows/investigation/recurrence.js';
import { privateAmong } from '../workflows/investigation/is-private.js';
import { askForInvestigation } from '../workflows/knowledge/ask-for-investigation.js';
import { askQuestion } from '../workflows/knowledge/ask-question.js';
import { catchUpChannel, catchUpIncident } from '../workflows/knowledge/catch-up.js';
import { draftPostmortem, readPostmortem } from '../workflows/knowledge/draft-postmortem.js';
import { findOnCall } from '../workflows/knowledge/find-on-call.js';
import { findRunbooks } from '../workflows/knowledge/find-runbooks.js';
import { readAudit } from '../workflows/knowledge/read-audit.js';
import { readChanges } from '../workflows/knowledge/read-changes.js';
import { readDigest, readWeeklyDigest } from '../workflows/knowledge/read-digest.js';
import { readServices } from '../workflows/knowledge/read-services.js';
import { readStats } from '../workflows/knowledge/read-stats.js';
import { acknowledgeIncident } from '../workflows/lifecycle/acknowledge-incident.js';
import { addNote } from '../workflows/lifecycle/add-note.js';
import { assignRole, unassignRole } from '../workflows/lifecycle/assign-role.js';
import { changePriority } from '../workflows/lifecycle/change-priority.js';
import { changePrivacy } from '../workflows/lifecycle/change-privacy.js';
import { changeSeverity } from '../workflows/lifecycle/change-severity.js';
import { giveFeedback } from '../workflows/lifecycle/give-feedback.js';
import { mergeIncident } from '../workflows/lifecycle/merge-incident.js';
import { mitigateIncident } from '../workflows/lifecycle/mitigate-incident.js';
import { postStatus } from '../workflows/lifecycle/post-status.js';
import { reopenIncident } from '../workflows/lifecycle/reopen-incident.js';
import { resolveIncident } from '../workflows/lifecycle/resolve-incident.js';
import { snoozeIncident } from '../workflows/lifecycle/snooze-incident.js';
import { declareMaintenance, endMaintenance } from '../workflows/maintenance/declare-maintenance.js';
import { readHeldBack } from '../workflows/maintenance/read-held-back.js';
import { splitIncident } from '../workflows/lifecycle/split-incident.js';
import { readCommanders } from '../workflows/reading/read-commanders.js';
import { readIncident } from '../workflows/reading/read-incident.js';
import { readHome, type ReadHomeDeps } from '../workflows/home/read-home.js';
import { openHome, refreshHome, refreshHomes } from '../workflows/home/refresh-homes.js';
import { refreshStorms } from '../workflows/storms/refresh-storms.js';
import { suggestIncidents, suggestServices } from '../workflows/reading/suggest.js';
import type { UseCases } from '../workflows/use-cases.js';
import type { AssistantUseCases } from '../workflows/use-cases/assistants.js';
import type { ConversationUseCases } from '../workflows/use-cases/conversation.js';
import type { KnowledgeUseCases } from '../workflows/use-cases/knowledge.js';
import type { LifecycleUseCases } from '../workflows/use-cases/lifecycle.js';
import type { MaintenanceUseCases } from '../workflows/use-cases/maintenance.js';
import type { Parts } from './parts.js';

/** What the bot can tell of itself: how its connections do, and where in Slack its messages are. */
export type Whereabouts = Pick<ReadHomeDeps, 'connections' | 'linkTo'>;

export function createUseCases(parts: Parts, whereabouts: Whereabouts): UseCases {
  const { store } = parts;
  return {
    acceptSlackInput: (input) => acceptSlackInput(parts, input),
    declareIncident: (by, request) => declareIncident(parts, by, request),
    listIncidents: (limit) => store.transaction((tx) => tx.incidents.listActive(limit)),
    listResolved: (limit, channelId) =>
      store.transaction((tx) => tx.incidents.listResolved(limit, channelId)),
    readCommanders: (ids) => store.transaction((tx) => readCommanders(tx, ids)),
    findIncident: (number) => store.transaction((tx) => tx.incidents.getByNumber(number)),
    readIncident: (id, options) => readIncident(parts, id, options),
    decideProposal: (by, decision) => decideProposal(parts, by, decision),
    refuseStranger: (by, decision) => refuseStranger(parts, by, decision),
    cancelProposal: (by, id) => cancelProposal(parts, by, id),
    readAutonomy: () => readAutonomy(parts),
    promoteStep: (by, step) => promoteStep(parts, by, step),
    demoteStep: (by, step) => demoteStep(parts, by, step),
    rollBack: (by, request) => rollBack(parts, by, request),
    proposeSilences: (by, request) => proposeSilences(parts, by, request),
    stopActions: (by, wanted) => stopActions(parts, by, wanted),
    ...assistantUseCases(parts),
    ...maintenanceUseCases(parts),
    ...lifecycleUseCases(parts),
    ...knowledgeUseCases({ ...parts, linkTo: whereabouts.linkTo }),
    ...conversationUseCases({ ...parts, ...whereabouts }),
  };
}

function assistantUseCases({ store }: Pick<Parts, 'store'>): AssistantUseCases {
  return {
    listForAssistants: (status, limit) =>
      store.transaction((tx) =>
        status === 'active' ? tx.incidents.listForModels(limit) : tx.incidents.listResolvedForModels(limit),
      ),
    privateAmong: (numbers) => privateAmong(store, numbers),
  };
}

function lifecycleUseCases(parts: Parts): LifecycleUseCases {
  return {
    acknowledgeIncident: (by, request) => acknowledgeIncident(parts, by, request),
    assignRole: (by, request) => assignRole(parts, by, request),
    unassignRole: (by, request) => unassignRole(parts, by, request),
    changeSeverity: (by, request) => changeSeverity(parts, by, request),
    changePriority: (by, request) => changePriority(parts, by, request),
    changePrivacy: (by, request) => changePrivacy(parts, by, request),
    postStatus: (by, request) => postStatus(parts, by, request),
    addNote: (by, request) => addNote(parts, by, request),
    mitigateIncident: (by, request) => mitigateIncident(parts, by, request),
    resolveIncident: (by, request) => resolveIncident(parts, by, request),
    reopenIncident: (by, request) => reopenIncident(parts, by, request),
    mergeIncident: (by, request) => mergeIncident(parts, by, request),
    splitIncident: (by, request) => splitIncident(parts, by, request),
    snoozeIncident: (by, request) => snoozeIncident(parts, by, request),
    giveFeedback: (by, request) => giveFeedback(parts, by, request),
  };
}

function maintenanceUseCases(parts: Parts): MaintenanceUseCases {
  return {
    declareMaintenance: (by, request) => declareMaintenance(parts, by, request),
    endMaintenance: (by, service) => endMaintenance(parts, by, service),
    readHeldBack: (limit) => readHeldBack(parts, limit),
  };
}

function knowledgeUseCases(parts: Parts & Pick<Whereabouts, 'linkTo'>): KnowledgeUseCases {
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
    readServices: () => readServices(parts),
    readStats: (days) => readStats(parts, days),
    readDigest: (request) => readDigest(parts, request),
    readWeeklyDigest: (subjectId) => readWeeklyDigest(parts, subjectId),
    readRecurrence: (id) => readRecurrence(parts, id),
  };
}

function conversationUseCases(parts: Parts & Whereabouts): ConversationUseCases {
  return {
    findIncidentById: (id) => parts.store.transaction((tx) => tx.incidents.get(id)),
    findIncidentByThread: (place) => findByThread(parts, place),
    declareFromMessage: (by, request) => declareFromMessage(parts, by, request),
    addToTimeline: (by, id, message) => addToTimeline(parts, by, id, message),
    readHome: (slackUserId) => readHome({ ...parts, model: parts.agent.model }, slackUserId),
    openHome: (slackUserId) => openHome(parts, slackUserId),
    refreshHome: (slackUserId) => refreshHome(parts, slackUserId),
    refreshHomes: () => refreshHomes(parts),
    readStorm: (id) => parts.store.transaction((tx) => tx.storms.read(id, QUEUE_SHOWN)),
    refreshStorms: () => refreshStorms(parts),
    suggestServices: (text) => suggestServices(parts, text),
    suggestIncidents: (text) => suggestIncidents(parts, text),
  };
}
