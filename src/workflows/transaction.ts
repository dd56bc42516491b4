/** What a workflow may read and write inside one transaction, follow-up work included. */
import type { RunStep } from '../agent/ports.js';
import type { CaseRepository } from '../agent/monitoring/analysis-case.js';
import type { Analysis } from '../agent/report/report.js';
import type { ModelCallLedger } from '../agent/spending/ledger.js';
import type { AlertRepository } from '../incidents/ports/alert-repository.js';
import type { ChangeRepository } from '../incidents/ports/change-repository.js';
import type { EvidenceRepository } from '../incidents/ports/evidence-repository.js';
import type { FeedbackRepository } from '../incidents/ports/feedback-repository.js';
import type { HoldRepository } from '../incidents/ports/hold-repository.js';
import type { IncidentRepository } from '../incidents/ports/incident-repository.js';
import type { Notifier } from '../incidents/ports/message.js';
import type { PagingRepository } from '../incidents/ports/paging-repository.js';
import type { KnownCauses } from '../incidents/ports/known-causes.js';
import type { PastIncidents } from '../incidents/ports/past-incidents.js';
import type { RoleRepository } from '../incidents/ports/role-repository.js';
import type { StormRepository } from '../incidents/ports/storm-repository.js';
import type { TimelineRepository } from '../incidents/ports/timeline-repository.js';
import type { QuestionRepository } from '../incidents/question.js';
import type { DigestRepository } from '../incidents/digest/records.js';
import type { StatsRepository } from '../incidents/stats.js';
import type { IncidentRole } from '../incidents/roles.js';
import type {
  ApprovalRepository,
  AuditAnchors,
  AuditLog,
  AutonomyRepository,
  ExecutionRepository,
  KillSwitchRepository,
  ProposalRepository,
} from '../remediation/ports.js';
import type { IncidentId, ProposalId } from '../shared/ids.js';
import type { Findings } from './evidence/findings.js';
import type { InvestigationCost } from './investigation/investigation-cost.js';
import type { JobQueue } from './job-queue.js';
import type { SlackInput } from './use-cases.js';

export type { JobName, JobQueue, Jobs } from './job-queue.js';

/** One run of evidence pass and analysis; kept so that a restart goes on where it stopped. */
export interface Investigation {
  readonly id: string;
  readonly incidentId: IncidentId;
  readonly reason: string;
  /** Null until the evidence pass is done. */
  readonly findings: StoredFindings | null;
  /** Ids of the stored observations, in the findings' order. */
  readonly evidenceIds: readonly string[];
  readonly analysis: Analysis | null;
  /** Why it, or its report alone, does not replace what was shown before it; null when it does. */
  readonly setAside: SetAside | null;
  readonly requestedAt: Date;
  readonly finishedAt: Date | null;
}

export interface SetAside {
  readonly what: 'look' | 'report';
  /** A sentence for people. */
  readonly why: string;
}

/** What people are shown of an incident's looks. */
export interface ShownLooks {
  /** Whose observations, suspects and gaps count: the newest with findings that was not set aside. */
  readonly measured: Investigation | undefined;
  /** Whose report counts, likewise; may be an older one while a look is under way. */
  readonly analysed: Investigation | undefined;
  /** Why the newest look with findings is not, or not wholly, what is shown; null when it is. */
  readonly setAside: SetAside | null;
  /** Ids of what all other looks of the incident observed. */
  readonly outdatedEvidence: readonly string[];
}

/** The observations themselves are stored as evidence. */
export type StoredFindings = Omit<Findings, 'observations'>;

