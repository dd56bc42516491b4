/** What the agent needs to be kept: what it spends, how far it came, and answers too long for a prompt. */
import type { StopReason } from './limits.js';

/** One request to a model before it is sent. */
export interface PlannedCall {
  readonly model: string;
  readonly promptVersion: string;
  /** The most it may come to; an estimate on the careful side. */
  readonly inputTokens: number;
  /** What the server is told to stop at. */
  readonly maxOutputTokens: number;
}

/** Which budget a request would exceed. */
export type ExceededBudget = 'incident_tokens' | 'incident_cost' | 'day_tokens' | 'day_cost';

export interface CallOutcome {
  /** `answered`, or why there was no answer. */
  readonly result: 'answered' | StopReason;
  /** As the server reported them, or our estimate where it reports none. */
  readonly inputTokens: number;
  /** Of the input, what the server read from its cache; 0 where it does not say. */
  readonly cachedTokens: number;
  readonly outputTokens: number;
  readonly latencyMs: number;
}

/**
 * The budgets of an incident and of a day, shared by all replicas. A request reserves the most it may cost before it is
 * sent; what it really cost replaces that afterwards. A reservation that is never settled (a crash) stays as it is.
 */
export interface Spending {
  reserve(
    call: PlannedCall,
  ): Promise<
    | { readonly isGranted: true; readonly id: string }
    | { readonly isGranted: false; readonly budget: ExceededBudget }
  >;
  settle(id: string, outcome: CallOutcome): Promise<void>;
}

/** What a run did, in order, so that it goes on after a restart without asking anything twice. Holds redacted text only. */
export type RunStep =
  | {
      readonly kind: 'model';
      /** What was kept of the model's answer, as JSON. */
      readonly answer: unknown;
      readonly inputTokens: number;
      readonly outputTokens: number;
    }
  | {
      readonly kind: 'tool';
      readonly name: string;
      /** Name and checked input in canonical form: the same question has the same key. */
      readonly key: string;
      readonly answer: unknown;
    };

export interface RunJournal {
  /** The steps so far, oldest first. */
  read(): Promise<readonly RunStep[]>;
  append(step: RunStep): Promise<void>;
}

/** Answers of tools that are longer than their budget, kept whole and read page by page. */
export interface ToolResultStore {
  /** Returns its id, such as `R3`; the same text of the same run has the same id. */
  keep(text: string): Promise<string>;
  /** Undefined when this incident has no such result. */
  read(id: string): Promise<string | undefined>;
}
