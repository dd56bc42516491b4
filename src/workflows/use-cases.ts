/** What the drivers (HTTP, Slack, jobs) can ask for. app.ts binds each to its dependencies; one file per use case here. */
import type { Incident, Severity } from '../incidents/incident.js';
import type { IncidentId, ProposalId } from '../shared/ids.js';
import type { IncidentView } from './reading/incident-view.js';
import type { SlackInput } from './slack-input.js';
import type { AssistantUseCases } from './use-cases/assistants.js';
import type { ConversationUseCases } from './use-cases/conversation.js';
import type { KnowledgeUseCases } from './use-cases/knowledge.js';
import type { LifecycleUseCases } from './use-cases/lifecycle.js';
import type { Person } from './use-cases/person.js';

export type { SlackInput } from './slack-input.js';
export type { Person } from './use-cases/person.js';

export type DecisionResult =
  /** It counts; the cards change by themselves. */
  | { readonly status: 'approved' | 'rejected'; readonly sentence: string }
  /** It does not count; the sentence says why and what to do, for the person alone. */
  | { readonly status: 'refused'; readonly sentence: string };

export interface UseCases extends PersonUseCases, AssistantUseCases {
  /** Stores the input and enqueues its handling, in one transaction. A redelivery changes nothing. Resolves after commit. */
  acceptSlackInput(input: SlackInput): Promise<void>;
}

/** What people ask for by commands, buttons and forms, once their input is stored. */
export interface PersonUseCases extends LifecycleUseCases, KnowledgeUseCases, ConversationUseCases {
  /** The same `requestId` again returns the incident it opened. */
  declareIncident(
    by: Person,
    request: { requestId: string; title: string; severity: Severity | null; service: string | null },
  ): Promise<Incident>;
  /** Unresolved incidents by impact, highest first. */
  listIncidents(limit: number): Promise<readonly Incident[]>;
  /** The last one first; of one channel alone when it is given. */
  listResolved(limit: number, channelId: string | null): Promise<readonly Incident[]>;
  /** Slack user ids of those who lead these incidents, as far as somebody does. */
  readCommanders(ids: readonly IncidentId[]): Promise<ReadonlyMap<IncidentId, string>>;
  /** By its number; undefined when there is none. */
  findIncident(number: number): Promise<Incident | undefined>;
  /**
   * With an `entryId`, that timeline entry is among the view's, however old it is; with an `investigationId`, its analysis is
   * the one that is shown, if it is the incident's.
   */
  readIncident(
    id: IncidentId,
    options?: { entryId?: number; investigationId?: string },
  ): Promise<IncidentView | undefined>;

  /** Never throws for a person's mistake: a refusal is an answer, and audited. */
  decideProposal(
    by: Person,
    decision: { proposalId: ProposalId; verdict: 'approve' | 'reject'; channelId: string },
  ): Promise<DecisionResult>;
}
