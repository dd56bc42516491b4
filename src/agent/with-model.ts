/** One run of the language model over an investigation: LangChain's agent inside our limits. Ends, whatever happens. */
import { createAgent, HumanMessage, SystemMessage } from 'langchain';
import { buildBriefing } from './briefing.js';
import type { InvestigationInput } from './investigation.js';
import { declareTools, sizeOfDeclarations } from './langchain-tools.js';
import type { InvestigationLimits } from './limits.js';
import { cleanAnswer } from './middleware/clean-answer.js';
import { collectReport, submitReport } from './middleware/collect-report.js';
import { limitCalls } from './middleware/limit-calls.js';
import { runTools } from './middleware/run-tools.js';
import { classifyModelError } from './model-error.js';
import { createChatModel, type ModelSettings } from './model.js';
import type { Report } from './report.js';
import { startRun, type Run } from './run.js';
import { SYSTEM_PROMPT } from './system-prompt.js';
import type { ToolRunner } from './tool-runner.js';

/** Steps of the graph per model call: model, tools and the hooks around them; only a safety net under the call limit. */
const STEPS_PER_CALL = 12;

export interface ModelRunDeps {
  readonly settings: ModelSettings;
  readonly limits: InvestigationLimits;
  readonly runner: ToolRunner;
  readonly onModelCall: (call: number) => void;
  /** What a report lacks, in a sentence for the model; null when it may stand. */
  readonly findGap: (report: Report) => string | null;
}

/** Never throws for anything that the model or its server did: `stop` says why there is no report. */
export async function investigateWithModel(deps: ModelRunDeps, input: InvestigationInput): Promise<Run> {
  const { settings, limits, runner, onModelCall } = deps;
  const briefing = buildBriefing(input);
  const run = startRun(limits.seconds);
  run.read.push(briefing);
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), limits.seconds * 1000);
  const cancelled = input.context.signal;
  const declared = [...runner.available, submitReport];
  const fixedChars = SYSTEM_PROMPT.length + sizeOfDeclarations(declared);
  try {
    const agent = createAgent({
      model: createChatModel(settings),
      tools: declareTools(declared),
      // As a message its content stays a string; some servers do not take a list of parts here.
      systemPrompt: new SystemMessage(SYSTEM_PROMPT),
      // From the outside in. The collector sees tool calls first and text answers last.
      middleware: [
        collectReport(run, deps.findGap),
        limitCalls(run, { limits, fixedChars, onModelCall }),
        cleanAnswer(run, { isStreaming: settings.isStreaming ?? false }),
        runTools(runner, (text) => run.read.push(text)),
      ],
    });
    const signal = AbortSignal.any([end.signal, cancelled]);
    const finished = agent.invoke(
      { messages: [new HumanMessage(briefing)] },
      { signal, recursionLimit: limits.modelCalls * STEPS_PER_CALL + 20 },
    );
    await untilAborted(finished, signal);
  } catch (error) {
    cancelled.throwIfAborted();
    if (!run.report) run.stop ??= end.signal.aborted ? 'time_limit' : classifyModelError(error);
    run.failure = error;
  } finally {
    clearTimeout(timer);
    // Whatever is still under way loses its reader.
    end.abort();
  }
  if (!run.report) run.stop ??= 'invalid_answer';
  return run;
}

/** The run is over when the signal says so, even if a request underneath does not notice. */
async function untilAborted(work: Promise<unknown>, signal: AbortSignal): Promise<void> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error('the time for the model is over'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
