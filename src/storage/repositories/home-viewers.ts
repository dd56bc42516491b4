/** Who looks at a Home tab, and what it needs beyond what the other repositories read. */
import { messageKey } from '../../incidents/message-key.js';
import type { IncidentId, ProposalId } from '../../shared/ids.js';
import type { HomeRepository } from '../../workflows/transaction.js';
import type { Row, Sql } from '../database.js';

/** Notified whenever an incident changed, after the commit. */
const CHANNEL = 'firewatch_incidents';
/** A Home tab is looked at and left open; nobody looks at yesterday's without opening it again. */
const IS_RECENT = "opened_at > now() - interval '24 hours'";

export function createHomeRepository(sql: Sql): HomeRepository {
  return {
    async opened(slackUserId) {
      await sql.query(
        `INSERT INTO firewatch.home_viewers (slack_user_id) VALUES ($1)
         ON CONFLICT (slack_user_id) DO UPDATE SET opened_at = now()`,
        [slackUserId],
      );
    },
    async viewers() {
      const rows = await sql.query<Row & { id: string }>(
        `SELECT slack_user_id AS id FROM firewatch.home_viewers WHERE ${IS_RECENT} ORDER BY slack_user_id`,
      );
      return rows.map(({ id }) => id);
    },
    async isViewer(slackUserId) {
      const rows = await sql.query(
        `SELECT FROM firewatch.home_viewers WHERE slack_user_id = $1 AND ${IS_RECENT}`,
        [slackUserId],
      );
      return rows.length > 0;
    },
    async rolesOf(slackUserId) {
      return sql.query<Row & Awaited<ReturnType<HomeRepository['rolesOf']>>[number]>(
        `SELECT role.incident_id AS "incidentId", role.role FROM firewatch.incident_roles AS role
         JOIN firewatch.incidents AS incident ON incident.id = role.incident_id
         WHERE role.slack_user_id = $1 AND incident.status <> 'resolved' ORDER BY role.assigned_at LIMIT 50`,
        [slackUserId],
      );
    },
    async pendingProposals(limit) {
      const rows = await sql.query<Row & { id: ProposalId }>(
        `SELECT id FROM firewatch.proposals WHERE status = 'pending' AND expires_at > now()
         ORDER BY expires_at LIMIT $1`,
        [limit],
      );
      return rows.map(({ id }) => id);
    },
    async recentlyResolved(limit) {
      const rows = await sql.query<Row & { id: IncidentId }>(
        `SELECT id FROM firewatch.incidents WHERE status = 'resolved' AND resolved_at > now() - interval '24 hours'
         ORDER BY resolved_at DESC LIMIT $1`,
        [limit],
      );
      return rows.map(({ id }) => id);
    },
    async postedAt(message) {
      const [row] = await sql.query<Row & { channel: string; ts: string; threadTs: string | null }>(
        `SELECT message.channel, message.ts, card.ts AS "threadTs" FROM firewatch.messages AS message
         LEFT JOIN firewatch.messages AS card
           ON message.kind <> 'incident_card' AND card.key = 'incident_card:' || message.incident_id
         WHERE message.key = $1 AND message.ts IS NOT NULL`,
        [messageKey(message)],
      );
      return row;
    },
    async incidentOfThread({ channelId, threadTs }) {
      const [row] = await sql.query<Row & { incidentId: IncidentId }>(
        `SELECT incident_id AS "incidentId" FROM firewatch.messages
         WHERE ts = $2 AND channel = $1 AND incident_id IS NOT NULL AND NOT is_placed LIMIT 1`,
        [channelId, threadTs],
      );
      return row?.incidentId;
    },
    async analyses(limit) {
      return sql.query<Row & Awaited<ReturnType<HomeRepository['analyses']>>[number]>(
        `SELECT finished_at AS "finishedAt", analysis->>'by' AS by, analysis->>'note' AS note
         FROM firewatch.investigations WHERE analysis IS NOT NULL AND finished_at > now() - interval '24 hours'
         ORDER BY finished_at DESC LIMIT $1`,
        [limit],
      );
    },
  };
}

/** Wakes whoever keeps Home tabs up to date, after the commit. Repeats within one transaction are told once. */
export async function announceIncidentChange(sql: Sql): Promise<void> {
  await sql.query(`SELECT pg_notify('${CHANNEL}', '')`);
}

/** Calls back soon after any incident changed; returns how to stop. */
export function onIncidentChange(
  database: { listen(channel: string, callback: () => void): Promise<() => Promise<void>> },
  callback: () => void,
): Promise<() => Promise<void>> {
  return database.listen(CHANNEL, callback);
}
