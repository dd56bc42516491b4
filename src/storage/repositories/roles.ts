import type { RoleRepository } from '../../incidents/ports/role-repository.js';
import { INCIDENT_ROLES, type RoleAssignment } from '../../incidents/roles.js';
import type { Row, Sql } from '../database.js';
import { toJson } from '../json.js';

const COLUMNS = `incident_id AS "incidentId", role, slack_user_id AS "slackUserId", assigned_by AS "assignedBy",
  assigned_at AS "assignedAt"`;

export function createRoleRepository(sql: Sql): RoleRepository {
  return {
    async assign({ incidentId, role, slackUserId, assignedBy }) {
      const [row] = await sql.query<Row & RoleAssignment>(
        `INSERT INTO firewatch.incident_roles (incident_id, role, slack_user_id, assigned_by, assigned_at)
         VALUES ($1, $2, $3, $4::jsonb, date_trunc('milliseconds', clock_timestamp()))
         ON CONFLICT (incident_id, role) DO UPDATE SET slack_user_id = excluded.slack_user_id,
           assigned_by = excluded.assigned_by, assigned_at = excluded.assigned_at
         RETURNING ${COLUMNS}`,
        [incidentId, role, slackUserId, toJson(assignedBy)],
      );
      if (!row) throw new Error('INSERT INTO incident_roles returned no row');
      return row;
    },
    async unassign(incidentId, role) {
      const [row] = await sql.query<Row & RoleAssignment>(
        `DELETE FROM firewatch.incident_roles WHERE incident_id = $1 AND role = $2 RETURNING ${COLUMNS}`,
        [incidentId, role],
      );
      return row;
    },
    async ofIncident(incidentId) {
      const rows = await sql.query<Row & RoleAssignment>(
        `SELECT ${COLUMNS} FROM firewatch.incident_roles WHERE incident_id = $1`,
        [incidentId],
      );
      return INCIDENT_ROLES.flatMap((role) => rows.find((row) => row.role === role) ?? []);
    },
  };
}
