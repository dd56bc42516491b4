import type { AlertId } from '../../shared/ids.js';
import type { StoredAlert } from '../alert.js';
import type { HeldAlert, Hold, MaintenanceWindow } from '../holds.js';

/** Maintenance that people declared, and alerts that are held back. Times are the database's. */
export interface HoldRepository {
  /** The same request again changes nothing and returns what it declared. */
  declare(
    window: Pick<MaintenanceWindow, 'service' | 'reason' | 'declaredBy'> & {
      readonly requestId: string;
      readonly seconds: number;
    },
  ): Promise<{ readonly window: MaintenanceWindow; readonly isNew: boolean }>;
  /** Ends what lasts now for the service; returns how many windows that were. */
  end(service: string): Promise<number>;
  /** Those that are not over, the first to end first. */
  windows(): Promise<readonly MaintenanceWindow[]>;

  /** It counts as handled until it is released. */
  hold(id: AlertId, hold: Hold): Promise<void>;
  /**
   * Of the same source, name and service: episodes that were first heard of within so many seconds, this one included, and
   * whether an unresolved incident has one.
   */
  like(
    alert: StoredAlert,
    withinSeconds: number,
  ): Promise<{ readonly firings: number; readonly isOpen: boolean }>;
  /** Makes them work for `process-alerts` again, which judges anew; returns how many. Those that ended stay as they are. */
  releaseDue(): Promise<number>;
  releaseService(service: string): Promise<number>;
  /** Of the same source, name and service. */
  releaseLike(alert: StoredAlert): Promise<number>;
  /** Those that fire, the first to be released first, and how many there are in all. */
  held(limit: number): Promise<{ readonly alerts: readonly HeldAlert[]; readonly count: number }>;
  /** Whether any alert was ever about it. */
  knowsService(service: string): Promise<boolean>;
}
