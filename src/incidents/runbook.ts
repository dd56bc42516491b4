/** A runbook as parsed from Markdown. Only `id`, `title` and `body` are always there; front matter adds the rest. */

/** A comparison against a number, written `> 0.05`, `<= 3`, `== 0`. */
export interface Comparison {
  readonly operator: '<' | '<=' | '>' | '>=' | '==' | '!=';
  readonly value: number;
}

/** A question to the metrics backend; `query` may contain `$service` and `$window`. */
export interface DiagnosisQuery {
  readonly name: string;
  readonly query: string;
  /** When it holds for any returned series, it speaks for this runbook. */
  readonly supports: Comparison | null;
  readonly why: string;
}

/** Tells that an action worked. Missing data never satisfies it. */
export interface Expectation {
  readonly query: string;
  readonly is: Comparison;
  /** Give up after this many seconds. */
  readonly withinSeconds: number;
  /** It must hold this long without a break, in seconds. */
  readonly forSeconds: number;
}

/** What must be true before the action is proposed; all given ones must hold. */
export interface ActionCondition {
  readonly changeWithinSeconds: number | null;
  readonly metric: { readonly query: string; readonly is: Comparison } | null;
}

export interface RunbookAction {
  readonly title: string;
  /** Name of an action in the catalogue of actions, or `run_plan`. */
  readonly action: string;
  /** Arguments, of a plan its `steps`; strings may contain `$service`. */
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly when: ActionCondition;
  readonly verify: Expectation | null;
}

export interface Runbook {
  /** File name without `.md`. */
  readonly id: string;
  readonly title: string;
  /** What is broken when this runbook applies, one sentence; may contain `$service`. Null when it does not say. */
  readonly cause: string | null;
  readonly path: string;
  readonly match: {
    /** Alert names; `*` stands for any run of characters. */
    readonly alerts: readonly string[];
    /** Service names; empty means any. */
    readonly services: readonly string[];
  };
  readonly diagnosis: readonly DiagnosisQuery[];
  readonly actions: readonly RunbookAction[];
  /** Markdown without the front matter. */
  readonly body: string;
}

export interface RunbookMatch {
  readonly runbook: Runbook;
  /** 0–1; 1 is an exact match by front matter. */
  readonly score: number;
  /** Why it was chosen, for people. */
  readonly reason: string;
  /** False for a text that has less than half of what was asked: the nearest one, and no more than that. */
  readonly isSure: boolean;
}

/** What a runbook is looked for by. */
export interface RunbookQuery {
  readonly alertNames: readonly string[];
  /** Null when it is not known. */
  readonly service: string | null;
  /** Titles and sentences of the alerts. */
  readonly text: string;
  /** Their PromQL, which names metrics that a runbook may name too; left out when it is not known. */
  readonly expression?: string;
}

export interface RunbookLibrary {
  get(id: string): Runbook | undefined;
  list(): readonly Runbook[];
  /** Runbooks whose front matter names one of the alerts, best first, then full-text matches for `text`. */
  find(query: RunbookQuery, limit: number): readonly RunbookMatch[];
  /** Full-text search alone. */
  search(text: string, limit: number): readonly RunbookMatch[];
  /** Broken files, each as one sentence with file and line. */
  readonly problems: readonly string[];
}

/** Whether `value` satisfies the comparison; NaN never does. */
export function compare(value: number, comparison: Comparison): boolean {
  if (!Number.isFinite(value)) return false;
  switch (comparison.operator) {
    case '<':
      return value < comparison.value;
    case '<=':
      return value <= comparison.value;
    case '>':
      return value > comparison.value;
    case '>=':
      return value >= comparison.value;
    case '==':
      return value === comparison.value;
    case '!=':
      return value !== comparison.value;
  }
}

const COMPARISON = /^\s*(<=|>=|==|!=|<|>)\s*(-?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?)\s*$/i;

/** Reads `> 0.05`; undefined when it is not a comparison with a number. */
export function parseComparison(text: string): Comparison | undefined {
  const match = COMPARISON.exec(text);
  if (!match) return undefined;
  return { operator: match[1] as Comparison['operator'], value: Number(match[2]) };
}

export function formatComparison(comparison: Comparison): string {
  return `${comparison.operator} ${comparison.value}`;
}

/** Fills in `$service` and `$window`; a service name that could change the query's meaning is refused with undefined. */
export function fillPlaceholders(
  template: string,
  values: { service: string; window: string },
): string | undefined {
  if (!/^[A-Za-z0-9_.:/-]+$/.test(values.service)) return undefined;
  return template.replaceAll('$service', values.service).replaceAll('$window', values.window);
}
