/** Which workflow does which job. */
import type { JobHandlers } from '../jobs/queue.js';
import type { InputHandler } from '../slack/handle-input.js';
import { handleSlackInput } from '../workflows/accept-slack-input.js';
import { executeProposal } from '../workflows/remediation/execute-proposal.js';
import { followFailedFix } from '../workflows/remediation/follow-failed-fix.js';
import { housekeeping } from '../workflows/housekeeping.js';
import { refreshImpact } from '../workflows/impact/refresh-impact.js';
import { investigateIncident } from '../workflows/investigation/investigate-incident.js';
import { answerQuestion } from '../workflows/knowledge/answer-question.js';
import { draftWhenSettled } from '../workflows/knowledge/draft-if-severe.js';
import { tellElsewhere, watchMessages } from '../workflows/messages/message-watch.js';
import type { AlertDeps } from '../workflows/alerts/alert-deps.js';
import { processAlerts } from '../workflows/alerts/process-alerts.js';
import { reconcileWithSender } from '../workflows/alerts/reconcile-with-sender.js';
import { reconcilePaging } from '../workflows/paging/reconcile-paging.js';
import { syncPaging } from '../workflows/paging/sync-paging.js';
import { verifyProposal } from '../workflows/remediation/verify-proposal.js';
import { postDigests } from '../workflows/digest/post-digests.js';
import type { Parts } from './parts.js';

/** `handleInput` does what people asked for in Slack. */
export function jobHandlers(
  parts: Parts & Pick<AlertDeps, 'isRushed'>,
  handleInput: InputHandler,
): JobHandlers {
  const handleStored = ({ inputId }: { inputId: string }) =>
    handleSlackInput({ store: parts.store, handle: handleInput }, inputId);
  return {
    'process-alerts': () => processAlerts(parts),
    'investigate-incident': ({ investigationId }, signal) =>
      investigateIncident(parts, investigationId, signal),
    'execute-proposal': ({ proposalId }) => executeProposal(parts, proposalId),
    'verify-proposal': ({ proposalId }, signal) => verifyProposal(parts, proposalId, signal),
    'follow-failed-fix': (job, signal) => followFailedFix(parts, job, signal),
    'sync-paging': ({ incidentId }, signal) => syncPaging(parts, incidentId, signal),
    'reconcile-paging': (_job, signal) => reconcilePaging(parts, signal),
    'reconcile-alerts': (job, signal) => reconcileWithSender(parts, job, signal),
    'measure-impact': (job, signal) => refreshImpact(parts, job, signal),
    'draft-postmortem': (job) => draftWhenSettled(parts, job),
    'answer-question': ({ questionId }, signal) => answerQuestion(parts, questionId, signal),
    'handle-slack-input': handleStored,
    'handle-slack-decision': handleStored,
    'handle-slack-request': handleStored,
    'tell-elsewhere': ({ incidentId }, signal) => tellElsewhere(parts, incidentId, signal),
    'post-digests': () => postDigests(parts),
    async housekeeping() {
      await housekeeping(parts);
      await watchMessages(parts);
    },
  };
}
