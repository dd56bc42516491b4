/** What happened, in order, in words. Kept for ever; the postmortem is made from it. */
import type { IncidentId } from '../shared/ids.js';
import type { Actor } from './incident.js';

export type TimelineKind =
  | 'incident.opened'
  | 'incident.acknowledged'
  | 'incident.mitigated'
  | 'incident.resolved'
  | 'incident.reopened'
  | 'alert.firing'
  | 'alert.resolved'
  | 'evidence.gathered'
  | 'report.written'
  | 'proposal.created'
  | 'proposal.approved'
  | 'proposal.rejected'
  | 'proposal.expired'
  | 'proposal.superseded'
  | 'execution.started'
  | 'execution.succeeded'
  | 'execution.failed'
  | 'execution.unknown'
  | 'verification.passed'
  | 'verification.failed'
  /** A person was asked to take over from a fix that is not known to have worked. */
  | 'fix.escalated'
  /** Its analysis names the cause of an earlier incident. */
  | 'cause.recurred'
  | 'incident.merged'
  | 'incident.split'
  | 'incident.snoozed'
  | 'incident.woken'
  | 'incident.still_firing'
  | 'severity.changed'
  | 'priority.changed'
  /** The score went over the bound; people were called again. */
  | 'impact.rose'
  | 'privacy.changed'
  | 'role.assigned'
  | 'status.updated'
  | 'cause.confirmed'
  | 'feedback.given'
  | 'question.answered'
  | 'postmortem.drafted'
  | 'note';

export interface TimelineEntry {
  readonly id: number;
  readonly incidentId: IncidentId;
  readonly at: Date;
  readonly kind: TimelineKind;
  readonly actor: Actor;
  /** One sentence. May quote untrusted text; whoever renders it escapes it. */
  readonly text: string;
  /** Address of the message in Slack that it quotes; absent or null when it quotes none. */
  readonly link?: string | null;
}

export type NewTimelineEntry = Omit<TimelineEntry, 'id' | 'at'>;
