/** What people can ask about an incident and get made of it. Nothing here changes anything outside Firewatch. */
import type { AuditRecord } from '../../incidents/audit-trail.js';
import type { CatchUp } from '../../incidents/catch-up.js';
import type { Change } from '../../incidents/change.js';
import type { Incident, OnCallPerson } from '../../incidents/incident.js';
import type { MessagePlace } from '../../incidents/ports/message.js';
import type { Postmortem } from '../../incidents/postmortem/postmortem.js';
import type { Question } from '../../incidents/question.js';
import type { RoleAssignment } from '../../incidents/roles.js';
import type { Runbook } from '../../incidents/runbook.js';
import type { Service } from '../../incidents/service.js';
import type { IncidentId } from '../../shared/ids.js';
import type { DigestAnswer } from '../knowledge/digest-answer.js';
import type { RecurrenceView } from '../investigation/recurrence-view.js';
import type { ServicesAnswer } from '../knowledge/services-answer.js';
import type { StatsAnswer } from '../knowledge/stats-answer.js';
import type { ChangeRequest } from './lifecycle.js';
import type { Person } from './person.js';

export interface KnowledgeUseCases {
  /**
   * Puts a question; its answer is worked out in the background and shown where it was asked. Without a `place` it goes
   * to the incident's thread, so one of the two is needed. The same `requestId` again changes nothing.
   * @throws UserInputError when nothing was asked, or this person asked too much within the hour.
   */
  askQuestion(
    by: Person,
    request: {
      requestId: string;
      incidentId: IncidentId | null;
      question: string;
      place: MessagePlace | null;
    },
  ): Promise<Question>;
  /** For whoever shows it; undefined when it is gone. */
  readQuestion(id: string): Promise<Question | undefined>;

  /** One for each unresolved incident of the channel, the worst first; empty when all is quiet. */
  catchUp(channelId: string): Promise<readonly CatchUp[]>;
  /** Of one incident, whatever its status. @throws UserInputError when it is gone. */
  readCatchUp(id: IncidentId): Promise<CatchUp>;

  /** Has the draft (re)made and put into the incident's thread. @throws UserInputError when the incident is gone. */
  draftPostmortem(by: Person, request: ChangeRequest): Promise<Incident>;
  /** The draft as it would be now, with everything that is stored; undefined when the incident is gone. */
  readPostmortem(id: IncidentId): Promise<Postmortem | undefined>;

  /** Runbooks that fit, their checks asked now. By words alone when some are given. */
  findRunbooks(request: { incidentId: IncidentId | null; words: string }): Promise<RunbookAnswer>;
  /** @throws UserInputError when the incident is gone. */
  readChanges(id: IncidentId): Promise<ChangeAnswer>;
  /** @throws UserInputError when there is no such incident or service. */
  findOnCall(about: { incidentId: IncidentId } | { service: string }): Promise<OnCallAnswer>;
  /** Asks for a new investigation. @throws UserInputError when the incident is over or gone. */
  askForInvestigation(
    by: Person,
    request: ChangeRequest & { readonly hint: string },
  ): Promise<{ incident: Incident; state: 'requested' | 'waiting' | 'running' }>;

  /** Decisions about the incident and its proposals, newest last. */
  readAudit(id: IncidentId): Promise<AuditAnswer>;
  /** The catalogue, and what alerts name beside it. */
  readServices(): Promise<ServicesAnswer>;
  readStats(days: number): Promise<StatsAnswer>;
  /** Up to now; of everybody when `team` is empty. @throws UserInputError when there is no such team. */
  readDigest(request: { readonly team: string; readonly days: number }): Promise<DigestAnswer>;
  /** As it is posted, by its message's subject; undefined when nothing happened or none is wanted. */
  readWeeklyDigest(subjectId: string): Promise<DigestAnswer | undefined>;
  /** The earlier incident with its cause, as it is now; undefined when there is no such incident. */
  readRecurrence(id: IncidentId): Promise<RecurrenceView | undefined>;
}

/** A runbook held against a service now. */
export interface CheckedRunbook {
  readonly runbook: Pick<Runbook, 'id' | 'title' | 'cause' | 'body'>;
  /** Why it was chosen, for people. */
  readonly reason: string;
  /** Whether the search is sure of it, or one of its checks holds; otherwise it is only the nearest one. */
  readonly isKnownToFit: boolean;
  /** Null when it was only searched for. */
  readonly service: string | null;
  readonly checks: readonly {
    readonly name: string;
    /** Null when it has no condition, or could not be asked. */
    readonly holds: boolean | null;
    readonly statement: string;
  }[];
  readonly steps: readonly {
    readonly title: string;
    /** Whether its own conditions hold now; null when nobody asked. */
    readonly isApplicable: boolean | null;
    /** State of its newest proposal in this incident; null when it was never proposed. */
    readonly proposal: string | null;
  }[];
}

export interface RunbookAnswer {
  /** Null when it was a search outside of any incident. */
  readonly incident: Incident | null;
  readonly words: string;
  /** Best first; only the first few are checked. */
  readonly found: readonly CheckedRunbook[];
  /** What could not be asked, as sentences. */
  readonly gaps: readonly string[];
  /** How many runbooks there are. */
  readonly outOf: number;
}

export interface ChangeAnswer {
  readonly incident: Incident;
  /** Services whose changes were looked for; empty = all. */
  readonly services: readonly string[];
  readonly since: Date;
  /** When the trouble began as measured, else when the incident did. */
  readonly onset: Date;
  /** Newest first. */
  readonly changes: readonly {
    readonly change: Change;
    /** 0–1: how well it explains the onset. */
    readonly score: number;
    /** In words: "6 s before checkout began to misbehave". */
    readonly reason: string;
  }[];
  readonly hasMore: boolean;
}

export interface OnCallAnswer {
  readonly incident: Incident | null;
  readonly service: Pick<Service, 'name' | 'owner'> | null;
  /** The service's name as asked, also when the catalogue lacks it. */
  readonly name: string | null;
  readonly people: readonly OnCallPerson[];
  readonly roles: readonly RoleAssignment[];
  /** Why nobody is named from the paging system; null when it answered. */
  readonly gap: string | null;
}

export interface AuditAnswer {
  readonly incident: Incident;
  readonly records: readonly AuditRecord[];
  /** Titles of the incident's proposals, by id. */
  readonly titles: ReadonlyMap<string, string>;
}
