/** Many incidents that open together: people need one queue with the worst first, not a thread for each. */
import type { IncidentId, StormId } from '../shared/ids.js';
import type { Incident } from './incident.js';

/**
 * The alarm flood of ANSI/ISA-18.2: more than ten in ten minutes are more than one person can take in, and it lasts until
 * fewer than five come in ten minutes.
 */
export const STORM_SECONDS = 600;
const LASTS_FROM = 5;

export interface StormSettings {
  /** A storm begins when more incidents than this have opened in a channel within `STORM_SECONDS`; 0 = never. */
  readonly above: number;
}

/** `opened`: in the channel within `STORM_SECONDS`, the newest included. `isGoingOn`: one took an incident within that time. */
export function isStorm(opened: number, isGoingOn: boolean, { above }: StormSettings): boolean {
  if (above === 0) return false;
  return opened > above || (isGoingOn && opened >= LASTS_FROM);
}

/** What a phone shows of a queue before it folds the message. */
export const QUEUE_SHOWN = 10;

/** What people see of a storm. */
export interface StormView {
  readonly id: StormId;
  readonly beganAt: Date;
  readonly lastOpenedAt: Date;
  /** Its incidents, whatever became of them; those that were merged count as one with where they went. */
  readonly total: number;
  readonly unresolved: number;
  /** Of those, the ones that nobody has taken. */
  readonly untaken: number;
  /** Unresolved ones, the worst first. */
  readonly queue: readonly Incident[];
  /** Of those in the queue, the first messages of threads that are open. */
  readonly threads: ReadonlyMap<IncidentId, { readonly channel: string; readonly ts: string }>;
}
