/** Who does what while an incident lasts. The names are the field's own (PagerDuty's and Google's incident response guides). */
import type { IncidentId } from '../shared/ids.js';
import type { Actor } from './incident.js';

export const INCIDENT_ROLES = ['commander', 'communications', 'scribe', 'operations', 'expert'] as const;
export type IncidentRole = (typeof INCIDENT_ROLES)[number];

/** One person per role and incident. */
export interface RoleAssignment {
  readonly incidentId: IncidentId;
  readonly role: IncidentRole;
  readonly slackUserId: string;
  readonly assignedBy: Actor;
  readonly assignedAt: Date;
}
