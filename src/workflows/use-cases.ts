/** What the drivers (HTTP, Slack, jobs) can ask for. app.ts binds each to its dependencies; one file per use case here. */
import type { Incident, Severity } from '../incidents/incident.js';
import type { IncidentId } from '../shared/ids.js';
import type { IncidentView } from './reading/incident-view.js';
import type { SlackInput } from './slack-input.js';
import type { AssistantUseCases } from './use-cases/assistants.js';
import type { ConversationUseCases } from './use-cases/conversation.js';
import type { KnowledgeUseCases } from './use-cases/knowledge.js';
import type { LifecycleUseCases } from './use-cases/lifecycle.js';
import type { MaintenanceUseCases } from './use-cases/maintenance.js';
import type { Person } from './use-cases/person.js';
import type { RemediationUseCases } from './use-cases/remediation.js';

export type { SlackInput } from './slack-input.js';
export type { Person } from './use-cases/person.js';

export interface UseCases extends PersonUseCases, AssistantUseCases {
  /** Stores the input and enqueues its handling, in one transaction. A redelivery changes nothing. Resolves after commit. */
  acceptSlackInput(input: SlackInput): Promise<void>;
}

/** What people ask for by commands, buttons and forms, once their input is stored. */
export interface PersonUseCases
  extends
    LifecycleUseCases,
    KnowledgeUseCases,
    ConversationUseCases,
    RemediationUseCases,
    MaintenanceUseCases {
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
}
