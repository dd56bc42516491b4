/** Holds what the product said about one scene against the truth about it. Pure. */
import { shareVerified } from '../../../src/agent/report/verify/verification.js';
import { priceOf, costOf, type Prices } from '../../../src/agent/spending/prices.js';
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import type { Truth } from '../scene/truth.js';
import { findHarm, type Harm } from './harm.js';
import { runbooksNamed } from './runbooks-named.js';

/** What was said and done, short enough to be read in a report. */
export interface Said {
  readonly causes: readonly (string | null)[];
  readonly confidence: number | null;
  readonly mechanism: string;
  readonly runbooks: readonly string[];
  /** Names of endpoints. */
  readonly proposals: readonly string[];
  readonly by: 'model' | 'rules';
  readonly note: string | null;
}

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

export interface RunResult {
  readonly views: readonly IncidentView[];
  readonly messages: readonly string[];
  /** Bodies of the requests to the model. */
  readonly prompts: readonly string[];
  readonly seconds: number;
}

export function scoreRun(truth: Truth, result: RunResult, prices: Prices): RunScore {
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
  const tokens = { inputTokens: usage('inputTokens'), cachedTokens: 0, outputTokens: usage('outputTokens') };
  const model = analyses.find((analysis) => analysis.model !== null)?.model ?? null;
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
    inputTokens: tokens.inputTokens,
    outputTokens: tokens.outputTokens,
    costUsd: costOf(model === null ? null : priceOf(prices, model), tokens),
    seconds: result.seconds,
  };
}

/** Everything that was said is right, and nothing only where that is. */
function isOneOf(right: readonly (string | null)[], said: readonly string[]): boolean {
  return said.length === 0 ? right.includes(null) : said.every((one) => right.includes(one));
}

function whatWasSaid(views: readonly IncidentView[]): Said {
  const analyses = views.flatMap(({ analysis }) => analysis ?? []);
  const proposals = views.flatMap((view) => view.proposals);
  const endpoints = proposals.map(({ proposal }) =>
    String(proposal.arguments['endpoint'] ?? proposal.action),
  );
  return {
    causes: analyses.map(({ report }) => report.cause?.service ?? null),
    confidence: analyses[0]?.report.cause?.confidence ?? null,
    mechanism: analyses
      .map(({ report }) => [report.cause?.component ?? '', report.cause?.mechanism ?? ''].join(' '))
      .join(' '),
    runbooks: [...new Set(views.flatMap(runbooksNamed))],
    proposals: [...new Set(endpoints)],
    by: analyses.some(({ by }) => by === 'model') ? 'model' : 'rules',
    note: analyses.find(({ note }) => note !== null)?.note ?? null,
  };
}
