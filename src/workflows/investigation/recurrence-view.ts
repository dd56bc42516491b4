import type { Incident } from '../../incidents/incident.js';
import type { SameCause } from '../../incidents/same-cause.js';

/** An incident and the earlier one that has its cause, by what is on record now. */
export interface RecurrenceView {
  readonly incident: Incident;
  /** Null when its analysis names the cause of no earlier incident. */
  readonly same: SameCause | null;
}
