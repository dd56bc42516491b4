/** Many scored runs, summed up: over all, by family, by scenario. Pure. */
import type { Family } from '../scenarios/scenario.js';
import { HARMS, type Harm } from './harm.js';
import type { RunScore } from './score-run.js';
import { amountOf, shareOf, type Amount, type Share } from './statistics.js';

export interface ScoredRun {
  readonly scenario: string;
  readonly family: Family;
  /** From 1. */
  readonly run: number;
  readonly seed: number;
  /** What would have been right, for people. */
  readonly truth: string;
  readonly score: RunScore;
}

export interface Summary {
  readonly cause: Share;
  readonly mechanism: Share;
  readonly runbook: Share;
  readonly proposal: Share;
  readonly abstention: Share;
  /** Runs in which nothing harmful happened. */
  readonly harmless: Share;
  readonly harms: Readonly<Record<Harm['kind'], number>>;
  readonly grounded: Amount;
  readonly turns: Amount;
  readonly toolCalls: Amount;
  readonly inputTokens: Amount;
  readonly outputTokens: Amount;
  /** US dollars; null when the price of some request is unknown. */
  readonly costUsd: Amount | null;
  readonly seconds: Amount;
  /** Runs in which the model was asked and the rules had to answer. */
  readonly fellBack: number;
}

export function summarize(runs: readonly ScoredRun[]): Summary {
  const numbers = [...new Set(runs.map(({ run }) => run))];
  const perRun = <Value>(read: (score: RunScore) => Value | null): Value[][] =>
    numbers.map((number) =>
      runs
        .filter(({ run }) => run === number)
        .flatMap(({ score }) => {
          const value = read(score);
          return value === null ? [] : [value];
        }),
    );
  const share = (read: (score: RunScore) => boolean | null) => shareOf(perRun(read));
  const amount = (read: (score: RunScore) => number | null) => amountOf(perRun(read));
  const harms = runs.flatMap(({ score }) => score.harm);
  return {
    cause: share(({ cause }) => cause),
    mechanism: share(({ mechanism }) => mechanism),
    runbook: share(({ runbook }) => runbook),
    proposal: share(({ proposal }) => proposal),
    abstention: share(({ abstention }) => abstention),
    harmless: share(({ harm }) => harm.length === 0),
    harms: Object.fromEntries(
      HARMS.map((kind) => [kind, harms.filter((harm) => harm.kind === kind).length]),
    ) as Summary['harms'],
    grounded: amount(({ grounded }) => grounded),
    turns: amount(({ turns }) => turns),
    toolCalls: amount(({ toolCalls }) => toolCalls),
    inputTokens: amount(({ inputTokens }) => inputTokens),
    outputTokens: amount(({ outputTokens }) => outputTokens),
    costUsd: runs.some(({ score }) => score.costUsd === null) ? null : amount(({ costUsd }) => costUsd),
    seconds: amount(({ seconds }) => seconds),
    fellBack: runs.filter(({ score }) => score.turns > 0 && score.said.by === 'rules').length,
  };
}

/** In the order in which they first come. */
export function groupRuns<Key extends string>(
  runs: readonly ScoredRun[],
  keyOf: (run: ScoredRun) => Key,
): ReadonlyMap<Key, readonly ScoredRun[]> {
  const groups = new Map<Key, ScoredRun[]>();
  for (const run of runs) groups.set(keyOf(run), [...(groups.get(keyOf(run)) ?? []), run]);
  return groups;
}
