/** One run of the language model over a question: LangChain's agent with tools that only read. Ends, whatever happens. */
import { createAgent, HumanMessage, SystemMessage } from 'langchain';
import { ANSWER_PROMPT } from './answer-prompt.js';
import { firstMessage } from '../journal/first-message.js';
import { declareTools } from '../langchain-tools.js';
import { modelChain, type ModelChainDeps, type ModelPrompt } from '../middleware/model-chain.js';
import { createChatModel } from '../model.js';
import { PROMPT_VERSION } from '../system-prompt.js';
import { startRun, type Run } from '../run.js';
import { withinLimits } from '../within-limits.js';

export interface AnswerRun extends Run {
  /** What the model said last; null when it said nothing usable. */
  answer: string | null;
}

export interface AnswerRunDeps extends ModelChainDeps {
  /** The text so far; only where the model streams. */
  readonly onText: (text: string) => void;
}

/** Never throws for anything that the model or its server did: `stop` says why there is no answer. */
export async function answerWithModel(
  deps: AnswerRunDeps,
  { briefing, cancelled }: { briefing: string; cancelled: AbortSignal },
): Promise<AnswerRun> {
  const { route, limits, runner } = deps;
  const run: AnswerRun = Object.assign(startRun(limits, deps.used), { answer: null });
  const prompt: ModelPrompt = {
    system: ANSWER_PROMPT,
    version: PROMPT_VERSION,
    tools: runner.available,
    lastTurn: {
      words: 'This is your last turn. Answer the question now with what you know.',
      onlyTool: null,
    },
  };
  let text = '';
  const onModelCall = (call: number) => {
    text = '';
    deps.onModelCall(call);
  };
  const finished = await withinLimits(run, { limits, cancelled }, async (options) => {
    const agent = createAgent({
      model: createChatModel(route.models[0].settings, { maxOutputTokens: limits.outputTokens }),
      tools: declareTools(prompt.tools, deps.redactor),
      systemPrompt: new SystemMessage(prompt.system),
      middleware: modelChain(run, { ...deps, onModelCall }, prompt),
    });
    const first = await firstMessage(deps, briefing);
    run.read.push(briefing, first);
    const onToken = {
      handleLLMNewToken(token: string) {
        text += token;
        if (text.trim() !== '') deps.onText(text);
      },
    };
    return agent.invoke({ messages: [new HumanMessage(first)] }, { ...options, callbacks: [onToken] });
  });
  run.answer = readAnswer(finished?.messages.at(-1));
  if (run.answer === null) run.stop ??= run.isCut ? 'answer_cut' : 'invalid_answer';
  return run;
}

/** Prose for people; null for an empty message, a call written as text, or noise. */
function readAnswer(message: { text: string; type: string } | undefined): string | null {
  if (message?.type !== 'ai') return null;
  const text = message.text.trim();
  const isData = /^(?:```(?:json)?\s*)?[{[]/.test(text) || text.startsWith('<');
  const words = text.match(/\p{L}{2,}/gu)?.length ?? 0;
  return isData || words === 0 ? null : text;
}
