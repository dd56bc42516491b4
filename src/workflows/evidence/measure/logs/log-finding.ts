/** What a look at the logs finds, and what it has to be told. */
import type { CallEdge } from '../../../../analysis/call-graph.js';
import type { LogFinding } from '../../../../analysis/log-templates/compare-counts.js';
import type { BehaviourObservation } from '../../../../analysis/root-cause/question.js';

export interface ServiceLogFinding extends LogFinding {
  /** Whose log it is. */
  readonly service: string;
  /** The service that the line speaks of: one that it calls, where it names one, otherwise itself. */
  readonly about: string;
  /** LogQL that shows the lines. */
  readonly query: string;
  /** Seconds of usual time and of trouble that were compared. */
  readonly usualSeconds: number;
  readonly troubleSeconds: number;
  /** [Unix seconds, lines since the previous point], over the part of the range that was read. */
  readonly points: readonly (readonly [number, number])[];
}

export interface LogFindings {
  /** Of all services, highest score first. */
  readonly findings: readonly ServiceLogFinding[];
  readonly behaviours: readonly BehaviourObservation[];
  readonly gaps: readonly string[];
}

export interface LogJudgement {
  /** Unix seconds at which the trouble began, as well as it is known. */
  readonly troubleStart: number;
  readonly edges: readonly CallEdge[];
  /** On the `performance.now()` clock: no comparison begins after it. */
  readonly deadlineMs: number;
}
