import { DECLARED_SOURCE, type Incident } from '../../incidents/incident.js';
import type { IncidentRepository } from '../../incidents/ports/incident-repository.js';
import type { StormRepository } from '../../incidents/ports/storm-repository.js';
import type { StormView } from '../../incidents/storm.js';
import type { IncidentId, StormId } from '../../shared/ids.js';
import type { Row, Sql } from '../database.js';

type Known = Pick<StormView, 'id' | 'beganAt' | 'lastOpenedAt' | 'total' | 'unresolved' | 'untaken'>;

/** `due_at = infinity` holds a card: nothing claims it, and what belongs into its thread waits for it. */
export function createStormRepository(
  sql: Sql,
  incidents: Pick<IncidentRepository, 'listOfStorm'>,
): StormRepository {
  return {
    openedWithin: (seconds) =>
      sql.query<Row & { id: IncidentId; service: string | null }>(
        `SELECT id, service FROM firewatch.incidents
         WHERE opened_at > now() - make_interval(secs => $1::float8) AND source <> $2`,
        [seconds, DECLARED_SOURCE],
      ),

    async goingOn(channel, seconds) {
      const [row] = await sql.query<Row & { id: StormId }>(
        `SELECT id FROM firewatch.storms
         WHERE channel = $1 AND last_opened_at > now() - make_interval(secs => $2::float8)
         ORDER BY last_opened_at DESC LIMIT 1`,
        [channel, seconds],
      );
      return row?.id;
    },

    async begin(channel) {
      const [row] = await sql.query<Row & { id: StormId }>(
        `INSERT INTO firewatch.storms (channel, began_at, last_opened_at) VALUES ($1, now(), now()) RETURNING id`,
        [channel],
      );
      if (!row) throw new Error('INSERT INTO storms returned no row');
      return row.id;
    },

    async gather(stormId, incidentIds) {
      await sql.query(
        'UPDATE firewatch.incidents SET storm_id = $1 WHERE id = ANY($2::uuid[]) AND storm_id IS NULL',
        [stormId, [...incidentIds]],
      );
      await sql.query(
        `UPDATE firewatch.storms SET last_opened_at = now(), began_at = least(began_at, (
           SELECT min(opened_at) FROM firewatch.incidents WHERE storm_id = $1)) WHERE id = $1`,
        [stormId],
      );
    },

    async hold(incidentId) {
      // What is told elsewhere when Slack is late is not what nobody wants shown yet.
      await sql.query(
        `UPDATE firewatch.messages SET due_at = 'infinity', wanted_at = 'infinity'
         WHERE key = 'incident_card:' || $1::text AND ts IS NULL AND lease_until IS NULL AND NOT is_uncertain`,
        [incidentId],
      );
    },

    async release(incidentId) {
      await sql.query(
        `UPDATE firewatch.messages SET due_at = now(), wanted_at = now()
         WHERE key = 'incident_card:' || $1::text AND due_at = 'infinity'`,
        [incidentId],
      );
    },

    async read(stormId, queued) {
      const [storm] = await sql.query<Row & Known>(
        `SELECT s.id, s.began_at AS "beganAt", s.last_opened_at AS "lastOpenedAt",
           count(i.id) FILTER (WHERE i.merged_into IS NULL)::int AS total,
           count(i.id) FILTER (WHERE i.status <> 'resolved')::int AS unresolved,
           count(i.id) FILTER (WHERE i.status = 'open')::int AS untaken
         FROM firewatch.storms AS s LEFT JOIN firewatch.incidents AS i ON i.storm_id = s.id
         WHERE s.id = $1 GROUP BY s.id`,
        [stormId],
      );
      if (!storm) return undefined;
      const queue: readonly Incident[] = await incidents.listOfStorm(stormId, queued);
      const threads = await sql.query<Row & { id: IncidentId; channel: string; ts: string }>(
        `SELECT i.id, m.channel, m.ts FROM unnest($1::uuid[]) AS i (id)
         JOIN firewatch.messages AS m ON m.key = 'incident_card:' || i.id AND m.ts IS NOT NULL`,
        [queue.map(({ id }) => id)],
      );
      return {
        ...storm,
        queue,
        threads: new Map(threads.map(({ id, ...thread }) => [id, thread])),
      };
    },

    shown: () =>
      sql.query<Row & { id: StormId; channel: string }>(
        `SELECT id, channel FROM firewatch.storms AS s
         WHERE last_opened_at > now() - interval '1 day' AND EXISTS (
           SELECT FROM firewatch.incidents AS i WHERE i.storm_id = s.id
             AND (i.status <> 'resolved' OR i.resolved_at > now() - interval '10 minutes'))
         ORDER BY id`,
      ),
  };
}
