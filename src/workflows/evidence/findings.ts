/** The evidence pass as a whole: observations to store and what follows from them. */
import type { DiagnosedRunbook, Suspect } from '../../analysis/findings.js';
import type { Observation } from '../../incidents/evidence.js';

export interface Findings {
  /** In the order people should read them; the store numbers them E1, E2, … in this order. */
  readonly observations: readonly Observation[];
  /** Most likely first; empty when nothing is abnormal. */
  readonly suspects: readonly Suspect[];
  /** Best first. */
  readonly runbooks: readonly DiagnosedRunbook[];
  /** Share 0–1 of user requests failing now; null when it could not be measured. */
  readonly failingShare: number | null;
  /** What could not be seen and why, as sentences. */
  readonly gaps: readonly string[];
}
