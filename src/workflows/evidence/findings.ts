/** The evidence pass as a whole: observations to store and what follows from them. */
import type { DiagnosedRunbook, Suspect } from '../../analysis/findings.js';
import type { Observation } from '../../incidents/evidence.js';

/** How much of what was asked was answered. */
export interface Reach {
  readonly asked: number;
  readonly answered: number;
  /** What went wrong most often: "did not answer within 2 s"; null when nothing did. */
  readonly problem: string | null;
}

export interface Findings {
  /** In the order people should read them; the store numbers them E1, E2, … in this order. */
  readonly observations: readonly Observation[];
  /** Most likely first; empty when nothing is abnormal. */
  readonly suspects: readonly Suspect[];
  /** Best first. */
  readonly runbooks: readonly DiagnosedRunbook[];
  /** Share 0–1 of user requests failing now; null when it could not be measured. */
  readonly failingShare: number | null;
  /** Whose share that is; left out of what older versions stored. */
  readonly failingService?: string | null;
  /** Of the questions to the metrics backend; left out of what older versions stored. */
  readonly reach?: Reach;
  /** What could not be seen and why, as sentences. */
  readonly gaps: readonly string[];
}
