/**
 * What people can do to an incident: who works on it, how bad it is, what is said about it, when it is over. Each change
 * names the request it comes from: handled again, the same request changes nothing more. What is as wanted already is no
 * error; what cannot be done is a UserInputError that says what to do instead.
 */
import type { Incident, Severity } from '../../incidents/incident.js';
import type { Verdict } from '../../incidents/ports/feedback-repository.js';
import type { IncidentRole } from '../../incidents/roles.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Person } from './person.js';

export interface ChangeRequest {
  readonly incidentId: IncidentId;
  /** The same for every redelivery. */
  readonly requestId: string;
  /** Where it was done, when not in Slack, as it ends the sentence: `in PagerDuty`. */
  readonly where?: string;
}

export interface Change {
  /** As it is now. */
  readonly incident: Incident;
  /** False when it was so already and nothing was written. */
  readonly isNew: boolean;
}

/** Where it began, as somebody chose it: a service, or the analysis that was right. */
export interface CauseOrigin {
  /** Null where the analysis names none. */
  readonly service: string | null;
  readonly investigationId: string | null;
}

export type AlertChoice = { readonly alertIds: readonly string[] } | { readonly named: string };

export interface LifecycleUseCases {
  /** Takes it; whoever takes an incident without a commander becomes its commander. */
  acknowledgeIncident(by: Person, request: ChangeRequest): Promise<Change>;
  /** Gives a role to a person, who gets instructions privately. `former` had it until now. */
  assignRole(
    by: Person,
    request: ChangeRequest & { readonly role: IncidentRole; readonly person: Person },
  ): Promise<Change & { readonly former: Person | null }>;
  /** `former` had it until now; null when nobody had. */
  unassignRole(
    by: Person,
    request: ChangeRequest & { readonly role: IncidentRole },
  ): Promise<Change & { readonly former: Person | null }>;

  changeSeverity(
    by: Person,
    request: ChangeRequest & { readonly severity: Severity; readonly reason: string | null },
  ): Promise<Change>;
  /** A whole score 0–100 with its reason in place of the computed one; `score` null = the computed one again. */
  changePriority(
    by: Person,
    request: ChangeRequest & { readonly score: number | null; readonly reason: string },
  ): Promise<Change>;

  /** Whether models may see it; `reason` null = not said, which is enough only for keeping it from them. */
  changePrivacy(
    by: Person,
    request: ChangeRequest & { readonly isPrivate: boolean; readonly reason: string | null },
  ): Promise<Change>;

  /** Says in the thread how it goes. `nextInSeconds` null = by the severity's cadence. */
  postStatus(
    by: Person,
    request: ChangeRequest & { readonly text: string; readonly nextInSeconds: number | null },
  ): Promise<Change>;
  addNote(by: Person, request: ChangeRequest & { readonly text: string }): Promise<Change>;

  mitigateIncident(by: Person, request: ChangeRequest): Promise<Change>;
  /** `cause` and `fix` as people found them; null = not said. `firing` are names of alerts that do not agree. */
  resolveIncident(
    by: Person,
    request: ChangeRequest & {
      readonly cause: string | null;
      readonly fix: string | null;
      /** What was chosen; null: nobody knows. Left out, a service is looked for in the words of the cause. */
      readonly origin?: CauseOrigin | null;
    },
  ): Promise<Change & { readonly firing: readonly string[] }>;
  reopenIncident(by: Person, request: ChangeRequest & { readonly reason: string | null }): Promise<Change>;
  /**
   * Makes the incident part of another, which gets its alerts. `into` is the other as it is now. `reopens`: one that is
   * resolved is opened again for it; without that it is refused.
   */
  mergeIncident(
    by: Person,
    request: ChangeRequest & { readonly intoId: IncidentId; readonly reopens?: boolean },
  ): Promise<Change & { readonly into: Incident }>;
  /**
   * Gives some of its alerts an incident of their own, `into`, to which they belong from then on. `alertIds`: each stands for
   * all alerts of its name and service; `named`: all alerts of this service or of this name.
   */
  splitIncident(
    by: Person,
    request: ChangeRequest & { readonly which: AlertChoice },
  ): Promise<Change & { readonly into: Incident; readonly moved: number }>;
  /** Lets it sleep for so long; `seconds` null = wake it. */
  snoozeIncident(
    by: Person,
    request: ChangeRequest & { readonly seconds: number | null; readonly reason: string | null },
  ): Promise<Change>;

  /** Whether an analysis was right; a person's last word counts. */
  giveFeedback(
    by: Person,
    request: { readonly requestId: string; readonly investigationId: string; readonly verdict: Verdict },
  ): Promise<Change & { readonly former: Verdict | null }>;
}
