import type { IncidentId } from '../../shared/ids.js';
import type { Evidence, Observation } from '../evidence.js';

/** What was seen while investigating, inside the caller's transaction. */
export interface EvidenceRepository {
  /** Numbers and stores observations; an identical (kind, query, range, statement) one is returned, not stored twice. */
  add(incidentId: IncidentId, observations: readonly Observation[]): Promise<readonly Evidence[]>;
  list(incidentId: IncidentId): Promise<readonly Evidence[]>;
}
