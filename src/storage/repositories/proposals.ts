import type { ProposalRepository, ShadowedFix } from '../../remediation/ports.js';
import { stepsOf } from '../../remediation/plan.js';
import type { Proposal } from '../../remediation/proposal.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

const COLUMNS = `id, incident_id AS "incidentId", title, rationale, evidence_ids AS "evidenceIds",
  runbook_id AS "runbookId", action, arguments, arguments_hash AS "argumentsHash", effect, target, dry_run AS "dryRun",
  risk, is_reversible AS "isReversible", is_idempotent AS "isIdempotent", rollback, verification,
  proposed_by AS "proposedBy", status, created_at AS "createdAt", expires_at AS "expiresAt", decided_by AS "decidedBy",
  decided_at AS "decidedAt", outcome, terms, service, environment, blast_radius AS "blastRadius",
  runbook_step AS "runbookStep", step_hash AS "stepHash", supersedes, undoes, undo, precondition, steps`;

/** Any fixed number that no other advisory lock uses. */
const ACTION_LOCK = 7_310_003;

/** The same call is the same, alone or as a step of a plan. */
const CALLS_ONE_OF = (hashes: string) => `(arguments_hash = ANY (${hashes}) OR EXISTS (
  SELECT 1 FROM jsonb_array_elements(steps) AS step WHERE step ->> 'argumentsHash' = ANY (${hashes})))`;

type ProposalRow = Row & Proposal;

