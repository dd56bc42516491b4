import type { Question, QuestionRepository } from '../../incidents/question.js';
import type { Row, Sql } from '../database.js';
import type { IncidentId } from '../../shared/ids.js';
import { toJson, toText } from '../json.js';

const SELECT = `SELECT q.id, q.incident_id AS "incidentId", i.number AS "incidentNumber", q.asked_by AS "askedBy", q.question,
  q.answer, q.status, q.note, q.steps, q.sources, q.people, q.asked_at AS "askedAt", q.answered_at AS "answeredAt"
  FROM firewatch.questions AS q LEFT JOIN firewatch.incidents AS i ON i.id = q.incident_id`;

/** The key of the message that shows the answer; see `messageKey`. */
const keyOf = (question: string) =>
  `'answer:' || coalesce(${question}.incident_id::text, '-') || ':' || ${question}.id`;
/** Slack's ids of direct messages begin with D; a person's own id stands for the messages with them. */
const IS_DIRECT = "here.channel ~ '^[DUW]'";

export function createQuestionRepository(sql: Sql): QuestionRepository {
  const read = (text: string, values: readonly unknown[]) =>
    sql.query<Row & Question>(`${SELECT} ${text}`, values);

  return {
    async ask({ requestId, incidentId, askedBy, question }) {
      const inserted = await sql.query(
        `INSERT INTO firewatch.questions (request_id, incident_id, asked_by, question) VALUES ($1, $2, $3, $4)
         ON CONFLICT (request_id) DO NOTHING RETURNING id`,
        [requestId, incidentId, askedBy, toText(question)],
      );
      const [stored] = await read('WHERE q.request_id = $1', [requestId]);
      if (!stored) throw new Error('INSERT INTO questions left no row');
      return { question: stored, isNew: inserted.length > 0 };
    },
    get: async (id) => (await read('WHERE q.id = $1', [id]))[0],
    async isElsewhere(id) {
      const rows = await sql.query(
        "SELECT FROM firewatch.messages WHERE kind = 'answer' AND subject_id = $1 AND NOT is_placed AND incident_id IS NOT NULL",
        [id],
      );
      return rows.length === 0;
    },
    async ofIncident(incidentId, limit) {
      const newestFirst = await read('WHERE q.incident_id = $1 ORDER BY q.asked_at DESC, q.id LIMIT $2', [
        incidentId,
        limit,
      ]);
      return newestFirst.toReversed();
    },
    async before(id, limit) {
      const newestFirst = await read(
        `JOIN firewatch.messages AS m ON m.key = ${keyOf('q')}
         JOIN firewatch.questions AS present ON present.id = $1
         JOIN firewatch.messages AS here ON here.key = ${keyOf('present')}
         WHERE q.id <> present.id AND q.asked_at <= present.asked_at AND q.status = 'answered'
           AND m.is_placed = here.is_placed
           AND (NOT here.is_placed AND q.incident_id = present.incident_id
             OR m.channel = here.channel AND m.thread_ts IS NOT DISTINCT FROM here.thread_ts AND here.is_placed
             OR m.channel = here.channel AND here.is_placed AND ${IS_DIRECT} AND q.asked_by = present.asked_by
               AND q.asked_at > present.asked_at - interval '1 hour')
           AND (q.incident_id IS NOT DISTINCT FROM present.incident_id OR NOT coalesce(i.is_private, false))
         ORDER BY q.asked_at DESC, q.id LIMIT $2`,
        [id, limit],
      );
      return newestFirst.toReversed();
    },
    async lastAbout(askedBy, { channel, threadTs }) {
      const [row] = await sql.query<Row & { incidentId: IncidentId | null }>(
        `SELECT q.incident_id AS "incidentId" FROM firewatch.questions AS q
         JOIN firewatch.messages AS here ON here.key = ${keyOf('q')}
         WHERE q.asked_by = $1 AND q.asked_at > now() - interval '1 hour' AND here.is_placed AND here.channel = $2
           AND (here.thread_ts IS NOT DISTINCT FROM $3 OR ${IS_DIRECT})
         ORDER BY q.asked_at DESC LIMIT 1`,
        [askedBy, channel, threadTs],
      );
      return row?.incidentId ?? undefined;
    },
    async recent(askedBy, withinSeconds) {
      const [row] = await sql.query<Row & { count: number; oldest: Date | null }>(
        `SELECT count(*)::int AS count, min(asked_at) AS oldest FROM firewatch.questions
         WHERE asked_by = $1 AND asked_at > now() - make_interval(secs => $2::float8)`,
        [askedBy, withinSeconds],
      );
      return { count: row?.count ?? 0, oldest: row?.oldest ?? null };
    },
    async grow(id, { answer, note, steps }) {
      const rows = await sql.query(
        `UPDATE firewatch.questions SET status = 'answering', answer = $2, note = $3, steps = $4::jsonb
         WHERE id = $1 AND answered_at IS NULL RETURNING id`,
        [id, toText(answer), note === null ? null : toText(note), toJson(steps)],
      );
      return rows.length > 0;
    },
    async finish(id, { status, answer, note, steps, sources, people }) {
      const rows = await sql.query(
        `UPDATE firewatch.questions SET status = $2, answer = $3, note = $4, sources = $5::jsonb, people = $6::jsonb,
           steps = $7::jsonb, answered_at = now()
         WHERE id = $1 AND answered_at IS NULL RETURNING id`,
        [
          id,
          status,
          toText(answer),
          note === null ? null : toText(note),
          toJson(sources),
          toJson(people),
          toJson(steps),
        ],
      );
      return rows.length > 0;
    },
    async forgotten(olderThanSeconds) {
      const rows = await sql.query<Row & { id: string }>(
        `SELECT id FROM firewatch.questions WHERE answered_at IS NULL
         AND asked_at < now() - make_interval(secs => $1::float8) ORDER BY asked_at LIMIT 100`,
        [olderThanSeconds],
      );
      return rows.map((row) => row.id);
    },
  };
}
