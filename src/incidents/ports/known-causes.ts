import type { IncidentId } from '../../shared/ids.js';
import type { KnownCause } from '../same-cause.js';

export interface KnownCauses {
  /** Undefined when its shown analysis names no service as the cause, or there is none. */
  of(incidentId: IncidentId): Promise<KnownCause | undefined>;
  /**
   * Of incidents whose cause is in the service: unresolved, or resolved since then. The newest analyses first; without what
   * became part of another incident, and without private ones, which are named in no other thread.
   */
  inService(service: string, since: Date, limit: number): Promise<readonly KnownCause[]>;
}
