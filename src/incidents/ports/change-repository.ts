import type { TimeRange } from '../../shared/series.js';
import type { Change } from '../change.js';

/** Deploys and other changes, inside the caller's transaction. */
export interface ChangeRepository {
  /** Returns false when it was known already. */
  record(change: Change): Promise<boolean>;
  /** Newest first. `services` empty = all. */
  list(filter: { services: readonly string[]; range: TimeRange; limit: number }): Promise<readonly Change[]>;
}
