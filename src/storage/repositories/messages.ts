/** Messages to people as wanted state: what is touched becomes due, what is delivered is done until touched again. */
import { messageKey } from '../../incidents/message-key.js';
import {
  SAID_ONCE,
  type MessageKind,
  type MessageRequest,
  type Notifier,
} from '../../incidents/ports/message.js';
import { type ClaimedMessage, type MessageQueue } from '../../incidents/ports/message-queue.js';
import type { Database, Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

const CHANNEL = 'firewatch_messages';
/** A call to Slack takes ten seconds at most, and a refused post is followed by a plainer one. */
const POST_SECONDS = 30;
/** What somebody waits for: it goes also where many others wait. Part of an index, `messages_waiting`. */
const URGENT = 1;
/** Decisions and answers wait for nobody; a card is what people look at first. Lower goes first. */
const PRIORITY: Readonly<Record<MessageKind, number>> = {
  answer: 1,
  proposal: 1,
  incident_card: 2,
  storm_card: 2,
  role_brief: 2,
  evidence: 3,
  // What was measured, seen: it belongs to the evidence.
  chart: 3,
  // What follows from it.
  same_cause: 3,
  status_reminder: 3,
  note: 4,
  postmortem: 5,
  digest: 5,
  audit_anchor: 5,
  weekly_digest: 5,
  home: 6,
};
/** What changes all the time is shown when it has not changed for so long: then it is probably final … */
const QUIET_SECONDS = 3;
/**
 * … or so long after it was shown or began to change. A storm's ten threads and its queue are then 44 edits a minute, of the
 * 50 that Slack allows in a workspace, and hardly any are spent when it calms down.
 */
const FRESH_SECONDS = 15;
/** Conditions on a message `m`: nothing waits to be shown; what does is not urgent, and neither held nor to be tried again. */
const IS_SHOWN = 'NOT m.is_waiting';
const IS_PUT_OFF = `m.due_at > now() AND m.due_at < 'infinity' AND m.ts IS NOT NULL AND m.error IS NULL`;
/** A condition: it belongs to a thread that is not opened while its storm lasts, or begins it. */
export const isHeld = (table: string) =>
  `EXISTS (SELECT FROM firewatch.messages AS held
    WHERE held.key = 'incident_card:' || ${table}.incident_id AND held.due_at = 'infinity')`;

/** For one transaction: what is touched again in it is wanted already. */
export function createNotifier(sql: Sql): Notifier {
  const touched = new Set<string>();
  const freshened = new Set<string>();

  async function want(
    messages: readonly MessageRequest[],
    { isUrgent }: { isUrgent: boolean },
  ): Promise<void> {
    const isFirst = touched.size + freshened.size === 0;
    const rows = messages.flatMap((message) => {
      const { kind, incidentId, subjectId, place } = message;
      const key = messageKey(message);
      if (touched.has(key) || (!isUrgent && freshened.has(key))) return [];
      (isUrgent ? touched : freshened).add(key);
      if (incidentId === null && !place) throw new Error(`${kind} is about no incident and has no place`);
      const { channel = null, threadTs = null } = place ?? {};
      return [{ key, kind, priority: PRIORITY[kind], incidentId, subjectId, channel, threadTs }];
    });
    if (rows.length === 0) return;
    // A waiting retry keeps its time and its error: touching must not hurry past a rate limit. In the order of their keys, so
    // that two transactions lock rows in the same order.
    await sql.query(
      `INSERT INTO firewatch.messages AS m (key, kind, priority, incident_id, subject_id, channel, is_placed, thread_ts)
       SELECT key, kind, priority, "incidentId", "subjectId",
         coalesce(x.channel, (SELECT i.channel FROM firewatch.incidents AS i WHERE i.id = "incidentId")),
         x.channel IS NOT NULL, "threadTs"
       FROM jsonb_to_recordset($1::jsonb) AS x (key text, kind text, priority int, "incidentId" uuid, "subjectId" text,
         channel text, "threadTs" text)
       WHERE "incidentId" IS NULL OR EXISTS (SELECT FROM firewatch.incidents AS i WHERE i.id = "incidentId")
       ORDER BY key
       ON CONFLICT (key) DO UPDATE SET
         due_at = CASE
           WHEN $3 AND (${IS_SHOWN} OR ${IS_PUT_OFF}) THEN now()
           -- Where it was shown long ago, its time has passed.
           WHEN ${IS_SHOWN} THEN greatest(now(), least(m.due_at, now() + $4::interval))
           WHEN ${IS_PUT_OFF} THEN least(m.wanted_at + $5::interval, now() + $4::interval)
           ELSE m.due_at END,
         attempts = CASE WHEN ${IS_SHOWN} THEN 0 ELSE m.attempts END,
         -- What may have been posted is looked for since then.
         wanted_at = CASE WHEN (${IS_SHOWN}) AND NOT m.is_uncertain THEN now() ELSE m.wanted_at END,
         version = m.version + 1, abandoned_at = NULL, error = CASE WHEN ${IS_SHOWN} THEN NULL ELSE m.error END
       WHERE NOT m.kind = ANY($2::text[])`,
      [toJson(rows), SAID_ONCE, isUrgent, `${QUIET_SECONDS} s`, `${FRESH_SECONDS} s`],
    );
    // After the commit, and once for a transaction however often it is said.
    if (isFirst) await sql.query(`SELECT pg_notify('${CHANNEL}', '')`);
  }

  return {
    touch: (message) => want([message], { isUrgent: true }),
    touchAll: (messages) => want(messages, { isUrgent: true }),
    freshenAll: (messages) => want(messages, { isUrgent: false }),
    async postedIn(message) {
      const [row] = await sql.query<Row & { channel: string }>(
        'SELECT channel FROM firewatch.messages WHERE key = $1 AND ts IS NOT NULL',
        [messageKey(message)],
      );
      return row?.channel;
    },
  };
}

/** The delivery engine's side. Each call is its own transaction. */
export function createMessageQueue(database: Database): MessageQueue {
  let isFirstClaim = true;

  /** The embedded database has one process, so a lease from before our first claim is that of a dead one. */
  async function breakDeadLeases(): Promise<void> {
    if (database.kind !== 'pglite' || !isFirstClaim) return;
    isFirstClaim = false;
    await database.query('UPDATE firewatch.messages SET lease_until = NULL WHERE lease_until IS NOT NULL');
  }

  return {
    claim: async ({ limit, leaseSeconds, fullChannels = [], fullOfEdits = [], closedChannels = [] }) => {
      await breakDeadLeases();
      const rows = await database.query<Row & ClaimedMessage>(
        `UPDATE firewatch.messages AS m SET lease_token = gen_random_uuid(),
           lease_until = now() + make_interval(secs => $2::float8)
         FROM (
           SELECT due.key, parent.ts AS thread_ts, parent.channel AS thread_channel
           FROM firewatch.messages AS due
           LEFT JOIN firewatch.messages AS parent
             ON due.kind <> 'incident_card' AND NOT due.is_placed AND parent.key = 'incident_card:' || due.incident_id
           WHERE due.is_waiting AND due.due_at <= now()
             AND (due.lease_until IS NULL OR due.lease_until < now())
             AND (due.kind = 'incident_card' OR due.is_placed OR parent.ts IS NOT NULL)
             AND NOT CASE WHEN due.ts IS NULL THEN coalesce(parent.channel, due.channel) ELSE due.channel END
               = ANY(CASE WHEN due.priority <= ${URGENT} THEN $4::text[] WHEN due.ts IS NULL THEN $3::text[] ELSE $5::text[] END)
             -- One after the other, in order: later ones become part of the first that waits.
             AND (due.kind <> 'note' OR NOT EXISTS (
               SELECT FROM firewatch.messages AS earlier
               WHERE earlier.kind = 'note' AND earlier.incident_id = due.incident_id AND earlier.seq < due.seq
                 AND earlier.is_waiting))
           ORDER BY due.priority > ${URGENT} AND due.ts IS NOT NULL, due.priority, due.seq LIMIT $1
           FOR UPDATE OF due SKIP LOCKED
         ) AS chosen
         WHERE m.key = chosen.key
         RETURNING m.key, m.kind, m.incident_id AS "incidentId", m.subject_id AS "subjectId", m.ts,
           CASE WHEN m.ts IS NULL THEN coalesce(chosen.thread_channel, m.channel) ELSE m.channel END AS channel,
           coalesce(m.thread_ts, chosen.thread_ts) AS "threadTs", m.version, m.attempts, m.is_uncertain AS "isUncertain",
           m.lease_token AS "leaseToken", m.priority, m.progress, m.wanted_at AS "wantedAt",
           m.seq::int AS seq`,
        [limit, leaseSeconds, fullChannels, closedChannels, fullOfEdits],
      );
      return rows.toSorted((a, b) => a.priority - b.priority || Number(a['seq']) - Number(b['seq']));
    },

    async renew(message) {
      const [row] = await database.query<Row & { version: number }>(
        'SELECT version FROM firewatch.messages WHERE key = $1 AND lease_token = $2',
        [message.key, message.leaseToken],
      );
      return row && { ...message, version: row.version };
    },

    async markSending(message) {
      const rows = await database.query(
        `UPDATE firewatch.messages SET is_uncertain = true,
           lease_until = greatest(lease_until, now() + make_interval(secs => $3::float8))
         WHERE key = $1 AND lease_token = $2 AND lease_until > now() RETURNING key`,
        [message.key, message.leaseToken, POST_SECONDS],
      );
      return rows.length > 0;
    },

    async saveProgress(message, progress) {
      await database.query(
        `UPDATE firewatch.messages SET progress = $3::jsonb, is_uncertain = false WHERE key = $1 AND lease_token = $2`,
        [message.key, message.leaseToken, toJson(progress)],
      );
    },

    async delivered(message, posted) {
      // Recorded even when the lease ran out: what Slack shows is a fact. The owner's word counts for where it is, because
      // a message that was deleted in Slack is posted anew.
      await database.query(
        `UPDATE firewatch.messages SET ts = CASE WHEN lease_token = $5 THEN $2::text ELSE coalesce(ts, $2::text) END,
           channel = $3, is_uncertain = false, error = NULL,
           delivered_version = greatest(delivered_version, $4::int), attempts = 0,
           -- Before then, what nobody waits for is not shown again.
           due_at = CASE WHEN version <= $4::int THEN now() + $6::interval ELSE due_at END,
           lease_until = CASE WHEN lease_token = $5 THEN NULL ELSE lease_until END
         WHERE key = $1`,
        [message.key, posted.ts, posted.channel, message.version, message.leaseToken, `${FRESH_SECONDS} s`],
      );
      // From here on the incident's channel is known by its id, by which commands and clicks name it.
      if (message.kind === 'incident_card')
        await database.query('UPDATE firewatch.incidents SET channel = $2 WHERE id = $1 AND channel <> $2', [
          message.incidentId,
          posted.channel,
        ]);
    },

    async retryLater(message, { inMs, error, isCertain, isTry }) {
      await database.query(
        `UPDATE firewatch.messages SET due_at = now() + make_interval(secs => $3::float8), lease_until = NULL, error = $4,
           is_uncertain = is_uncertain AND NOT $5::boolean, attempts = attempts + $6::int
         WHERE key = $1 AND lease_token = $2`,
        [message.key, message.leaseToken, inMs / 1000, toText(error), isCertain, isTry ? 1 : 0],
      );
    },

    async abandon(message, error) {
      await database.query(
        `UPDATE firewatch.messages SET abandoned_at = now(), lease_until = NULL, error = $3, is_uncertain = $4
         WHERE key = $1 AND lease_token = $2`,
        // This owner's own posts were all refused.
        [message.key, message.leaseToken, toText(error), message.isUncertain],
      );
    },

    onDue: (callback) => database.listen(CHANNEL, callback),

    async backlog() {
      const [row] = await database.query<Row & { count: number; oldest: number }>(
        `SELECT count(*)::int AS count, coalesce(extract(epoch FROM now() - min(wanted_at)), 0)::float8 AS oldest
         FROM firewatch.messages AS waiting WHERE is_waiting AND NOT ${isHeld('waiting')}`,
      );
      return { count: row?.count ?? 0, oldestSeconds: Math.max(0, row?.oldest ?? 0) };
    },
  };
}
