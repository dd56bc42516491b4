import { createHash } from 'node:crypto';
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { EvidenceRepository } from '../../incidents/ports/evidence-repository.js';
import type { IncidentId } from '../../shared/ids.js';
import type { Row, Sql } from '../database.js';
import { toJson, toText } from '../json.js';

const COLUMNS = `'E' || number AS id, kind, service, statement, why, source, query, range_start AS "rangeStart",
  range_end AS "rangeEnd", data, is_anomalous AS "isAnomalous", created_at AS "createdAt"`;

type EvidenceRow = Row & Omit<Evidence, 'range'> & { rangeStart: Date | null; rangeEnd: Date | null };

export function createEvidenceRepository(sql: Sql): EvidenceRepository {
  return {
    async add(incidentId, observations) {
      // Serialises the numbering of one incident; released with the transaction.
      await sql.query('SELECT 1 FROM firewatch.incidents WHERE id = $1 FOR UPDATE', [incidentId]);
      const stored: Evidence[] = [];
      for (const observation of observations) stored.push(await addOne(sql, incidentId, observation));
      return stored;
    },
    async list(incidentId) {
      const rows = await sql.query<EvidenceRow>(
        `SELECT ${COLUMNS} FROM firewatch.evidence WHERE incident_id = $1 ORDER BY number`,
        [incidentId],
      );
      return rows.map(toEvidence);
    },
  };
}

async function addOne(sql: Sql, incidentId: IncidentId, observation: Observation): Promise<Evidence> {
  const { kind, service, statement, query, range } = observation;
  const digest = createHash('sha256')
    .update(JSON.stringify([kind, service, statement, query, range?.start, range?.end]))
    .digest('hex');
  const [row] = await sql.query<EvidenceRow>(
    `INSERT INTO firewatch.evidence (incident_id, number, kind, service, statement, why, source, query, range_start,
       range_end, data, is_anomalous, digest)
     SELECT $1::uuid, coalesce(max(number), 0) + 1, $2::text, $3::text, $4::text, $5::text, $6::text, $7::text,
       $8::timestamptz, $9::timestamptz, $10::jsonb, $11::boolean, $12::text
     FROM firewatch.evidence WHERE incident_id = $1::uuid
     ON CONFLICT (incident_id, digest) DO UPDATE SET digest = excluded.digest
     RETURNING ${COLUMNS}`,
    [
      incidentId,
      kind,
      service === null ? null : toText(service),
      toText(statement),
      toText(observation.why),
      observation.source,
      query === null ? null : toText(query),
      range?.start ?? null,
      range?.end ?? null,
      toJson(observation.data),
      observation.isAnomalous,
      digest,
    ],
  );
  if (!row) throw new Error('INSERT INTO evidence returned no row');
  return toEvidence(row);
}

function toEvidence({ rangeStart, rangeEnd, ...row }: EvidenceRow): Evidence {
  return { ...row, range: rangeStart && rangeEnd ? { start: rangeStart, end: rangeEnd } : null };
}
