/** What the agent needs to be kept: what it spends, how far it came, and answers too long for a prompt. */
import type { Evidence, Observation } from '../incidents/evidence.js';
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

/** What requests came to, open ones at their full size. */
export interface RequestsMade {
  readonly requests: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
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
  /** All requests of this run so far, those of earlier processes too. Left out where nobody counts by runs. */
  made?(): Promise<RequestsMade>;
}

/** What a run did, in order, so that it goes on after a restart without asking anything twice. Holds redacted text only. */
export type RunStep =
  | {
      readonly kind: 'start';
      /** The first message, word for word: what it would be made of may have changed since. */
      readonly briefing: string;
      /** Of the prompt that the steps after it answer; what was answered under another one is not played again. */
      readonly promptVersion: string;
    }
  | {
      readonly kind: 'model';
      readonly model: string;
      /** What was kept of the model's answer. */
      readonly answer: StoredModelAnswer;
      /** Requests it took, failed ones too, and what they came to together. */
      readonly requests: number;
      readonly inputTokens: number;
      readonly outputTokens: number;
    }
  | {
      readonly kind: 'tool';
      readonly name: string;
      /** Name and checked input in canonical form: the same question has the same key. */
      readonly key: string;
      readonly answer: StoredToolAnswer;
      /** Ids of everything the run has proposed up to here. */
      readonly proposed: readonly string[];
    };

export interface StoredModelAnswer {
  readonly id: string | null;
  readonly text: string;
  readonly calls: readonly {
    readonly id: string | null;
    readonly name: string;
    readonly args: Record<string, unknown>;
  }[];
  /** Whether it was cut off at the output limit. */
  readonly isCut: boolean;
  /** Why it had to be the last one, if it had to. */
  readonly hurried: StopReason | null;
}

export interface StoredToolAnswer {
  readonly status: 'ok' | 'no_data' | 'refused' | 'error';
  /** What the model read. */
  readonly text: string;
  /** `E7`; null when nothing was filed. */
  readonly evidenceId: string | null;
}

export interface RunJournal {
  /** The steps so far, oldest first, as they were stored: unchecked. Read once, at the beginning of a run. */
  read(): Promise<readonly unknown[]>;
  /** Since the first step of the run, whichever process made it; by the store's clock. 0 for a run that is about to begin. */
  secondsSoFar(): Promise<number>;
  append(step: RunStep): Promise<void>;
  /** Files what a tool saw and appends the step that tells of it: both or neither. */
  file(observation: Observation, stepOf: (evidence: Evidence) => RunStep): Promise<Evidence>;
  /** What was filed under these ids; unknown ones are left out. */
  evidence(ids: readonly string[]): Promise<readonly Evidence[]>;
}

/** Answers of tools that are longer than their budget, kept whole and read page by page. */
export interface ToolResultStore {
  /** Returns its id, such as `R3`; the same text of the same run has the same id. */
  keep(text: string): Promise<string>;
  /** Undefined when this incident has no such result. */
  read(id: string): Promise<string | undefined>;
}
