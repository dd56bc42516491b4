/** One run of the language model over an investigation: LangChain's agent inside our limits. Ends, whatever happens. */
import { createAgent, HumanMessage, SystemMessage } from 'langchain';
import { buildBriefing } from './briefing/briefing.js';
import type { InvestigationInput } from './investigation.js';
import { declareTools, sizeOfDeclarations } from './langchain-tools.js';
import type { InvestigationLimits } from './limits.js';
import { cleanAnswer } from './middleware/clean-answer.js';
import { collectReport, submitReport } from './middleware/collect-report.js';
import { limitCalls, type LastTurn } from './middleware/limit-calls.js';
import { keepPrivate } from './middleware/keep-private.js';
import { redactMessages } from './middleware/redact-messages.js';
import { restorePeople } from './middleware/restore-people.js';
import { runTools } from './middleware/run-tools.js';
import { chooseModel } from './middleware/choose-model.js';
import { spend } from './middleware/spend.js';
import { createChatModel } from './model.js';
import type { ModelRoute } from './models/model-route.js';
import type { Spending } from './ports.js';
import type { Logger } from '../observability/logger.js';
import type { Redactor } from '../privacy/redactor.js';
import type { Report } from './report/report.js';
import { startRun, type Run } from './run.js';
import { PROMPT_VERSION, SYSTEM_PROMPT } from './system-prompt.js';
import type { ToolRunner } from './tool-runner.js';
import { withinLimits } from './within-limits.js';

const LAST_TURN: LastTurn = {
  words: 'This is your last turn. Call submit_report now with what you know.',
  onlyTool: submitReport.name,
};

export interface ModelRunDeps {
  readonly route: ModelRoute;
  readonly limits: InvestigationLimits;
  readonly spending: Spending;
  readonly runner: ToolRunner;
  /** Looks through everything that is sent. */
  readonly redactor: Redactor;
  readonly isPrivate: () => Promise<boolean>;
  readonly onModelCall: (call: number) => void;
  /** What a report lacks, in a sentence for the model; null when it may stand. */
  readonly findGap: (report: Report) => string | null;
  readonly log: Logger;
}

/** Never throws for anything that the model or its server did: `stop` says why there is no report. */
export async function investigateWithModel(deps: ModelRunDeps, input: InvestigationInput): Promise<Run> {
  const { route, limits, runner, redactor, onModelCall, spending, log } = deps;
  const briefing = buildBriefing(input);
  const run = startRun(limits.seconds);
  run.read.push(briefing);
  const declared = [...runner.available, submitReport];
  const fixedChars = SYSTEM_PROMPT.length + sizeOfDeclarations(declared);
  const maxOutputTokens = limits.outputTokens;
  await withinLimits(run, { limits, cancelled: input.context.signal }, async (options) => {
    const agent = createAgent({
      model: createChatModel(route.models[0].settings, { maxOutputTokens }),
      tools: declareTools(declared),
      // As a message its content stays a string; some servers do not take a list of parts here.
      systemPrompt: new SystemMessage(SYSTEM_PROMPT),
      // From the outside in, for requests to the model as for tool calls:
      middleware: [
        // sees tool calls first and text answers last, and ends the run;
        collectReport(run, deps.findGap),
        // sends what is inside of it once or several times, to one model or to several;
        chooseModel(run, route, { maxOutputTokens }),
        // from here on everything happens for each single request: whether it may be sent at all,
        limitCalls(run, { limits, fixedChars, onModelCall, lastTurn: LAST_TURN }),
        // what it may cost and what it cost,
        spend(run, { spending, limits, promptVersion: PROMPT_VERSION, fixedChars, log }),
        // what of the answer is usable. Whatever changes the request before it leaves belongs behind this one.
        cleanAnswer(run),
        restorePeople(redactor),
        runTools(runner, (text) => run.read.push(text)),
        keepPrivate(deps.isPrivate),
        redactMessages(redactor),
      ],
    });
    await agent.invoke({ messages: [new HumanMessage(briefing)] }, options);
  });
  if (!run.report) useDraft(run, deps.findGap);
  if (!run.report) run.stop ??= 'invalid_answer';
  return run;
}

/** A report that was sent back for repair is better than none, where what it lacked has turned up since. */
function useDraft(run: Run, findGap: ModelRunDeps['findGap']): void {
  if (!run.draft || findGap(run.draft) !== null) return;
  run.report = run.draft;
  run.hurried = run.stop;
  run.stop = null;
}
