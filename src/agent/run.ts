/** What one run of the model has used and reached. Mutable on purpose: the middleware of one run share it. */
import type { StopReason } from './limits.js';
import type { Report } from './report/report.js';

export interface Run {
  modelCalls: number;
  inputTokens: number;
  outputTokens: number;
  /** Everything the model was told about the incident, so that its numbers can be looked for. */
  readonly read: string[];
  /** How often a broken report may still be sent again. */
  repairsLeft: number;
  report: Report | null;
  /** Why it must end without a report. The first reason stays. */
  stop: StopReason | null;
  /** Why the report had to be handed in early. */
  hurried: 'call_limit' | 'token_limit' | 'time_limit' | null;
  /** Whether the last answer was cut off by the server or the model's output limit. */
  isCut: boolean;
  /** What was thrown, for the log's closed fields; its message may quote secrets and is never logged. */
  failure: unknown;
  /** When the model's time ends, on the clock of `performance.now()`. */
  readonly deadline: number;
}

export function startRun(seconds: number): Run {
  return {
    modelCalls: 0,
    inputTokens: 0,
    outputTokens: 0,
    read: [],
    repairsLeft: 1,
    report: null,
    stop: null,
    hurried: null,
    isCut: false,
    failure: null,
    deadline: performance.now() + seconds * 1000,
  };
}
