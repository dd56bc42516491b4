/** One run of the language model over an investigation: LangChain's agent inside our limits. Ends, whatever happens. */
import { createAgent, HumanMessage, SystemMessage } from 'langchain';
import { buildBriefing } from './briefing/briefing.js';
import type { InvestigationInput } from './investigation.js';
import { firstMessage } from './journal/first-message.js';
import { declareTools } from './langchain-tools.js';
import { collectReport, submitReport } from './middleware/collect-report.js';
import { modelChain, type ModelChainDeps, type ModelPrompt } from './middleware/model-chain.js';
import { createChatModel } from './model.js';
import type { Report } from './report/report.js';
import { startRun, type Run } from './run.js';
import { PROMPT_VERSION, SYSTEM_PROMPT } from './system-prompt.js';
import { withinLimits } from './within-limits.js';

export interface ModelRunDeps extends ModelChainDeps {
  /** What a report lacks, in a sentence for the model; null when it may stand. */
  readonly findGap: (report: Report) => string | null;
}

/** Never throws for anything that the model or its server did: `stop` says why there is no report. */
export async function investigateWithModel(deps: ModelRunDeps, input: InvestigationInput): Promise<Run> {
  const { route, limits, runner } = deps;
  const run = startRun(limits, deps.used);
  const prompt: ModelPrompt = {
    system: SYSTEM_PROMPT,
    version: PROMPT_VERSION,
    tools: [...runner.available, submitReport],
    lastTurn: {
      words: 'This is your last turn. Call submit_report now with what you know.',
      onlyTool: submitReport.name,
    },
  };
  await withinLimits(run, { limits, cancelled: input.context.signal }, async (options) => {
    const agent = createAgent({
      model: createChatModel(route.models[0].settings, { maxOutputTokens: limits.outputTokens }),
      tools: declareTools(prompt.tools, deps.redactor),
      // As a message its content stays a string; some servers do not take a list of parts here.
      systemPrompt: new SystemMessage(prompt.system),
      // The collector sees tool calls first and text answers last, and ends the run.
      middleware: [collectReport(run, deps.findGap), ...modelChain(run, deps, prompt)],
    });
    const briefing = buildBriefing(input);
    const first = await firstMessage(deps, briefing);
    run.read.push(briefing, first);
    await agent.invoke({ messages: [new HumanMessage(first)] }, options);
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
