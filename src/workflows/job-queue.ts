import type { IncidentId, ProposalId } from '../shared/ids.js';

/** Background work and what it is about. Delivered at least once: every handler is idempotent. */
export interface Jobs {
  'process-alerts': Record<string, never>;
  'investigate-incident': { readonly investigationId: string };
  'execute-proposal': { readonly proposalId: ProposalId };
  'verify-proposal': { readonly proposalId: ProposalId };
  /** `isMeasured`: it was seen not to help; false when nobody could tell. */
  'follow-failed-fix': { readonly proposalId: ProposalId; readonly isMeasured: boolean };
  'sync-paging': { readonly incidentId: IncidentId };
  'reconcile-paging': Record<string, never>;
  /** `isCut`: the sender said that it left alerts out. */
  'reconcile-alerts': { readonly isCut: boolean };
  /** `isRoutine`: it is done again every minute, so one that was just done may be left out. */
  'measure-impact': { readonly incidentId: IncidentId; readonly isRoutine: boolean };
  /** Sent by an older version only. */
  'handle-slack-input': { readonly inputId: string };
  'handle-slack-decision': { readonly inputId: string };
  'handle-slack-request': { readonly inputId: string };
  'answer-question': { readonly questionId: string };
  /** `resolvedAt`, ISO 8601: the end it was made for; jobs of the version before lack it. */
  'draft-postmortem': { readonly incidentId: IncidentId; readonly resolvedAt?: string };
  'tell-elsewhere': { readonly incidentId: IncidentId };
  'post-digests': Record<string, never>;
  housekeeping: Record<string, never>;
}
export type JobName = keyof Jobs;

export interface JobQueue {
  send<N extends JobName>(
    name: N,
    payload: Jobs[N],
    options?: {
      readonly startAfterSeconds?: number;
      /** However often it is sent so, one is run in so many seconds, the last of them after the last was sent. */
      readonly onceInSeconds?: number;
    },
  ): Promise<void>;
  /** Whether a job with this payload waits, runs, or will be tried again. */
  isUnderWay<N extends JobName>(name: N, payload: Jobs[N]): Promise<boolean>;
}