export function createProposalRepository(sql: Sql): ProposalRepository {
  return {
    async create(proposal) {
      const [row] = await sql.query<ProposalRow>(
        `INSERT INTO firewatch.proposals (incident_id, title, rationale, evidence_ids, runbook_id, action, arguments,
           arguments_hash, effect, target, dry_run, risk, is_reversible, is_idempotent, rollback, verification,
           proposed_by, expires_at, status, terms, service, environment, blast_radius, runbook_step, step_hash, supersedes,
           undoes, undo, precondition, steps)
         VALUES ($1, $2, $3, $4::jsonb, $5, $6, $7::jsonb, $8, $9, $10::jsonb, $11, $12, $13, $14, $15, $16::jsonb,
           $17::jsonb, now() + make_interval(secs => $18::float8), $19, $20::jsonb, $21, $22, $23::jsonb, $24, $25, $26,
           $27, $28::jsonb, $29::jsonb, $30::jsonb)
         ON CONFLICT (incident_id, arguments_hash) WHERE status IN ('pending', 'approved', 'executing', 'verifying')
         DO NOTHING RETURNING ${COLUMNS}`,
        [
          proposal.incidentId,
          toText(proposal.title),
          toText(proposal.rationale),
          toJson(proposal.evidenceIds),
          proposal.runbookId,
          proposal.action,
          toJson(proposal.arguments),
          proposal.argumentsHash,
          toText(proposal.effect),
          toJson(proposal.target),
          toText(proposal.dryRun),
          proposal.risk,
          proposal.isReversible,
          proposal.isIdempotent,
          toText(proposal.rollback),
          proposal.verification ? toJson(proposal.verification) : null,
          toJson(proposal.proposedBy),
          proposal.expiresInSeconds,
          proposal.status ?? 'pending',
          proposal.terms ? toJson(proposal.terms) : null,
          proposal.service,
          proposal.environment,
          toJson(proposal.blastRadius),
          proposal.runbookStep,
          proposal.stepHash,
          proposal.supersedes,
          proposal.undoes,
          proposal.undo ? toJson(proposal.undo) : null,
          proposal.precondition ? toJson(proposal.precondition) : null,
          toJson(proposal.steps),
        ],
      );
      if (row) return { proposal: row, isNew: true };
      // The contract stays as it is; while nobody has decided, the reasons for it are the newest ones.
      const [live] = await sql.query<ProposalRow>(
        `UPDATE firewatch.proposals SET
           rationale = CASE WHEN status = 'pending' THEN $3 ELSE rationale END,
           evidence_ids = CASE WHEN status = 'pending' THEN $4::jsonb ELSE evidence_ids END
         WHERE incident_id = $1 AND arguments_hash = $2
           AND status IN ('pending', 'approved', 'executing', 'verifying')
         RETURNING ${COLUMNS}`,
        [
          proposal.incidentId,
          proposal.argumentsHash,
          toText(proposal.rationale),
          toJson(proposal.evidenceIds),
        ],
      );
      if (!live) throw new Error('The live proposal that blocked this one has just ended; try again.');
      return { proposal: live, isNew: false };
    },

    get: async (id) =>
      (await sql.query<ProposalRow>(`SELECT ${COLUMNS} FROM firewatch.proposals WHERE id = $1`, [id]))[0],

    ofIncident: (incidentId) =>
      sql.query<ProposalRow>(
        `SELECT ${COLUMNS} FROM firewatch.proposals WHERE incident_id = $1 ORDER BY created_at, id`,
        [incidentId],
      ),

    async move(id, from, to, change = {}) {
      // Statement time, not transaction time: a click that waited for a lock must not outlive the expiry.
      const [row] = await sql.query<ProposalRow>(
        `UPDATE firewatch.proposals SET status = $3, outcome = coalesce($4, outcome),
           decided_by = coalesce($5::jsonb, decided_by),
           decided_at = CASE WHEN $5::jsonb IS NULL THEN decided_at ELSE clock_timestamp() END
         WHERE id = $1 AND status = $2 AND ($3 <> 'approved' OR expires_at > clock_timestamp())
         RETURNING ${COLUMNS}`,
        [
          id,
          from,
          to,
          change.outcome === undefined ? null : toText(change.outcome),
          change.decidedBy ? toJson(change.decidedBy) : null,
        ],
      );
      return row;
    },

    async isExpired(id) {
      const rows = await sql.query(
        'SELECT 1 FROM firewatch.proposals WHERE id = $1 AND expires_at <= clock_timestamp()',
        [id],
      );
      return rows.length > 0;
    },

    async isLate(id) {
      const rows = await sql.query(
        "SELECT 1 FROM firewatch.proposals WHERE id = $1 AND expires_at + interval '1 minute' <= clock_timestamp()",
        [id],
      );
      return rows.length > 0;
    },

    stuck: (olderThanSeconds) =>
      sql.query<ProposalRow>(
        `SELECT ${COLUMNS} FROM firewatch.proposals WHERE status IN ('approved', 'executing', 'verifying')
         AND decided_at < now() - make_interval(secs => $1::float8
           + coalesce((verification ->> 'withinSeconds')::float8 + (verification ->> 'forSeconds')::float8, 0)) ORDER BY decided_at LIMIT 100`,
        [olderThanSeconds],
      ),

    due: () =>
      sql.query<ProposalRow>(
        `SELECT ${COLUMNS} FROM firewatch.proposals WHERE status = 'pending' AND expires_at <= now()
         ORDER BY expires_at LIMIT 100`,
      ),

    async findRival(proposal) {
      const { id, incidentId, createdAt } = proposal;
      const hashes = hashesOf(proposal);
      // One after the other, so that of two that begin at once the second sees the first; in one order, so that nobody
      // waits for each other.
      for (const hash of hashes.toSorted())
        await sql.query('SELECT pg_advisory_xact_lock($1, hashtext($2))', [ACTION_LOCK, hash]);
      const [row] = await sql.query<ProposalRow>(
        `SELECT ${COLUMNS} FROM firewatch.proposals AS p WHERE ${CALLS_ONE_OF('$2')} AND id <> $1
           AND (status IN ('executing', 'verifying') OR (incident_id <> $3 AND EXISTS (
             SELECT 1 FROM firewatch.executions AS e WHERE e.proposal_id = p.id AND e.started_at > $4)))
         ORDER BY decided_at DESC LIMIT 1`,
        [id, hashes, incidentId, createdAt],
      );
      return row;
    },

    async findUnknown(proposal) {
      const [row] = await sql.query<ProposalRow>(
        `SELECT ${COLUMNS} FROM firewatch.proposals AS p WHERE ${CALLS_ONE_OF('$2')} AND id <> $1 AND status = 'unknown'
           AND EXISTS (SELECT 1 FROM firewatch.incidents AS i WHERE i.id = p.incident_id AND i.status <> 'resolved')
         ORDER BY decided_at DESC LIMIT 1`,
        [proposal.id, hashesOf(proposal)],
      );
      return row;
    },

    lastOfStep: async (runbookId, stepHash) =>
      (
        await sql.query<ProposalRow>(
          `SELECT ${COLUMNS} FROM firewatch.proposals WHERE runbook_id = $1 AND step_hash = $2
           ORDER BY created_at DESC LIMIT 1`,
          [runbookId, stepHash],
        )
      )[0],

    shadowed: (limit) =>
      sql.query<Row & ShadowedFix>(
        `SELECT title, effect, terms ->> 'rule' AS rule, count(*)::int AS times, max(created_at) AS "lastAt"
         FROM firewatch.proposals WHERE status = 'shadow' GROUP BY title, effect, terms ->> 'rule'
         ORDER BY max(created_at) DESC LIMIT $1`,
        [limit],
      ),

    undoOf: async (id) =>
      (
        await sql.query<ProposalRow>(
          `SELECT ${COLUMNS} FROM firewatch.proposals
           WHERE undoes = $1 AND status NOT IN ('rejected', 'expired', 'superseded', 'cancelled') LIMIT 1`,
          [id],
        )
      )[0],
  };
}

const hashesOf = (proposal: Proposal) => stepsOf(proposal).map(({ argumentsHash }) => argumentsHash);
