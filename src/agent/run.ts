/** What one run of the model has used and reached. Mutable on purpose: the middleware of one run share it. */
import { NOTHING_USED, type UsedBefore } from './journal/used-before.js';
import type { InvestigationLimits, StopReason } from './limits.js';
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
  /** When the model's time ends, on the clock of `performance.now()`; nothing is sent after it. */
  readonly deadline: number;
  /** When the run is given up, on the same clock. */
  readonly givenUpAt: number;
  /** Work that has to be finished even when the run is given up, such as counting what a request cost. */
  readonly unfinished: Set<Promise<unknown>>;
}

/** For playing again what was answered before an interruption, where no time is left for more. It asks nobody. */
const REPLAY_MS = 2_000;

/** @param used by the processes before this one. */
export function startRun(limits: Pick<InvestigationLimits, 'seconds'>, used: UsedBefore = NOTHING_USED): Run {
  const now = performance.now();
  const deadline = now + (limits.seconds - used.seconds) * 1000;
  return {
    modelCalls: used.requests,
    inputTokens: used.inputTokens,
    outputTokens: used.outputTokens,
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
    deadline,
    givenUpAt: used.seconds > 0 ? Math.max(deadline, now + REPLAY_MS) : deadline,
    unfinished: new Set(),
  };
}
