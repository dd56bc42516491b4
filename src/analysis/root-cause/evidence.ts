/** What one kind of observation says about one component. */
import type { Reason } from './question.js';

export interface Evidence {
  /** Surprise in nats, or a share; comparable within one kind of observation. */
  readonly score: number;
  /** Strongest first. */
  readonly reasons: readonly Reason[];
}
