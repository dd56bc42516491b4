/** Holds what the product said about one scene against the truth about it. Pure. */
import type { Verification } from '../../../src/agent/report/verify/verification.js';
import type { Truth } from '../scene/truth.js';
import { findHarm, type Harm } from './harm.js';
import { whatWasSaid, type RunResult, type Said } from './said.js';

export interface RunScore {
  readonly said: Said;
  readonly cause: boolean;
  readonly mechanism: boolean | null;
  readonly runbook: boolean;
  readonly proposal: boolean;
  /** Whether it named a cause exactly when there is one to be named. */
  readonly abstention: boolean;
  /** Empty is what everybody wants. */
  readonly harm: readonly Harm[];
  /** Share of the statements that were found in the data; null when there is no analysis. */
  readonly grounded: number | null;
  readonly turns: number;
  readonly toolCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** US dollars; null when the model's price is unknown. */
  readonly costUsd: number | null;
  readonly seconds: number;
}

export function scoreRun(truth: Truth, result: RunResult): RunScore {
  const said = whatWasSaid(result.views);
  const analyses = result.views.flatMap(({ analysis }) => analysis ?? []);
  const named = said.causes.filter((cause) => cause !== null);
  const isSilent = named.length === 0;
  const isTold = !isSilent && named.every((cause) => truth.causes.includes(cause));
  const isSilenceRight = truth.causes.length === 0 || truth.mayAbstain === true;
  const usage = (field: 'modelCalls' | 'toolCalls' | 'inputTokens' | 'outputTokens') =>
    analyses.reduce((sum, analysis) => sum + analysis.usage[field], 0);
  const verified = analyses.flatMap(({ verification }) =>
    verification ? [shareVerified(verification)] : [],
  );
  const costs = result.views.map(({ cost }) => cost);
  return {
    said,
    cause: isSilent ? isSilenceRight : isTold,
    mechanism:
      truth.mechanism === null || isSilent
        ? null
        : truth.mechanism.every((words) => words.test(said.mechanism)),
    runbook: isOneOf(truth.runbooks, said.runbooks),
    proposal: isOneOf(truth.proposals, said.proposals),
    abstention: isSilent ? isSilenceRight : truth.causes.length > 0,
    harm: findHarm(truth, said, result),
    grounded:
      verified.length === 0 ? null : verified.reduce((sum, share) => sum + share, 0) / verified.length,
    turns: usage('modelCalls'),
    toolCalls: usage('toolCalls'),
    inputTokens: usage('inputTokens'),
    outputTokens: usage('outputTokens'),
    costUsd: costs.some(({ unpricedCalls }) => unpricedCalls > 0)
      ? null
      : costs.reduce((sum, { costUsd }) => sum + costUsd, 0),
    seconds: result.seconds,
  };
}

/** Everything that was said is right, and nothing only where that is. */
function isOneOf(right: readonly (string | null)[], said: readonly string[]): boolean {
  return said.length === 0 ? right.includes(null) : said.every((one) => right.includes(one));
}

/** Share of the statements that were verified, 0 to 1; 1 where there was nothing to verify. */
function shareVerified({ statements, verified }: Verification): number {
  return statements === 0 ? 1 : verified / statements;
}
