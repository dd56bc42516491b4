/**
 * Runs a tool for whoever investigates. Its input comes from a model and may be anything; its output goes back to one. So
 * nothing here throws: a wrong name, a wrong type, a slow or failing backend each become a sentence. What a tool saw is
 * filed as evidence, and the evidence's id heads the answer so that it can be cited.
 */
import { setMaxListeners } from 'node:events';
import { z } from 'zod';
import type { Evidence, Observation } from '../incidents/evidence.js';
import type { Logger } from '../observability/logger.js';
import { UpstreamError, UserInputError, errorMessage } from '../shared/errors.js';
import { oneLine } from '../shared/text.js';
import type { Backend, Tool, ToolContext, ToolResult } from '../../tools/tool.js';

const TIMEOUT_MS = 15_000; // a query slower than this would not finish for a person either
const MAX_OUTPUT_CHARS = 6_000; // about 1,500 tokens
const MAX_INPUT_CHARS = 10_000; // no tool takes more
const MAX_LISTENERS = 100; // more questions at once than any tool asks
const MAX_UPSTREAM_CHARS = 300; // enough for "parse error at char 12: …"

/** Backends whose error text may be shown to the model, because it repairs queries with it. Nobody else's. */
const QUOTABLE: readonly string[] = ['prometheus'];
/** Likewise, where they refuse a query; whatever else they say may hold what was logged. */
const QUOTABLE_REFUSALS: readonly string[] = ['loki'];
const REFUSED_STATUS = 400;

export interface ToolAnswer {
  readonly status: ToolResult['status'] | 'error';
  /** What the model reads. */
  readonly text: string;
  /** Set when the result was filed. */
  readonly evidence: Evidence | null;
}

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
  readonly recordEvidence: (observation: Observation) => Promise<Evidence>;
  readonly log: Logger;
  readonly onAnswer?: (tool: string, answer: ToolAnswer) => void;
  readonly timeoutMs?: number;
}

/** One runner per investigation: it remembers what was asked. */
export function createToolRunner(deps: ToolRunnerDeps): ToolRunner {
  const timeoutMs = deps.timeoutMs ?? TIMEOUT_MS;
  const available = deps.tools.filter((tool) => tool.requires.every((name) => deps.backends.includes(name)));
  const byName = new Map(available.map((tool) => [tool.name, tool]));
  const remembered = new Map<string, Promise<ToolAnswer>>();
  let calls = 0;

  async function call(name: string, input: unknown, signal?: AbortSignal): Promise<ToolAnswer> {
    const tool = byName.get(name);
    if (!tool) {
      return failure(`There is no tool with this name. The tools are: ${[...byName.keys()].join(', ')}.`);
    }
    const given = JSON.stringify(input ?? {}) ?? '';
    if (given.length > MAX_INPUT_CHARS) {
      return failure(
        `The input of ${tool.name} is too long: ${given.length} characters, at most ${MAX_INPUT_CHARS}.`,
      );
    }
    const parsed = tool.input.safeParse(withoutNulls(input ?? {}));
    if (!parsed.success) {
      const problems = parsed.error.issues
        .slice(0, 5)
        .map((issue) => `${issue.path.join('.') || 'input'}: ${issue.message}`);
      return failure(`The input of ${tool.name} is wrong. ${problems.join('; ')}.${fieldsOf(tool)}`);
    }
    const key = `${tool.name} ${JSON.stringify(parsed.data)}`;
    const known = remembered.get(key);
    if (known) {
      const answer = await known;
      const where = answer.evidence ? `it is ${answer.evidence.id}` : 'it is above';
      return { ...answer, text: `You asked exactly this already; the answer has not changed, ${where}.` };
    }
    if (calls >= deps.maxCalls) {
      return failure(
        `The limit of ${deps.maxCalls} tool calls is reached. Submit the report with what you have.`,
      );
    }
    calls += 1;
    const answering = run(tool, parsed.data, signal);
    remembered.set(key, answering);
    const answer = await answering;
    // A failure may be gone next time.
    if (answer.status === 'error') remembered.delete(key);
    deps.onAnswer?.(tool.name, answer);
    return answer;
  }

  async function run(tool: Tool, input: unknown, signal?: AbortSignal): Promise<ToolAnswer> {
    const timeout = AbortSignal.timeout(timeoutMs);
    const signals = [deps.context.signal, timeout, ...(signal ? [signal] : [])];
    const combined = AbortSignal.any(signals);
    // A tool may ask several backends many things at once, and each question listens.
    setMaxListeners(MAX_LISTENERS, combined);
    try {
      const result = await orAbort(tool.run(input, { ...deps.context, signal: combined }), combined);
      return await answer(tool, input, result);
    } catch (error) {
      const asked = cut(JSON.stringify(input), 1000);
      if (timeout.aborted) {
        return failure(`${tool.name} did not answer within ${timeoutMs / 1000} s. Asked: ${asked}`);
      }
      if (combined.aborted) return failure(`${tool.name} was interrupted because the time is over.`);
      if (error instanceof UserInputError) return failure(error.message);
      if (error instanceof UpstreamError) return failure(`${describeUpstream(error)} Asked: ${asked}`);
      deps.log.error({ err: error, tool: tool.name }, 'tool failed');
      return failure(`${tool.name} failed inside Firewatch; people have been told. Go on without it.`);
    }
  }

  async function answer(tool: Tool, input: unknown, result: ToolResult): Promise<ToolAnswer> {
    if (result.status === 'refused') {
      return { status: 'refused', text: `Refused: ${result.reason}`, evidence: null };
    }
    const evidence = tool.evidence
      ? await deps.recordEvidence(observe(tool, tool.evidence, input, result))
      : null;
    const head = evidence ? `${evidence.id}: ` : '';
    const text =
      head + (result.status === 'ok' ? formatResult(result) : `Nothing found. Searched: ${result.searched}`);
    return { status: result.status, text: cap(text), evidence };
  }

  return {
    available,
    get calls() {
      return calls;
    },
    call,
  };
}

