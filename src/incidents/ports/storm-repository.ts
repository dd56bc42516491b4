import type { IncidentId, StormId } from '../../shared/ids.js';
import type { StormView } from '../storm.js';

/** Storms and their incidents, inside the caller's transaction. Who writes holds the grouping lock, but for `release`. */
export interface StormRepository {
  /** Incidents that alerts opened within so many seconds. */
  openedWithin(
    seconds: number,
  ): Promise<readonly { readonly id: IncidentId; readonly service: string | null }[]>;
  /** The storm of the channel, as the configuration calls it, that took an incident within so many seconds. */
  goingOn(channel: string, seconds: number): Promise<StormId | undefined>;
  begin(channel: string): Promise<StormId>;
  /** They are its incidents from now on, but for those of another storm. */
  gather(stormId: StormId, incidentIds: readonly IncidentId[]): Promise<void>;
  /** Keeps the incident's thread from being opened until `release`; not when it is open, or may be. */
  hold(incidentId: IncidentId): Promise<void>;
  /** Opens the thread of an incident that was held; nothing for others. */
  release(incidentId: IncidentId): Promise<void>;
  read(stormId: StormId, queued: number): Promise<StormView | undefined>;
  /** Of the last day: what of them is unresolved, or was a moment ago. With their channels. */
  shown(): Promise<readonly { readonly id: StormId; readonly channel: string }[]>;
}
