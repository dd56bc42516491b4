/** One run of the language model over an investigation: LangChain's agent inside our limits. Ends, whatever happens. */
import { createAgent, HumanMessage, SystemMessage } from 'langchain';
import { buildBriefing } from './briefing/briefing.js';
import type { InvestigationInput } from './investigation.js';
import { declareTools, sizeOfDeclarations } from './langchain-tools.js';
import type { InvestigationLimits } from './limits.js';
import { cleanAnswer } from './middleware/clean-answer.js';
import { collectReport, submitReport } from './middleware/collect-report.js';
import { limitCalls, type LastTurn } from './middleware/limit-calls.js';
import { redactMessages } from './middleware/redact-messages.js';
import { restorePeople } from './middleware/restore-people.js';
import { runTools } from './middleware/run-tools.js';
import { createChatModel, type ModelSettings } from './model.js';
import type { Redactor } from '../privacy/redactor.js';
import type { Report } from './report/report.js';
import { startRun, type Run } from './run.js';
import { SYSTEM_PROMPT } from './system-prompt.js';
import type { ToolRunner } from './tool-runner.js';
import { withinLimits } from './within-limits.js';

const LAST_TURN: LastTurn = {
  words: 'This is your last turn. Call submit_report now with what you know.',
  onlyTool: submitReport.name,
};

export interface ModelRunDeps {
  readonly settings: ModelSettings;
  readonly limits: InvestigationLimits;
  readonly runner: ToolRunner;
  /** Looks through everything that is sent. */
  readonly redactor: Redactor;
  readonly onModelCall: (call: number) => void;
  /** What a report lacks, in a sentence for the model; null when it may stand. */
  readonly findGap: (report: Report) => string | null;
}

/** Never throws for anything that the model or its server did: `stop` says why there is no report. */
export async function investigateWithModel(deps: ModelRunDeps, input: InvestigationInput): Promise<Run> {
  const { settings, limits, runner, redactor, onModelCall } = deps;
  const briefing = buildBriefing(input);
  const run = startRun(limits.seconds);
  run.read.push(briefing);
  const declared = [...runner.available, submitReport];
  const fixedChars = SYSTEM_PROMPT.length + sizeOfDeclarations(declared);
  await withinLimits(run, { limits, cancelled: input.context.signal }, async (options) => {
    const agent = createAgent({
      model: createChatModel(settings),
      tools: declareTools(declared),
      // As a message its content stays a string; some servers do not take a list of parts here.
      systemPrompt: new SystemMessage(SYSTEM_PROMPT),
      // From the outside in. The collector sees tool calls first and text answers last.
      middleware: [
        collectReport(run, deps.findGap),
        limitCalls(run, { limits, fixedChars, onModelCall, lastTurn: LAST_TURN }),
        cleanAnswer(run, { isStreaming: settings.isStreaming ?? false }),
        restorePeople(redactor),
        runTools(runner, (text) => run.read.push(text)),
        redactMessages(redactor),
      ],
    });
    await agent.invoke({ messages: [new HumanMessage(briefing)] }, options);
  });
  if (!run.report) run.stop ??= 'invalid_answer';
  return run;
}
