/**
 * Answers a question about an incident, or about all of them, and only reads. A model does it when one is configured and
 * answers in time and in form; otherwise rules do, from the same stored facts, and the note says why.
 */
import type { Backend, Tool } from '../../../tools/tool.js';
import type { Evidence, Observation } from '../../incidents/evidence.js';
import type { QuestionStep } from '../../incidents/question.js';
import type { Logger } from '../../observability/logger.js';
import type { Metrics } from '../../observability/metrics.js';
import type { Redactor } from '../../privacy/redactor.js';
import { answerByRules } from './rules/answer-by-rules.js';
import { citedIn, type Answer, type AnswerInput } from './answer-input.js';
import { createSteps, withSteps } from './steps.js';
import { seenOnly } from '../briefing/seen-only.js';
import { buildQuestionBriefing } from './answer-prompt.js';
import type { AnswerRun } from './answer-with-model.js';
import { corpusOfTexts } from '../report/verify/corpus.js';
import { findUnsupported } from '../report/verify/find-unsupported.js';
import { explainRules, type InvestigationLimits, type StopReason } from '../limits.js';
import { statusOfModelError } from '../model-error.js';
import type { ModelRoute } from '../models/model-route.js';
import { resumeRun, type ResumedRun } from '../journal/resume-run.js';
import type { RunJournal, Spending, ToolResultStore } from '../ports.js';
import { createToolRunner, type ToolRunner } from '../tool-runner.js';

export type { Answer, AnswerInput, IncidentFacts, QueuedIncident } from './answer-input.js';

/** Longest answer of a model that is kept; six short lines are asked for. */
const MAX_ANSWER = 4000;
/** Of what it says and the data does not. */
const MAX_UNKNOWN = 4;
/** Fewer characters are how models announce what they look at next, and are taken back a moment later. */
const TELLING = 100;

/** What happens meanwhile, for whoever shows it. */
export interface AnswerProgress {
  /** The text so far; empty while nothing is written. */
  readonly text: string;
  /** In a few words: "Asking the metrics…". */
  readonly doing: string;
  /** What was looked at so far, in that order. */
  readonly steps: readonly QuestionStep[];
}

export interface AnswerDeps {
  /** Null: no model is configured. */
  readonly model: ModelRoute | null;
  /** Those that propose are left out. */
  readonly tools: readonly Tool[];
  readonly backends: readonly Backend[];
  readonly limits: InvestigationLimits;
  /** Looks through everything that a model is given. */
  readonly redactor: Redactor;
  /** Whether the answer is read only by people who may see what it is made from, so that it may name whom it is about. */
  readonly mayNamePeople: boolean;
  /** Whether models must be kept away from the incident, as it is now; asked before every request. */
  readonly isPrivate: () => Promise<boolean>;
  /** Which other incidents of these numbers must be kept from models now; asked before every request that tells of some. */
  readonly privateAmong?: (numbers: readonly number[]) => Promise<ReadonlySet<number>>;
  /** What this question may cost. */
  readonly spending: Spending;
  /** How far this answer came before; left out where it need not outlive the process. */
  readonly journal?: RunJournal;
  /** Stores an observation and numbers it; null when there is no incident to file it under. */
  readonly recordEvidence: ((observation: Observation) => Promise<Evidence>) | null;
  /** Keeps what is too long for the model; for the answer only when left out. */
  readonly results?: ToolResultStore;
  readonly onProgress: (progress: AnswerProgress) => void;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'modelRuns'>;
}

/** Rejects only when the context's signal is aborted or when Firewatch itself fails, never because of the model. */
export async function answerQuestion(deps: AnswerDeps, input: AnswerInput): Promise<Answer> {
  const known = new Map((input.about?.known.evidence ?? []).map((item) => [item.id, item]));
  const run =
    deps.model && !(await deps.isPrivate())
      ? await runModel(deps, deps.model, withoutPrivate(input), known)
      : null;
  if (run?.answer) return fromModel(run, shown(deps, run.answer), new Set(known.keys()));
  const { text, evidenceIds } = answerByRules(input);
  return {
    text,
    by: 'rules',
    evidenceIds,
    note: noteOfRules(run?.stop ?? (deps.model ? 'private' : 'no_model'), deps.limits),
  };
}

/** People see private incidents in the queue; a model that is asked about another one does not. */
function withoutPrivate(input: AnswerInput): AnswerInput {
  return { ...input, queue: input.queue.filter(({ incident }) => !incident.isPrivate) };
}

