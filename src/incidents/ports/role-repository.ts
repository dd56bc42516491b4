import type { IncidentId } from '../../shared/ids.js';
import type { IncidentRole, RoleAssignment } from '../roles.js';

/** Who does what in an incident, inside the caller's transaction. */
export interface RoleRepository {
  /** Gives the role to a person; whoever had it has it no more. */
  assign(assignment: Omit<RoleAssignment, 'assignedAt'>): Promise<RoleAssignment>;
  /** Takes it away; returns what was, undefined when nobody had it. */
  unassign(incidentId: IncidentId, role: IncidentRole): Promise<RoleAssignment | undefined>;
  /** In the order of `INCIDENT_ROLES`. */
  ofIncident(incidentId: IncidentId): Promise<readonly RoleAssignment[]>;
}
