/** What a PagerDuty account holds, in our own words; `present.ts` turns it into the vendor's JSON. */

export interface User {
  readonly id: string;
  readonly name: string;
  readonly email: string;
}

/** `levels[0]` is asked first. */
export interface EscalationPolicy {
  readonly id: string;
  readonly name: string;
  readonly levels: readonly (readonly string[])[];
}

export interface Service {
  readonly id: string;
  readonly name: string;
  /** Null when it has none, which PagerDuty allows for services of old accounts alone. */
  readonly policyId: string | null;
  /** Integration key of Events API v2, 32 characters. */
  readonly routingKey?: string;
}

export interface Priority {
  readonly id: string;
  readonly name: string;
}

export interface AccountSeed {
  readonly users: readonly User[];
  readonly policies: readonly EscalationPolicy[];
  readonly services: readonly Service[];
  /** The account's own scale, the worst first; empty: the account has switched priorities off. P1 to P5 unless told. */
  readonly priorities?: readonly Priority[];
  /** Whether its plan has responder requests. Yes unless told. */
  readonly hasResponders?: boolean;
}

export type Status = 'triggered' | 'acknowledged' | 'resolved';

/** Who did something: a user, or the service whose integration or timer did. */
export type Agent =
  { readonly kind: 'user'; readonly user: User } | { readonly kind: 'service'; readonly service: Service };

export interface Note {
  readonly id: string;
  readonly content: string;
  readonly by: User;
  readonly at: Date;
}

export interface Responder {
  state: 'pending' | 'joined' | 'declined';
  readonly user: User;
}

export interface ResponderRequest {
  readonly message: string;
  readonly requesterId: string;
  readonly targets: readonly {
    readonly kind: 'user' | 'escalation_policy';
    readonly id: string;
    readonly responders: readonly Responder[];
  }[];
}

export interface LogEntry {
  readonly id: string;
  /** Such as `acknowledge_log_entry`. */
  readonly type: string;
  readonly at: Date;
  readonly agent: Agent;
  readonly summary: string;
}

export interface Incident {
  readonly id: string;
  readonly number: number;
  readonly service: Service;
  readonly key: string;
  readonly details: string;
  readonly createdAt: Date;
  title: string;
  urgency: 'high' | 'low';
  status: Status;
  priority: Priority | null;
  /** Of its escalation policy; 1 is asked first. */
  level: number;
  assignees: readonly User[];
  acknowledgements: readonly { readonly at: Date; readonly by: User }[];
  lastChange: { readonly at: Date; readonly by: Agent };
  updatedAt: Date;
  resolvedAt: Date | null;
  readonly notes: Note[];
  readonly requests: ResponderRequest[];
  readonly log: LogEntry[];
}

/** Something that happened to an incident, as webhooks tell it. */
export interface IncidentEvent {
  /** Such as `incident.acknowledged`. */
  readonly type: string;
  readonly incident: Incident;
  readonly agent: Agent;
  readonly at: Date;
  readonly note?: Note;
  readonly responder?: { readonly responder: Responder; readonly message: string };
}