async function runModel(
  deps: AnswerDeps,
  route: ModelRoute,
  input: AnswerInput,
  known: Map<string, Evidence>,
): Promise<AnswerRun> {
  const { answerWithModel } = await import('./answer-with-model.js');
  const steps = createSteps(input.context.catalog);
  const progress = { text: '', doing: 'Reading what is known…' };
  const tell = (change: Partial<typeof progress>) =>
    deps.onProgress({ ...Object.assign(progress, change), steps: steps.list() });
  tell({});
  const resumed = await resumeRun({
    ...deps,
    recordEvidence: deps.recordEvidence ?? nowhereToFile,
    onEvidence: (evidence) => known.set(evidence.id, evidence),
    proposed: [],
  });
  const runner = withSteps(createReadOnlyRunner(deps, input, resumed), steps, tell);
  const run = await answerWithModel(
    {
      ...deps,
      route,
      journal: resumed.journal,
      steps: resumed.steps,
      used: resumed.used,
      runner,
      onModelCall: (call) => {
        if (call > 1) tell({ text: '', doing: 'Putting it together…' });
      },
      onText: (text) =>
        text.length >= TELLING &&
        tell({ text: withoutUnknown(shown(deps, text).slice(0, MAX_ANSWER), new Set(known.keys())) }),
    },
    { briefing: buildQuestionBriefing(input), cancelled: input.context.signal },
  );
  deps.metrics.modelRuns.inc({ purpose: 'question', result: run.stop ?? 'finished' });
  const { modelCalls, inputTokens, outputTokens, stop, hurried } = run;
  const fields = { model: run.asking?.model ?? null, modelCalls, inputTokens, outputTokens, hurried };
  if (stop)
    deps.log.warn(
      { ...fields, reason: stop, status: statusOfModelError(run.failure) },
      'model did not answer; rules take over',
    );
  else deps.log.info(fields, 'model answered a question');
  return run;
}

/** Without an incident nothing is filed, and so nothing can be cited by a number. */
function createReadOnlyRunner(deps: AnswerDeps, input: AnswerInput, resumed: ResumedRun): ToolRunner {
  const { recordEvidence } = deps;
  const reading = deps.tools.filter(({ name }) => !name.startsWith('propose_'));
  return createToolRunner({
    tools: recordEvidence ? reading : reading.map((tool) => ({ ...tool, evidence: null })),
    backends: deps.backends,
    context: {
      ...input.context,
      proposals: {
        propose: () =>
          Promise.resolve({ status: 'refused', reason: 'A question changes nothing and proposes nothing.' }),
      },
    },
    maxCalls: deps.limits.toolCalls,
    ...(deps.results ? { results: deps.results } : {}),
    memory: resumed.memory,
    callsBefore: resumed.used.toolCalls,
    recordEvidence: recordEvidence ?? nowhereToFile,
    log: deps.log,
  });
}

function nowhereToFile(): Promise<never> {
  return Promise.reject(new Error('there is no incident to file this under'));
}

/** Placeholders of persons are put back for those who may know; secrets stay hidden from everybody. */
function shown({ redactor, mayNamePeople }: AnswerDeps, text: string): string {
  return mayNamePeople ? redactor.restore(text) : text;
}

function fromModel(run: AnswerRun, answer: string, ids: ReadonlySet<string>): Answer {
  const text = withoutUnknown(answer.slice(0, MAX_ANSWER), ids);
  const evidenceIds = citedIn(text);
  const read = corpusOfTexts(run.read.map(seenOnly), []);
  const unknown = findUnsupported(text, { cited: null, read }).notFound.slice(0, MAX_UNKNOWN);
  const notes = [
    ...(unknown.length > 0 ? [`Not found in the data: ${unknown.map((one) => `“${one}”`).join(', ')}.`] : []),
    ...(evidenceIds.length === 0 && ids.size > 0 ? ['It cites no evidence.'] : []),
    ...(run.isCut || answer.length > MAX_ANSWER ? ['The answer was cut off.'] : []),
    ...(run.hurried ? ['The model had to answer early.'] : []),
  ];
  return {
    text,
    by: 'model',
    evidenceIds,
    note: notes.length === 0 ? null : `${notes.join(' ')} Check before you act.`,
  };
}

/** Ids of evidence that does not exist are taken out, with the brackets that held nothing else. */
function withoutUnknown(text: string, ids: ReadonlySet<string>): string {
  return text
    .replace(/\s?\(((?:E\d{1,4}(?:\s?[,;&]\s?|\s+and\s+)?)+)\)/g, (whole, inner: string) => {
      const existing = citedIn(inner).filter((id) => ids.has(id));
      return existing.length === 0 ? '' : `${/^\s/.test(whole) ? ' ' : ''}(${existing.join(', ')})`;
    })
    .replace(/(?<![\w-])E\d{1,4}(?![\w-])/g, (id) => (ids.has(id) ? id : '(not in the evidence)'));
}

/** The same reasons as for an investigation, said of an answer. */
function noteOfRules(reason: StopReason, limits: InvestigationLimits): string {
  return explainRules(reason, limits).replace(
    'this analysis was made by rules',
    'this answer comes from what is stored',
  );
}
