/**
 * Glossary. An *alert* is what a monitoring system sends. An *incident* is the thing people work on: one Slack thread,
 * opened by one or more alerts or by a person. *Severity* says how bad it is by the team's own scale (sev1 is worst);
 * the *impact score* (0–100) says how much it hurts users right now and orders the queue. *Evidence* is a numbered
 * observation with its query and numbers. A *report* is an analysis that cites evidence. A *proposal* is a stored
 * contract for one remediation; an *execution* is its single run; *verification* checks that it worked.
 */
import type { IncidentId } from '../shared/ids.js';
import type { Escalation, Impact } from './impact.js';

export const INCIDENT_STATUSES = ['open', 'acknowledged', 'mitigated', 'resolved'] as const;
export type IncidentStatus = (typeof INCIDENT_STATUSES)[number];

export const SEVERITIES = ['sev1', 'sev2', 'sev3', 'sev4'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** Who did something: a person (Slack user id), Firewatch itself, or an outside system by name. */
export type Actor =
  | { readonly kind: 'person'; readonly id: string }
  | { readonly kind: 'firewatch' }
  | { readonly kind: 'system'; readonly id: string };

export const FIREWATCH: Actor = { kind: 'firewatch' };

/** The source of incidents that a person declared. */
export const DECLARED_SOURCE = 'slack';

export interface Incident {
  readonly id: IncidentId;
  /** The number people say aloud: INC-12. */
  readonly number: number;
  readonly title: string;
  readonly status: IncidentStatus;
  readonly severity: Severity;
  /** The service first seen to suffer; null when nothing named one. */
  readonly service: string | null;
  /** Where it came from: an alert source, or `slack` for one declared by a person. */
  readonly source: string;
  /** What later alerts are matched against; unique among unresolved incidents. */
  readonly groupKey: string;
  /** When the trouble began, which is before we heard of it. */
  readonly startedAt: Date;
  readonly openedAt: Date;
  readonly acknowledgedAt: Date | null;
  readonly acknowledgedBy: Actor | null;
  readonly mitigatedAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly resolvedBy: Actor | null;
  readonly reopenCount: number;
  readonly impact: Impact | null;
  /** A person's word against the score; it orders the queue while it stands. */
  readonly impactOverride: ImpactOverride | null;
  /** What its rises came to; null before the first look at it. */
  readonly escalation: Escalation | null;
  /** Until then it asks for nobody's attention; null = it does. */
  readonly snoozedUntil: Date | null;
  /** The incident it turned out to be part of; it is resolved then. */
  readonly mergedInto: IncidentId | null;
  /** What the cause really was, as the people who resolved it say. */
  readonly confirmedCause: string | null;
  /** No language model is shown anything of it. */
  readonly isPrivate: boolean;
  /** When the next status update is due; null = nobody waits for one. */
  readonly updateDueAt: Date | null;
  readonly pagerDutyIncidentId: string | null;
  /** Slack channel (id or #name) where its thread lives. */
  readonly channel: string;
  /** Who carried the pager when we last asked; empty when unknown. */
  readonly onCall: readonly OnCallPerson[];
}

/** A person who knows better than the formula. */
interface ImpactOverride {
  /** Whole number 0–100. */
  readonly score: number;
  readonly reason: string;
  readonly by: Actor;
  readonly at: Date;
}

export interface OnCallPerson {
  readonly name: string;
  readonly email: string | null;
  /** Escalation level; 1 is asked first. */
  readonly level: number;
}

/** `INC-12`: how an incident is called everywhere people see it. */
export function incidentLabel(incident: { readonly number: number }): string {
  return `INC-${incident.number}`;
}
