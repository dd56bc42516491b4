/** One run of the language model over a question: LangChain's agent with tools that only read. Ends, whatever happens. */
import { createAgent, HumanMessage, SystemMessage } from 'langchain';
import { ANSWER_PROMPT } from './answer-prompt.js';
import { declareTools, sizeOfDeclarations } from '../langchain-tools.js';
import type { InvestigationLimits } from '../limits.js';
import { cleanAnswer } from '../middleware/clean-answer.js';
import { limitCalls, type LastTurn } from '../middleware/limit-calls.js';
import { keepPrivate } from '../middleware/keep-private.js';
import { redactMessages } from '../middleware/redact-messages.js';
import { restorePeople } from '../middleware/restore-people.js';
import { runTools } from '../middleware/run-tools.js';
import type { Redactor } from '../../privacy/redactor.js';
import { chooseModel } from '../middleware/choose-model.js';
import { spend } from '../middleware/spend.js';
import { createChatModel } from '../model.js';
import type { ModelRoute } from '../models/model-route.js';
import type { Spending } from '../ports.js';
import type { Logger } from '../../observability/logger.js';
import { PROMPT_VERSION } from '../system-prompt.js';
import { startRun, type Run } from '../run.js';
import type { ToolRunner } from '../tool-runner.js';
import { withinLimits } from '../within-limits.js';

const LAST_TURN: LastTurn = {
  words: 'This is your last turn. Answer the question now with what you know.',
  onlyTool: null,
};

export interface AnswerRun extends Run {
  /** What the model said last; null when it said nothing usable. */
  answer: string | null;
}

/** Never throws for anything that the model or its server did: `stop` says why there is no answer. */
export async function answerWithModel(
  deps: {
    readonly route: ModelRoute;
    readonly limits: InvestigationLimits;
    readonly spending: Spending;
    readonly runner: ToolRunner;
    /** Looks through everything that is sent. */
    readonly redactor: Redactor;
    readonly isPrivate: () => Promise<boolean>;
    readonly onModelCall: (call: number) => void;
    /** The text so far; only where the model streams. */
    readonly onText: (text: string) => void;
    readonly log: Logger;
  },
  { briefing, cancelled }: { briefing: string; cancelled: AbortSignal },
): Promise<AnswerRun> {
  const { route, limits, runner, redactor, onModelCall, spending, log } = deps;
  const fixedChars = ANSWER_PROMPT.length + sizeOfDeclarations(runner.available);
  const maxOutputTokens = limits.outputTokens;
  const run: AnswerRun = Object.assign(startRun(limits.seconds), { answer: null });
  run.read.push(briefing);
  let text = '';
  const finished = await withinLimits(run, { limits, cancelled }, async (options) => {
    const agent = createAgent({
      model: createChatModel(route.models[0].settings, { maxOutputTokens }),
      tools: declareTools(runner.available),
      systemPrompt: new SystemMessage(ANSWER_PROMPT),
      // In the order that investigations have too.
      middleware: [
        chooseModel(run, route, { maxOutputTokens }),
        limitCalls(run, {
          limits,
          fixedChars,
          onModelCall(call) {
            text = '';
            onModelCall(call);
          },
          lastTurn: LAST_TURN,
        }),
        spend(run, { spending, limits, promptVersion: PROMPT_VERSION, fixedChars, log }),
        cleanAnswer(run),
        restorePeople(redactor),
        runTools(runner, (answer) => run.read.push(answer)),
        keepPrivate(deps.isPrivate),
        redactMessages(redactor),
      ],
    });
    const onToken = {
      handleLLMNewToken(token: string) {
        text += token;
        if (text.trim() !== '') deps.onText(text);
      },
    };
    return agent.invoke({ messages: [new HumanMessage(briefing)] }, { ...options, callbacks: [onToken] });
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
