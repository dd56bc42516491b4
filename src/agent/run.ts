/** What one run of the model has used and reached. Mutable on purpose: the middleware of one run share it. */
import type { StopReason } from './limits.js';
import type { ModelSettings } from './model.js';
import type { Report } from './report/report.js';
import { startTokenEstimate, type TokenEstimate } from './token-estimate.js';

export interface Run {
  /** Requests sent, failed ones and repeated ones too. */
  modelCalls: number;
  inputTokens: number;
  outputTokens: number;
  readonly estimate: TokenEstimate;
  /** The model that is asked now, or was last. */
  asking: ModelSettings | null;
  /** Name of the model that answered last; null before the first answer. */
  answeredBy: string | null;
  /** Everything the model was told about the incident, so that its numbers can be looked for. */
  readonly read: string[];
  /** How often a broken report may still be sent again. */
  repairsLeft: number;
  report: Report | null;
  /** The last report that was well-formed but not accepted. */
  draft: Report | null;
  /** Why it must end without a report. The first reason stays. */
  stop: StopReason | null;
  /** Why the report had to be handed in early. */
  hurried: StopReason | null;
  /** Whether the last answer was cut off by the server or the model's output limit. */
  isCut: boolean;
  /** What was thrown, for the log's closed fields; its message may quote secrets and is never logged. */
  failure: unknown;
  /** When the model's time ends, on the clock of `performance.now()`. */
  readonly deadline: number;
  /** Work that has to be finished even when the run is given up, such as counting what a request cost. */
  readonly unfinished: Set<Promise<unknown>>;
}

export function startRun(seconds: number): Run {
  return {
    modelCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    estimate: startTokenEstimate(),
    asking: null,
    answeredBy: null,
    read: [],
    repairsLeft: 1,
    report: null,
    draft: null,
    stop: null,
    hurried: null,
    isCut: false,
    failure: null,
    deadline: performance.now() + seconds * 1000,
    unfinished: new Set(),
  };
}
