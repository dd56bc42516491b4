/**
 * Investigates one incident and returns a report that cites evidence. A model does it when one is configured and answers
 * in time and in form; otherwise rules do, from the same evidence and through the same tools, and the note says why.
 */
import type { Backend, Tool } from '../../tools/tool.js';
import type { Evidence, Observation } from '../incidents/evidence.js';
import { incidentLabel } from '../incidents/incident.js';
import type { Logger } from '../observability/logger.js';
import type { Metrics } from '../observability/metrics.js';
import type { Redactor } from '../privacy/redactor.js';
import { findUnknownNumbers } from './report/check-numbers.js';
import { findGap, ground, groundProposals, type Grounds } from './report/grounding.js';
import type { InvestigationInput } from './investigation.js';
import { explainModel, explainRules, type InvestigationLimits } from './limits.js';
import { statusOfModelError } from './model-error.js';
import type { ModelRoute } from './models/model-route.js';
import type { Spending, ToolResultStore } from './ports.js';
import type { Analysis, Report } from './report/report.js';
import type { Run } from './run.js';
import { PROMPT_VERSION } from './system-prompt.js';
import { createToolRunner, type ToolAnswer, type ToolRunner } from './tool-runner.js';
import { investigateByRules } from './without-llm/investigate-by-rules.js';

export type { InvestigationLimits } from './limits.js';
export type { InvestigationInput } from './investigation.js';
export type { ModelSettings } from './model.js';

/** What happens meanwhile, for whoever shows it. */
export type Progress =
  | { readonly kind: 'model'; readonly call: number }
  | { readonly kind: 'tool'; readonly tool: string; readonly evidenceId: string | null };

export interface InvestigateDeps {
  /** Null: no model is configured. */
  readonly model: ModelRoute | null;
  readonly tools: readonly Tool[];
  /** Outside systems that are configured; tools that need others are hidden. */
  readonly backends: readonly Backend[];
  readonly limits: InvestigationLimits;
  /** Looks through everything that a model or a store of its work is given; this incident's own. */
  readonly redactor: Redactor;
  /** Whether models must be kept away from this incident, as it is now; asked before every request. */
  readonly isPrivate: () => Promise<boolean>;
  /** What this incident may cost. */
  readonly spending: Spending;
  /** Stores an observation and numbers it. */
  readonly recordEvidence: (observation: Observation) => Promise<Evidence>;
  /** Keeps what is too long for the model; for the run only when left out. */
  readonly results?: ToolResultStore;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'modelRuns' | 'investigationSeconds'>;
  readonly onProgress?: (progress: Progress) => void;
}

/**
 * Rejects only when the context's signal is aborted or when Firewatch itself fails (the store), never because of the model.
 * Proposals made on the way have gone to `context.proposals`.
 */
export async function investigate(deps: InvestigateDeps, input: InvestigationInput): Promise<Analysis> {
  const startedAt = performance.now();
  const log = deps.log.child({ incident: incidentLabel(input.incident) });
  const known = new Map(input.evidence.map((item) => [item.id, item]));
  const recordEvidence = async (observation: Observation) => {
    const evidence = await deps.recordEvidence(observation);
    known.set(evidence.id, evidence);
    return evidence;
  };
  const grounds: Grounds = { evidence: known, services: knownServices(input) };
  const proposed: string[] = [];
  const onProposed = (id: string) => void proposed.push(id);
  const proposals = groundProposals(input.context.proposals, known, input.runbooks, onProposed);
  const context = { ...input.context, proposals };
  const newRunner = (maxCalls: number) =>
    createToolRunner({ ...deps, context, maxCalls, recordEvidence, log, onAnswer });
  const onAnswer = (tool: string, { evidence }: ToolAnswer) =>
    deps.onProgress?.({ kind: 'tool', tool, evidenceId: evidence?.id ?? null });

  const modelsRunner = newRunner(deps.limits.toolCalls);
  const run = deps.model && !(await deps.isPrivate())
    ? await runModel(deps, { route: deps.model, runner: modelsRunner, grounds, log }, input)
    : null;
  const usage = (toolCalls: number) => ({
    modelCalls: run?.modelCalls ?? 0,
    toolCalls,
    inputTokens: run?.inputTokens ?? 0,
    outputTokens: run?.outputTokens ?? 0,
    durationMs: Math.round(performance.now() - startedAt),
  });

  if (deps.model && run?.report) {
    // Shown where its evidence is shown: to people who may see whom it names.
    const report = ground(deps.redactor.restoreValue(run.report), grounds);
    const note = explainModel(
      {
        hurried: run.hurried,
        unknownNumbers: findUnknownNumbers(report, run.read),
        otherSuspect: otherSuspect(report, input),
      },
      deps.limits,
    );
    return { report, proposals: proposed, verification: null, by: 'model', model: run.answeredBy, note, usage: usage(modelsRunner.calls) };
  }
  // The rules need a single call, and get it even when the model used up its own.
  const rulesRunner = newRunner(1);
  const report = ground(await investigateByRules(input, rulesRunner), grounds);
  const note = explainRules(run?.stop ?? (deps.model ? 'private' : 'no_model'), deps.limits);
  const calls = modelsRunner.calls + rulesRunner.calls;
  return { report, proposals: proposed, verification: null, by: 'rules', model: null, note, usage: usage(calls) };
}

async function runModel(
  deps: InvestigateDeps,
  {
    route,
    runner,
    grounds,
    log,
  }: { route: ModelRoute; runner: ToolRunner; grounds: Grounds; log: Logger },
  input: InvestigationInput,
): Promise<Run> {
  const stopTimer = deps.metrics.investigationSeconds.startTimer({ step: 'model' });
  const onModelCall = (call: number) => deps.onProgress?.({ kind: 'model', call });
  // LangChain takes half a second to load: only where a model is configured, and not before it is needed.
  const { investigateWithModel } = await import('./with-model.js');
  const run = await investigateWithModel(
    {
      route,
      spending: deps.spending,
      log,
      limits: deps.limits,
      runner,
      redactor: deps.redactor,
      isPrivate: deps.isPrivate,
      onModelCall,
      findGap: (report) => findGap(report, grounds),
    },
    input,
  );
  const durationMs = Math.round(stopTimer() * 1000);
  deps.metrics.modelRuns.inc({ purpose: 'investigation', result: run.stop ?? 'finished' });
  const { modelCalls, inputTokens, outputTokens, stop, hurried } = run;
  const fields = {
    model: run.asking?.model ?? null,
    prompt: PROMPT_VERSION,
    modelCalls,
    inputTokens,
    outputTokens,
    durationMs,
  };
  if (stop)
    log.warn(
      { ...fields, reason: stop, status: statusOfModelError(run.failure) },
      'model did not finish; rules take over',
    );
  else log.info({ ...fields, hurried }, 'model reported');
  return run;
}

/** From this confidence on a ranking is worth telling when the model names another service: better than even odds. */
const CLEAR_FROM = 0.5;

function otherSuspect({ cause }: Report, { suspects: [first] }: InvestigationInput) {
  if (!first || cause === null || cause.service === null || first.confidence < CLEAR_FROM) return null;
  return first.service === cause.service ? null : { service: first.service, confidence: first.confidence };
}

function knownServices({ incident, suspects, context }: InvestigationInput): ReadonlySet<string> {
  const names = context.catalog.list().map((service) => service.name);
  return new Set([
    ...names,
    ...(incident.service === null ? [] : [incident.service]),
    ...suspects.map((suspect) => suspect.service),
  ]);
}