export interface InvestigationRepository {
  /** Asks for one; undefined when one is waiting already. */
  request(incidentId: IncidentId, reason: string): Promise<Investigation | undefined>;
  get(id: string): Promise<Investigation | undefined>;
  saveFindings(
    id: string,
    findings: StoredFindings,
    evidenceIds: readonly string[],
    setAside?: SetAside | null,
  ): Promise<void>;
  /** Ends it; without an analysis it was cancelled, or set aside before. */
  finish(id: string, analysis: Analysis | null, setAside?: SetAside | null): Promise<void>;
  /** Ends those whose job must have died long ago, so that new ones can be asked for; returns their incidents. */
  endStale(olderThanSeconds: number): Promise<readonly IncidentId[]>;
  shown(incidentId: IncidentId): Promise<ShownLooks>;
  /**
   * Share 0–1 of user requests failing, as it was last measured by a look that was asked for since then. Whose they are is
   * null in what older versions stored.
   */
  lastFailingShare(
    incidentId: IncidentId,
    since: Date,
  ): Promise<{ readonly service: string | null; readonly share: number; readonly at: Date } | undefined>;
  /** The newest few, newest first: what was done lately. What people are shown is `shown`'s to say. */
  latest(incidentId: IncidentId): Promise<readonly Investigation[]>;
  /** All of the incident's together. */
  cost(incidentId: IncidentId): Promise<InvestigationCost>;
}

export interface SlackInputRepository {
  /** Stores it; false when it was known already. */
  accept(input: SlackInput): Promise<boolean>;
  /** The input unless it was handled already, or half an hour has passed. */
  take(id: string): Promise<SlackInput | undefined>;
  markHandled(id: string): Promise<void>;
  /**
   * Inputs nobody has handled for so long. Those older than half an hour are given up: marked as handled. What was
   * handled a week ago is deleted.
   */
  forgotten(olderThanSeconds: number): Promise<readonly SlackInput[]>;
}

/** What a Home tab needs beyond what the other repositories read. */
export interface HomeRepository {
  /** Remembers that the person looks at theirs. */
  opened(slackUserId: string): Promise<void>;
  /** Slack user ids of those who looked within a day. */
  viewers(): Promise<readonly string[]>;
  isViewer(slackUserId: string): Promise<boolean>;
  /** Of unresolved incidents, the oldest assignment first. */
  rolesOf(slackUserId: string): Promise<readonly { incidentId: IncidentId; role: IncidentRole }[]>;
  /** Undecided and not expired, the first to expire first. */
  pendingProposals(limit: number): Promise<readonly ProposalId[]>;
  /** Within a day, newest first. */
  recentlyResolved(limit: number): Promise<readonly IncidentId[]>;
  /** Where a message of an incident stands; undefined before it was posted. `threadTs` is null for a card. */
  postedAt(message: {
    kind: 'incident_card' | 'proposal';
    incidentId: IncidentId;
    subjectId: string | null;
  }): Promise<{ channel: string; ts: string; threadTs: string | null } | undefined>;
  incidentOfThread(place: { channelId: string; threadTs: string }): Promise<IncidentId | undefined>;
  /** Who wrote the newest analyses of the last day, newest first; `note` says what kept the model from it. */
  analyses(limit: number): Promise<readonly { finishedAt: Date; by: Analysis['by']; note: string | null }[]>;
}

/** First messages of incidents that Slack has not taken. */
export interface UnshownMessages {
  /** Incidents whose first message has been wanted for longer than this and was never shown; each is returned once. */
  takeLate(olderThanSeconds: number): Promise<readonly IncidentId[]>;
  isShown(incidentId: IncidentId): Promise<boolean>;
  /**
   * Its incident's channel is this one from now on, and the message is due there as if it had never been tried. By whoever
   * has it, when nothing was posted; false when it is shown or somebody else has it. The caller holds the incident's lock.
   */
  move(card: { incidentId: IncidentId; leaseToken: string }, channel: string): Promise<boolean>;
}

/** How the computed impact scores of incidents went; a person's word is not among them. */
export interface ImpactScores {
  /** Keeps it when it differs from the last one. */
  record(incidentId: IncidentId, score: number, at: Date): Promise<void>;
  /** Oldest first, with the last one before `since`, which held then. */
  since(incidentId: IncidentId, since: Date): Promise<readonly { at: Date; score: number }[]>;
}

