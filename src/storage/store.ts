/** Gives workflows their transactions: all repositories, the notifier and the job queue on one connection. */
import type { MessageRequest, Notifier } from '../incidents/ports/message.js';
import type { JobQueue, Store } from '../workflows/transaction.js';
import type { Database, Sql } from './database.js';
import { createAlertRepository } from './repositories/alerts.js';
import { createCaseRepository } from './repositories/analysis-cases.js';
import { createApprovalRepository } from './repositories/approvals.js';
import { createAuditLog } from './repositories/audit.js';
import { createAuditAnchors } from './repositories/audit-anchors.js';
import { createChangeRepository } from './repositories/changes.js';
import { createDigestRepository } from './repositories/digests.js';
import { createEvidenceRepository } from './repositories/evidence.js';
import { createExecutionRepository } from './repositories/executions.js';
import { createFeedbackRepository } from './repositories/feedback.js';
import { createHoldRepository } from './repositories/holds.js';
import { createHomeRepository, announceIncidentChange } from './repositories/home-viewers.js';
import { createImpactScores } from './repositories/impact-scores.js';
import { createIncidentRepository } from './repositories/incidents.js';
import { createInstallationSecrets } from './repositories/installation-secrets.js';
import { createInvestigationRepository } from './repositories/investigations.js';
import { createNotifier } from './repositories/messages.js';
import { createKnownCauses } from './repositories/known-causes.js';
import { createKillSwitchRepository } from './repositories/kill-switch.js';
import { createModelCallLedger } from './repositories/model-calls.js';
import { createPagingRepository } from './repositories/paging.js';
import { createPastIncidents } from './repositories/past-incidents.js';
import { createProposalRepository } from './repositories/proposals.js';
import { createQuestionRepository } from './repositories/questions.js';
import { createRejectedPayloads } from './repositories/rejected-payloads.js';
import { createRetention } from './repositories/retention.js';
import { createRoleRepository } from './repositories/roles.js';
import { createRunSteps } from './repositories/run-steps.js';
import { createSlackInputRepository } from './repositories/slack-inputs.js';
import { createStatsRepository } from './repositories/stats.js';
import { createAutonomyRepository } from './repositories/step-autonomy.js';
import { createStormRepository } from './repositories/storms.js';
import { createTimelineRepository } from './repositories/timeline.js';
import { createToolResults } from './repositories/tool-results.js';
import { createUnshownMessages } from './repositories/unshown-messages.js';

/** `jobsWithin` enqueues on the given connection, so that a job exists exactly when its transaction committed. */
export function createStore(database: Database, jobsWithin: (sql: Sql) => JobQueue): Store {
  return {
    transaction: (work, options) =>
      database.transaction(
        (sql) =>
          work({
            alerts: createAlertRepository(sql),
            holds: createHoldRepository(sql),
            impactScores: createImpactScores(sql),
            incidents: createIncidentRepository(sql),
            pastIncidents: createPastIncidents(sql),
            knownCauses: createKnownCauses(sql),
            timeline: createTimelineRepository(sql),
            evidence: createEvidenceRepository(sql),
            roles: createRoleRepository(sql),
            feedback: createFeedbackRepository(sql),
            changes: createChangeRepository(sql),
            investigations: createInvestigationRepository(sql),
            proposals: createProposalRepository(sql),
            executions: createExecutionRepository(sql),
            approvals: createApprovalRepository(sql),
            killSwitch: createKillSwitchRepository(sql),
            autonomy: createAutonomyRepository(sql),
            audit: createAuditLog(sql),
            auditAnchors: createAuditAnchors(sql),
            questions: createQuestionRepository(sql),
            stats: createStatsRepository(sql),
            digests: createDigestRepository(sql),
            modelCalls: createModelCallLedger(sql),
            cases: createCaseRepository(sql),
            slackInputs: createSlackInputRepository(sql),
            runSteps: createRunSteps(sql),
            rejected: createRejectedPayloads(sql),
            retention: createRetention(sql),
            toolResults: createToolResults(sql),
            installationSecrets: createInstallationSecrets(sql),
            home: createHomeRepository(sql),
            paging: createPagingRepository(sql),
            storms: createStormRepository(sql, createIncidentRepository(sql)),
            unshown: createUnshownMessages(sql),
            notifier: announcing(sql, createNotifier(sql)),
            jobs: jobsWithin(sql),
          }),
        options,
      ),
  };
}

/** A card is touched whenever its incident changes, which is what Home tabs follow. */
function announcing(sql: Sql, notifier: Notifier): Notifier {
  let isAnnounced = false;
  async function announce(messages: readonly MessageRequest[]): Promise<void> {
    if (isAnnounced || !messages.some(({ kind }) => kind === 'incident_card')) return;
    isAnnounced = true;
    await announceIncidentChange(sql);
  }
  async function touchAll(messages: readonly MessageRequest[]): Promise<void> {
    await notifier.touchAll(messages);
    await announce(messages);
  }
  return {
    ...notifier,
    touch: (message) => touchAll([message]),
    touchAll,
    async freshenAll(messages) {
      await notifier.freshenAll(messages);
      await announce(messages);
    },
  };
}
