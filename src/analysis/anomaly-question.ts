/** One signal, and what has to be known of it to say whether it is as usual. */
import type { SignalKind } from './baseline.js';

export interface AnomalyQuestion {
  readonly signal: SignalKind;
  /** Unix seconds when the trouble was first noticed. What came before is taken as usual, unless it changed earlier. */
  readonly incidentStart: number;
  /** What was asked for, in Unix seconds; shows that a series began late or ended early. */
  readonly asked?: { readonly start: number; readonly end: number; readonly stepSeconds: number };
  /** Averaging window of the query, seconds. */
  readonly windowSeconds?: number;
}

/** Samples in order of time; non-finite ones are skipped. */
export interface Samples {
  readonly times: readonly number[];
  readonly values: readonly number[];
}