/** Bodies that senders were refused, the newest of each sender. */
export interface RejectedPayloads {
  /** Returns its id. */
  keep(payload: {
    source: string;
    reason: string;
    contentType: string | null;
    headers: Readonly<Record<string, string>>;
    body: Buffer;
  }): Promise<string>;
  /** The newest first. */
  list(limit: number): Promise<readonly RejectedPayload[]>;
  find(id: string): Promise<(RejectedPayload & { readonly body: Buffer }) | undefined>;
  forget(id: string): Promise<void>;
  forgetOlderThan(days: number): Promise<void>;
}

export interface RejectedPayload {
  readonly id: string;
  readonly source: string;
  readonly receivedAt: Date;
  readonly reason: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Bytes of the body as it came. */
  readonly size: number;
  /** Whether only the beginning of it was kept. */
  readonly isCut: boolean;
}

/** Answers of tools that are too long for a model, by incident; it holds so many of each incident, the newest. */
export interface ToolResults {
  /** Returns its id, such as `R3`; the same text has the same id. */
  keep(incidentId: IncidentId, text: string): Promise<string>;
  /** Undefined when the incident has no such result, or no longer. */
  read(incidentId: IncidentId, id: string): Promise<string | undefined>;
}

/** What runs of the model did so far, by the investigation or question they are for. */
export interface RunSteps {
  /** Oldest first, as they were stored: unchecked. */
  of(runId: string): Promise<readonly { seq: number; step: unknown }[]>;
  /** Since the first of them; 0 when there is none. */
  secondsSoFar(runId: string): Promise<number>;
  /** Rejects when the run has a step of this number: somebody else goes on with it. */
  append(runId: string, seq: number, step: RunStep): Promise<void>;
}

/** What is of use for a while only. */
export interface Retention {
  /** Deletes what is older than so many days. */
  forgetOlderThan(days: {
    /** Since they were asked. */
    readonly questions: number;
    /** Since they were made. */
    readonly runSteps: number;
    /** Since they last looked. */
    readonly homeViewers: number;
    /** Since they were uploaded; Slack keeps the files. */
    readonly slackFiles: number;
    /** Since they were kept last. */
    readonly toolResults: number;
    /** Since they were computed. */
    readonly impactScores: number;
  }): Promise<void>;
}

export interface InstallationSecrets {
  /** Random, made when it is first asked for and the same for all replicas ever after; 32 bytes as base64url. */
  read(name: string): Promise<string>;
}

export interface Transaction {
  readonly alerts: AlertRepository;
  readonly holds: HoldRepository;
  readonly incidents: IncidentRepository;
  readonly impactScores: ImpactScores;
  readonly pastIncidents: PastIncidents;
  readonly knownCauses: KnownCauses;
  readonly timeline: TimelineRepository;
  readonly evidence: EvidenceRepository;
  readonly roles: RoleRepository;
  readonly feedback: FeedbackRepository;
  readonly changes: ChangeRepository;
  readonly investigations: InvestigationRepository;
  readonly proposals: ProposalRepository;
  readonly executions: ExecutionRepository;
  readonly approvals: ApprovalRepository;
  readonly killSwitch: KillSwitchRepository;
  readonly autonomy: AutonomyRepository;
  readonly audit: AuditLog;
  readonly auditAnchors: AuditAnchors;
  readonly questions: QuestionRepository;
  readonly stats: StatsRepository;
  readonly digests: DigestRepository;
  readonly modelCalls: ModelCallLedger;
  readonly cases: CaseRepository;
  readonly slackInputs: SlackInputRepository;
  readonly runSteps: RunSteps;
  readonly home: HomeRepository;
  readonly rejected: RejectedPayloads;
  readonly retention: Retention;
  readonly toolResults: ToolResults;
  readonly installationSecrets: InstallationSecrets;
  readonly paging: PagingRepository;
  readonly storms: StormRepository;
  readonly unshown: UnshownMessages;
  readonly notifier: Notifier;
  readonly jobs: JobQueue;
}

export interface Store {
  /** Everything in `work` commits together or not at all. */
  transaction<T>(
    work: (tx: Transaction) => Promise<T>,
    options?: {
      /** Somebody outside waits for the answer for seconds at most: it goes before everything else. Must be short. */
      readonly isUrgent?: boolean;
    },
  ): Promise<T>;
}
