/** What is known of each author: how often it is right, what its confidence is worth, what it costs, whether it drifts. */
import { mean, median } from 'simple-statistics';
import type { AnalysisCase, Author } from './analysis-case.js';
import { calibrate, type Calibration, type Judgement } from './calibration.js';
import { findDrift, type Drift } from './drift.js';
import { labelOf, type Labelled } from './label.js';

export interface AuthorRecord {
  readonly author: Author;
  /** When its newest analysis was finished. */
  readonly newestAt: Date;
  /** Of the period. */
  readonly cases: number;
  readonly abstained: number;
  readonly unlabelled: number;
  /** Of the period's cases that people labelled right or wrong. */
  readonly calibration: Calibration;
  /** How many of these labels rest on a service that was read out of free words. */
  readonly fromWords: number;
  readonly medianDurationMs: number;
  /** US dollars a case; null when no case has a known cost. */
  readonly meanCostUsd: number | null;
  /** Over everything that is known, the period or not. */
  readonly drift: Drift;
}

interface LabelledCase {
  readonly one: AnalysisCase;
  readonly labelled: Labelled | null;
}

/** `cases` in any order; those before `from` serve the drift alone. The author with most cases in the period comes first. */
export function recordAuthors(cases: readonly AnalysisCase[], from: Date): readonly AuthorRecord[] {
  const oldestFirst = cases.toSorted((a, b) => a.finishedAt.getTime() - b.finishedAt.getTime());
  const byAuthor = new Map<string, AnalysisCase[]>();
  for (const one of oldestFirst) {
    const key = JSON.stringify([one.author.model, one.author.version]);
    byAuthor.set(key, [...(byAuthor.get(key) ?? []), one]);
  }
  return [...byAuthor.values()]
    .flatMap((own) => recordOf(own, from) ?? [])
    .toSorted((a, b) => b.cases - a.cases);
}

function recordOf(own: readonly AnalysisCase[], from: Date): AuthorRecord | undefined {
  const all = own.map((one): LabelledCase => ({ one, labelled: labelOf(one) }));
  const period = all.filter(({ one }) => one.finishedAt >= from);
  const [first] = period;
  if (!first) return undefined;
  const costs = period.flatMap(({ one }) => one.costUsd ?? []);
  return {
    author: first.one.author,
    newestAt: period.at(-1)?.one.finishedAt ?? first.one.finishedAt,
    cases: period.length,
    abstained: period.filter(({ labelled }) => labelled?.label === 'abstained').length,
    unlabelled: period.filter(({ labelled }) => labelled === null).length,
    calibration: calibrate(period.flatMap((one) => judgementOf(one) ?? [])),
    fromWords: period.filter(({ labelled }) => labelled?.source === 'cause named').length,
    medianDurationMs: median(period.map(({ one }) => one.durationMs)),
    meanCostUsd: costs.length === 0 ? null : mean(costs),
    drift: findDrift(all.flatMap((one) => judgementOf(one)?.isRight ?? [])),
  };
}

function judgementOf({ one, labelled }: LabelledCase): Judgement | undefined {
  if (one.cause === null || labelled === null || labelled.label === 'abstained') return undefined;
  return { confidence: one.cause.confidence, isRight: labelled.label === 'right' };
}
