/**
 * Runs a tool for whoever investigates. Its input comes from a model and may be anything; its output goes back to one. So
 * nothing here throws: a wrong name, a wrong type, a slow or failing backend each become a sentence. What a tool saw is
 * filed as evidence, and the evidence's id heads the answer so that it can be cited.
 */
import { setMaxListeners } from 'node:events';
import type { Evidence, Observation } from '../incidents/evidence.js';
import type { Logger } from '../observability/logger.js';
import { UpstreamError, UserInputError } from '../shared/errors.js';
import { cut } from '../shared/text.js';
import type { Backend, Tool, ToolContext, ToolResult } from '../../tools/tool.js';
import type { AskedTool, ToolMemory } from './journal/tool-memory.js';
import type { ToolResultStore } from './ports.js';
import type { ToolAnswer } from './tool-answer.js';
import { writeResult } from './tool-results/answer-text.js';
import { describeUpstream } from './tool-results/describe-upstream.js';
import { createRunResults, readPage } from './tool-results/kept-results.js';
import { observe } from './tool-results/observe.js';
import { readInput } from './tool-results/read-input.js';

const TIMEOUT_MS = 15_000; // a query slower than this would not finish for a person either
const MAX_LISTENERS = 100; // more questions at once than any tool asks
const MAX_SEARCHED_CHARS = 2_000; // of what was searched in vain
const MAX_ASKED_CHARS = 1_000;

export type { ToolAnswer } from './tool-answer.js';

export interface ToolRunner {
  /** Tools whose backends are configured; the others are not shown to anybody. */
  readonly available: readonly Tool[];
  /** Runs so far, without repeats. */
  readonly calls: number;
  call(name: string, input: unknown, signal?: AbortSignal): Promise<ToolAnswer>;
}

export interface ToolRunnerDeps {
  readonly tools: readonly Tool[];
  readonly backends: readonly Backend[];
  readonly context: ToolContext;
  readonly maxCalls: number;
  /** Runs that count although nobody got their answers: the process before this one ended over them. */
  readonly callsBefore?: number;
  readonly recordEvidence: (observation: Observation) => Promise<Evidence>;
  /** Keeps answers for a run that is interrupted; then evidence is filed through it. */
  readonly memory?: ToolMemory;
  /** Keeps what is too long for the model; for the run only when left out. */
  readonly results?: ToolResultStore;
  readonly log: Logger;
  readonly onAnswer?: (tool: string, answer: ToolAnswer) => void;
  readonly timeoutMs?: number;
}

/** One runner per investigation: it remembers what was asked. */
export function createToolRunner(deps: ToolRunnerDeps): ToolRunner {
  const timeoutMs = deps.timeoutMs ?? TIMEOUT_MS;
  const results = deps.results ?? createRunResults();
  const context: ToolContext = {
    ...deps.context,
    results: { read: (question) => readPage(results, question) },
  };
  const available = deps.tools.filter((tool) => tool.requires.every((name) => deps.backends.includes(name)));
  const byName = new Map(available.map((tool) => [tool.name, tool]));
  const remembered = new Map<string, Promise<ToolAnswer>>();
  let calls = 0;

  async function call(name: string, input: unknown, signal?: AbortSignal): Promise<ToolAnswer> {
    const tool = byName.get(name);
    if (!tool) {
      return failure(`There is no tool with this name. The tools are: ${[...byName.keys()].join(', ')}.`);
    }
    const reading = readInput(tool, input);
    if (!reading.isOk) return failure(reading.problem);
    const key = `${tool.name} ${JSON.stringify(reading.input)}`;
    const known = remembered.get(key);
    if (known) {
      const answer = await known;
      const where = answer.evidence ? `it is ${answer.evidence.id}` : 'it is above';
      return { ...answer, text: `You asked exactly this already; the answer has not changed, ${where}.` };
    }
    const recalled = deps.memory?.recall(key);
    if (!recalled && calls + (deps.callsBefore ?? 0) >= deps.maxCalls) {
      return failure(
        `The limit of ${deps.maxCalls} tool calls is reached. Submit the report with what you have.`,
      );
    }
    calls += 1;
    const asked = { name: tool.name, key };
    const answering = recalled ? Promise.resolve(recalled) : run(tool, reading.input, asked, signal);
    remembered.set(key, answering);
    const answer = await answering;
    // A failure may be gone next time.
    if (answer.status === 'error') remembered.delete(key);
    deps.onAnswer?.(tool.name, answer);
    return answer;
  }

  async function run(
    tool: Tool,
    input: unknown,
    asked: AskedTool,
    signal?: AbortSignal,
  ): Promise<ToolAnswer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signals = [deps.context.signal, timeout, ...(signal ? [signal] : [])];
    const combined = AbortSignal.any(signals);
    // A tool may ask several backends many things at once, and each question listens.
    setMaxListeners(MAX_LISTENERS, combined);
    try {
      const result = await orAbort(tool.run(input, { ...context, signal: combined }), combined);
      return await answer(tool, input, asked, result);
    } catch (error) {
      if (combined.aborted && !timeout.aborted) {
        return failure(`${tool.name} was interrupted because the time is over.`);
      }
      const failed = failure(describeFailure(tool, input, { error, isTimeout: timeout.aborted }));
      // A run that goes on later goes on from what the model was told.
      await deps.memory?.keep(asked, failed).catch((err: unknown) => {
        deps.log.warn({ err, tool: tool.name }, 'the failure of a tool was not kept');
      });
      return failed;
    }
  }

  function describeFailure(
    tool: Tool,
    input: unknown,
    { error, isTimeout }: { error: unknown; isTimeout: boolean },
  ): string {
    const asked = cut(JSON.stringify(input), MAX_ASKED_CHARS);
    if (isTimeout) return `${tool.name} did not answer within ${timeoutMs / 1000} s. Asked: ${asked}`;
    if (error instanceof UserInputError) return error.message;
    if (error instanceof UpstreamError) return `${describeUpstream(error)} Asked: ${asked}`;
    deps.log.error({ err: error, tool: tool.name }, 'tool failed');
    return `${tool.name} failed inside Firewatch; people have been told. Go on without it.`;
  }

  async function answer(
    tool: Tool,
    input: unknown,
    asked: AskedTool,
    result: ToolResult,
  ): Promise<ToolAnswer> {
    if (result.status === 'refused') {
      return kept(asked, { status: 'refused', text: `Refused: ${result.reason}`, evidence: null });
    }
    const written =
      result.status === 'ok'
        ? await writeResult(tool, result, results)
        : { text: `Nothing found. Searched: ${cut(result.searched, MAX_SEARCHED_CHARS)}`, data: null };
    const answerOf = (evidence: Evidence | null): ToolAnswer => ({
      status: result.status,
      text: (evidence ? `${evidence.id}: ` : '') + written.text,
      evidence,
    });
    const { name, evidence: filing } = tool;
    if (!filing) return kept(asked, answerOf(null));
    const observation = observe({ name, evidence: filing }, input, result, written.data);
    return deps.memory
      ? deps.memory.file(asked, observation, answerOf)
      : answerOf(await deps.recordEvidence(observation));
  }

  async function kept(asked: AskedTool, answer: ToolAnswer): Promise<ToolAnswer> {
    await deps.memory?.keep(asked, answer);
    return answer;
  }

  return {
    available,
    get calls() {
      return calls;
    },
    call,
  };
}

function failure(text: string): ToolAnswer {
  return { status: 'error', text, evidence: null };
}

/** Settles when the work does or when the signal aborts, for backends that ignore the signal. */
function orAbort<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(new Error('interrupted', { cause: signal.reason }));
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
