/**
 * What stands between LangChain's agent and the models, for investigations and for questions. The order is the safety
 * argument of a run, so it stands here and nowhere else.
 */
import type { Logger } from '../../observability/logger.js';
import type { Redactor } from '../../privacy/redactor.js';
import type { UsedBefore } from '../journal/used-before.js';
import { sizeOfDeclarations, type DeclaredTool } from '../langchain-tools.js';
import type { InvestigationLimits } from '../limits.js';
import type { ModelRoute } from '../models/model-route.js';
import type { RunJournal, RunStep, Spending } from '../ports.js';
import type { Run } from '../run.js';
import type { ToolRunner } from '../tool-runner.js';
import { chooseModel } from './choose-model.js';
import { cleanAnswer } from './clean-answer.js';
import { keepPrivate, type KeepPrivateDeps } from './keep-private.js';
import { limitCalls, type LastTurn } from './limit-calls.js';
import { redactMessages } from './redact-messages.js';
import { replay } from './replay.js';
import { restorePeople } from './restore-people.js';
import { runTools } from './run-tools.js';
import { spend } from './spend.js';

export interface ModelChainDeps extends KeepPrivateDeps {
  readonly route: ModelRoute;
  readonly limits: InvestigationLimits;
  readonly spending: Spending;
  readonly journal: RunJournal;
  /** Those of the run before it was interrupted; empty for a new one. */
  readonly steps: readonly RunStep[];
  readonly used: UsedBefore;
  readonly runner: ToolRunner;
  /** Looks through everything that is sent. */
  readonly redactor: Redactor;
  readonly onModelCall: (call: number) => void;
  readonly log: Logger;
}

export interface ModelPrompt {
  readonly system: string;
  readonly version: string;
  /** Everything the model may call. */
  readonly tools: readonly DeclaredTool[];
  readonly lastTurn: LastTurn;
}

/** From the outside in: each hands the request to the one below it, and sees the answer after it. */
export function modelChain(run: Run, deps: ModelChainDeps, prompt: ModelPrompt) {
  const { route, limits, spending, journal, steps, runner, redactor, onModelCall, log } = deps;
  const fixedChars = prompt.system.length + sizeOfDeclarations(prompt.tools);
  const maxOutputTokens = limits.outputTokens;
  const outside = runner.available.filter(({ isOutside }) => isOutside === true);
  return [
    // An answer that an interrupted run got is not asked for again; a new one is kept.
    replay(run, { journal, steps, redactor, onModelCall }),
    // Sends what is below once or several times, to one model or to several.
    chooseModel(run, route, { maxOutputTokens }),
    // From here on for each single request: whether it may be sent at all,
    limitCalls(run, { limits, fixedChars, onModelCall, lastTurn: prompt.lastTurn }),
    // what it may cost at most, and what it did cost,
    spend(run, { spending, limits, promptVersion: prompt.version, fixedChars, log }),
    // and what of its answer is usable.
    cleanAnswer(run),
    // Tool calls only: placeholders of people become people again for the tool that looks for them, if it is one of ours.
    restorePeople(redactor, new Set(outside.map(({ name }) => name))),
    runTools(runner, (text) => run.read.push(text)),
    // The last two decide whether a request leaves, and with which words. Nothing may stand behind them.
    keepPrivate(deps),
    redactMessages(redactor),
  ] as const;
}
