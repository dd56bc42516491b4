/** A past for the bot: incidents of a year with what belongs to them, written straight into its database. */
import type { OneBot } from '../real-bots/one-bot.js';

/** Unresolved whatever the size: people look after what is open; the past is what grows. */
const OPEN = 20;

/** Each statement takes the batch's first and last number. One incident has these rows beside its own. */
const STATEMENTS = [
  `INSERT INTO firewatch.incidents (number, title, status, severity, service, source, group_key, channel, started_at,
     opened_at, acknowledged_at, resolved_at, impact_score) OVERRIDING SYSTEM VALUE
   SELECT n, 'HighErrorRate on service-' || n % 300, CASE WHEN n <= ${OPEN} THEN 'open' ELSE 'resolved' END,
     'sev' || 1 + n % 4, 'service-' || n % 300, 'alertmanager', 'past-' || n, 'C0INCIDENTS', opened, opened,
     CASE WHEN n > ${OPEN} THEN opened + interval '5 minutes' END,
     CASE WHEN n > ${OPEN} THEN opened + interval '40 minutes' END, n % 50
   FROM (SELECT n, now() - interval '2 hours' - random() * interval '365 days' AS opened
         FROM generate_series($1::int, $2::int) AS n) AS past`,
  `INSERT INTO firewatch.alerts (source, fingerprint, starts_at, status, name, service, labels, annotations, ends_at,
     group_key, incident_id, grouping_reason, first_received_at, last_received_at, is_handled)
   SELECT 'alertmanager', lpad(to_hex(i.number), 12, '0') || lpad(a::text, 4, '0'), i.started_at,
     CASE WHEN i.status = 'resolved' THEN 'resolved' ELSE 'firing' END, 'HighErrorRate', i.service,
     jsonb_build_object('alertname', 'HighErrorRate', 'service', i.service, 'instance', a), '{"summary":"Requests fail"}',
     i.resolved_at, i.group_key, i.id, 'the first of its incident', i.started_at,
     CASE WHEN i.status = 'resolved' THEN i.resolved_at ELSE now() END, true
   FROM firewatch.incidents AS i, generate_series(1, 3) AS a WHERE i.number BETWEEN $1 AND $2`,
  `INSERT INTO firewatch.timeline (incident_id, at, kind, actor, text)
   SELECT i.id, i.opened_at + t * interval '1 minute',
     (ARRAY['incident.opened', 'evidence.gathered', 'incident.acknowledged', 'note', 'incident.resolved'])[t],
     '{"kind":"firewatch"}', 'What happened then, in a sentence of usual length.'
   FROM firewatch.incidents AS i, generate_series(1, 5) AS t WHERE i.number BETWEEN $1 AND $2`,
  `INSERT INTO firewatch.proposals (incident_id, title, rationale, evidence_ids, action, arguments, arguments_hash, effect,
     target, dry_run, risk, is_reversible, is_idempotent, rollback, proposed_by, status, created_at, expires_at, service)
   SELECT id, 'Restart ' || service, 'It hangs.', '[]', 'call_http_endpoint', '{}', md5(id::text), 'restarts', '{}',
     'would restart', 'low', true, true, 'none', '{"kind":"firewatch"}',
     'verified', opened_at, opened_at + interval '1 hour', service
   FROM firewatch.incidents WHERE number BETWEEN $1 AND $2`,
  `INSERT INTO firewatch.messages (key, kind, priority, incident_id, channel, ts, version, delivered_version)
   SELECT 'incident_card:' || id, 'incident_card', 1, id, channel, extract(epoch FROM opened_at)::bigint || '.' ||
     lpad(number::text, 6, '0'), 1, 1
   FROM firewatch.incidents WHERE number BETWEEN $1 AND $2`,
];

/** Adds incidents until there are so many, and lets the database learn how many that is, as it does by itself in time. */
export async function fillUpTo({ sql }: Pick<OneBot, 'sql'>, incidents: number): Promise<void> {
  const [row] = await sql<{ last: number }>(
    'SELECT coalesce(max(number), 0)::int AS last FROM firewatch.incidents',
  );
  const last = row?.last ?? 0;
  // As a whole: the bot looks after what is open as soon as it sees it.
  await sql('BEGIN');
  for (const statement of STATEMENTS) await sql(statement, [last + 1, incidents]);
  await sql('COMMIT');
  await sql('ANALYZE');
}
