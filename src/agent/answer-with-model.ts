/** One run of the language model over a question: LangChain's agent with tools that only read. Ends, whatever happens. */
import { createAgent, HumanMessage, SystemMessage } from 'langchain';
import { ANSWER_PROMPT } from './answer-prompt.js';
import { limitAnswer } from './answer-limits.js';
import { declareTools, sizeOfDeclarations } from './langchain-tools.js';
import type { InvestigationLimits } from './limits.js';
import { cleanAnswer } from './middleware/clean-answer.js';
import { runTools } from './middleware/run-tools.js';
import { classifyModelError } from './model-error.js';
import { createChatModel, type ModelSettings } from './model.js';
import { startRun, type Run } from './run.js';
import type { ToolRunner } from './tool-runner.js';

/** Steps of the graph per model call; only a safety net under the call limit. */
const STEPS_PER_CALL = 12;

export interface AnswerRun extends Run {
  /** What the model said last; null when it said nothing usable. */
  answer: string | null;
}

/** Never throws for anything that the model or its server did: `stop` says why there is no answer. */
export async function answerWithModel(
  deps: {
    readonly settings: ModelSettings;
    readonly limits: InvestigationLimits;
    readonly runner: ToolRunner;
    readonly onModelCall: (call: number) => void;
    /** The text so far; only where the model streams. */
    readonly onText: (text: string) => void;
  },
  { briefing, cancelled }: { briefing: string; cancelled: AbortSignal },
): Promise<AnswerRun> {
  const { settings, limits, runner, onModelCall } = deps;
  const run: AnswerRun = Object.assign(startRun(limits.seconds), { answer: null });
  run.read.push(briefing);
  const end = new AbortController();
  const timer = setTimeout(() => end.abort(), limits.seconds * 1000);
  let text = '';
  try {
    const agent = createAgent({
      model: createChatModel(settings),
      tools: declareTools(runner.available),
      systemPrompt: new SystemMessage(ANSWER_PROMPT),
      middleware: [
        limitAnswer(run, {
          limits,
          fixedChars: ANSWER_PROMPT.length + sizeOfDeclarations(runner.available),
          onModelCall(call) {
            text = '';
            onModelCall(call);
          },
        }),
        cleanAnswer(run, { isStreaming: settings.isStreaming ?? false }),
        runTools(runner, (answer) => run.read.push(answer)),
      ],
    });
    const signal = AbortSignal.any([end.signal, cancelled]);
    const finished = agent.invoke(
      { messages: [new HumanMessage(briefing)] },
      {
        signal,
        recursionLimit: limits.modelCalls * STEPS_PER_CALL + 20,
        callbacks: [
          {
            handleLLMNewToken(token: string) {
              text += token;
              if (text.trim() !== '') deps.onText(text);
            },
          },
        ],
      },
    );
    const { messages } = await untilAborted(finished, signal);
    run.answer = readAnswer(messages.at(-1));
  } catch (error) {
    cancelled.throwIfAborted();
    run.stop ??= end.signal.aborted ? 'time_limit' : classifyModelError(error);
    run.failure = error;
  } finally {
    clearTimeout(timer);
    end.abort();
  }
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

/** The run is over when the signal says so, even if a request underneath does not notice. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  let onAbort: () => void = () => undefined;
  const aborted = new Promise<never>((_, reject) => {
    onAbort = () => reject(new Error('the time for the model is over'));
    signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    return await Promise.race([work, aborted]);
  } finally {
    signal.removeEventListener('abort', onAbort);
  }
}