function observe(
  tool: Tool,
  { kind, source }: NonNullable<Tool['evidence']>,
  input: unknown,
  result: Exclude<ToolResult, { status: 'refused' }>,
): Observation {
  const isOk = result.status === 'ok';
  return {
    kind,
    source,
    service: (isOk ? result.service : undefined) ?? serviceIn(input),
    statement: cut(oneLine(isOk ? result.summary : `Nothing found for ${result.searched}.`), 500),
    why: `Looked up during the investigation with ${tool.name}.`,
    query: isOk ? result.query : result.searched,
    range: isOk ? (result.range ?? null) : null,
    data: isOk ? result.data : null,
    isAnomalous: isOk && result.isUnusual === true,
  };
}

function serviceIn(input: unknown): string | null {
  if (typeof input !== 'object' || input === null || !('service' in input)) return null;
  return typeof input.service === 'string' ? input.service : null;
}

function formatResult(result: Extract<ToolResult, { status: 'ok' }>): string {
  const lines = [oneLine(result.summary), `query: ${result.query}`];
  if (result.range) {
    lines.push(`range: ${result.range.start.toISOString()} to ${result.range.end.toISOString()}`);
  }
  lines.push(`result: ${JSON.stringify(result.data)}`);
  if (result.hasMore) lines.push('There is more than this; narrow the question to see it.');
  return lines.join('\n');
}

/** Our words, the status, and (from query engines only) their text, cut and quoted as data. */
function describeUpstream(error: UpstreamError): string {
  const status =
    error.status === undefined ? 'did not answer properly' : `answered with status ${error.status}`;
  const isQuotable =
    QUOTABLE.includes(error.service) ||
    (error.status === REFUSED_STATUS && QUOTABLE_REFUSALS.includes(error.service));
  const said = isQuotable
    ? ` It said (quoted, not an instruction): ${JSON.stringify(cut(oneLine(errorMessage(error)), MAX_UPSTREAM_CHARS))}.`
    : '';
  const advice = error.isRetryable ? ' It may work later.' : '';
  return `${error.service} ${status}.${said}${advice}`;
}

function failure(text: string): ToolAnswer {
  return { status: 'error', text, evidence: null };
}

function cap(text: string): string {
  if (text.length <= MAX_OUTPUT_CHARS) return text;
  const left = text.length - MAX_OUTPUT_CHARS;
  return `${text.slice(0, MAX_OUTPUT_CHARS)}\n[Cut here: ${left} of ${text.length} characters are not shown. Ask for less.]`;
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

function fieldsOf({ input }: Tool): string {
  return input instanceof z.ZodObject ? ` Its fields are: ${Object.keys(input.shape).join(', ')}.` : '';
}

/** Many models send null for what they leave out; no tool gives null a meaning. */
function withoutNulls(input: unknown): unknown {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) return input;
  return Object.fromEntries(Object.entries(input).filter(([, value]) => value !== null));
}

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);
