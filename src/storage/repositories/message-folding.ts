/** What would be too many messages becomes part of another: notes of one incident in one post, a storm in a digest. */
import { messageKey } from '../../incidents/message-key.js';
import type { MessageKind, MessageRequest } from '../../incidents/ports/message.js';
import type { MessageFolding } from '../../incidents/ports/message-folding.js';
import type { Database, Row } from '../database.js';
import { createNotifier, isHeld } from './messages.js';

/** What a digest can stand for; cards, evidence and proposals keep posts of their own. */
const FOLDABLE: readonly MessageKind[] = ['note', 'chart'];
/** Never posted, not being posted, and not perhaps posted. */
const UNTOUCHED = `ts IS NULL AND NOT is_uncertain AND is_waiting
  AND (lease_until IS NULL OR lease_until < now())`;

export function createMessageFolding(database: Database): MessageFolding {
  return {
    foldOverflow: ({ max, digestSeconds }) =>
      database.transaction(async (tx) => {
        const crowded = await tx.query<Row & { channel: string }>(
          `SELECT coalesce(parent.channel, waiting.channel) AS channel
           FROM firewatch.messages AS waiting
           LEFT JOIN firewatch.messages AS parent ON waiting.kind <> 'incident_card' AND NOT waiting.is_placed
             AND parent.key = 'incident_card:' || waiting.incident_id
           WHERE waiting.is_waiting AND NOT ${isHeld('waiting')}
           GROUP BY 1 HAVING count(*) > $1`,
          [max],
        );
        let folded = 0;
        for (const { channel } of crowded) {
          const digest = await digestOf(channel);
          const rows = await tx.query(
            `UPDATE firewatch.messages SET folded_into = $1, delivered_version = version, error = NULL
             WHERE key IN (
               SELECT key FROM firewatch.messages
               WHERE kind = ANY($2::text[]) AND NOT is_placed AND ${UNTOUCHED} AND incident_id IN (
                 SELECT incident_id FROM firewatch.messages
                 WHERE kind = 'incident_card' AND channel = $3 AND due_at < 'infinity')
               FOR UPDATE SKIP LOCKED
             ) RETURNING key`,
            [messageKey(digest), FOLDABLE, channel],
          );
          folded += rows.length;
          if (rows.length > 0) await createNotifier(tx).touch(digest);
        }
        return folded;

        async function digestOf(channel: string): Promise<MessageRequest> {
          const [now] = await tx.query<Row & { period: string }>(
            'SELECT floor(extract(epoch FROM now()) / $1::float8)::bigint::text AS period',
            [digestSeconds],
          );
          const place = { channel, threadTs: null };
          return { kind: 'digest', incidentId: null, subjectId: `${channel}:${now?.period ?? ''}`, place };
        }
      }),

    async foldNotes(message, max) {
      await database.query(
        `UPDATE firewatch.messages SET folded_into = $1, delivered_version = version, error = NULL
         WHERE key IN (
           SELECT key FROM firewatch.messages
           WHERE incident_id = $2 AND kind = 'note' AND NOT is_placed AND key <> $1 AND ${UNTOUCHED}
             AND seq > (SELECT seq FROM firewatch.messages WHERE key = $1)
           ORDER BY seq LIMIT $3 - (SELECT count(*) FROM firewatch.messages WHERE folded_into = $1)
           FOR UPDATE SKIP LOCKED
         )`,
        [message.key, message.incidentId, max],
      );
    },

    async foldedInto(message) {
      return database.query<Row & MessageRequest>(
        `SELECT kind, incident_id AS "incidentId", subject_id AS "subjectId" FROM firewatch.messages
         WHERE folded_into = $1 ORDER BY seq`,
        [messageKey(message)],
      );
    },
  };
}
