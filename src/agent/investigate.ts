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
import { checkReport } from './report/check-report.js';
import { findGap, groundProposals, type Grounds } from './report/grounding.js';
import type { InvestigationInput } from './investigation.js';
import { explainModel, explainRules, type InvestigationLimits } from './limits.js';
import { statusOfModelError } from './model-error.js';
import type { ModelRoute } from './models/model-route.js';
import { keepFindings } from './journal/keep-findings.js';
import { resumeRun, type ResumedRun } from './journal/resume-run.js';
import type { RunJournal, Spending, ToolResultStore } from './ports.js';
import type { Analysis, Report } from './report/report.js';
import type { Verification } from './report/verify/verification.js';
import type { Run } from './run.js';
import { PROMPT_VERSION } from './system-prompt.js';
import { createToolRunner, type ToolAnswer, type ToolRunner } from './tool-runner.js';
import { readByRules } from './without-llm/read-by-rules.js';
import { investigateByRules, RULES_VERSION } from './without-llm/investigate-by-rules.js';

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
  /** Which other incidents of these numbers must be kept from models now; asked before every request that tells of some. */
  readonly privateAmong?: (numbers: readonly number[]) => Promise<ReadonlySet<number>>;
  /** What this incident may cost. */
  readonly spending: Spending;
  /** How far this investigation came before; left out where it need not outlive the process. */
  readonly journal?: RunJournal;
  /** Stores an observation and numbers it. */
  readonly recordEvidence: (observation: Observation) => Promise<Evidence>;
  /** Keeps what is too long for the model; for the run only when left out. */
  readonly results?: ToolResultStore;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'modelRuns' | 'modelClaims' | 'investigationSeconds'>;
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
  const newRunner = (maxCalls: number, resumed?: ResumedRun) =>
    createToolRunner({
      ...deps,
      ...(resumed ? { memory: resumed.memory, callsBefore: resumed.used.toolCalls } : {}),
      context,
      maxCalls,
      recordEvidence,
      log,
      onAnswer,
    });
  const onAnswer = (tool: string, { evidence }: ToolAnswer) =>
    deps.onProgress?.({ kind: 'tool', tool, evidenceId: evidence?.id ?? null });

  const found: Evidence[] = [];
  const onEvidence = (evidence: Evidence) => {
    known.set(evidence.id, evidence);
    found.push(evidence);
  };
  const isAsked = deps.model !== null && !(await deps.isPrivate());
  const resumed = isAsked ? await resumeRun({ ...deps, onEvidence, proposed }) : undefined;
  const modelsRunner = newRunner(deps.limits.toolCalls, resumed);
  const run =
    deps.model && resumed
      ? await runModel(deps, { route: deps.model, resumed, runner: modelsRunner, grounds, log }, input)
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
    const told = deps.redactor.restoreValue([...run.read]);
    const checked = checkReport(deps.redactor.restoreValue(run.report), grounds, told);
    countClaims(deps.metrics, checked.verification);
    const note = explainModel(
      {
        hurried: run.hurried,
        insteadOf: insteadOf(deps.model, run),
        otherSuspect: otherSuspect(checked.report, input),
      },
      deps.limits,
    );
    return {
      ...checked,
      proposals: proposed,
      by: 'model',
      model: run.answeredBy,
      promptVersion: PROMPT_VERSION,
      note,
      usage: usage(modelsRunner.calls),
    };
  }
  // The rules need a single call, and get it even when the model used up its own.
  const rulesRunner = newRunner(1);
  const byRules = keepFindings(await investigateByRules(input, rulesRunner), found);
  const checked = checkReport(byRules, grounds, readByRules(input));
  const note = explainRules(run?.stop ?? (deps.model ? 'private' : 'no_model'), deps.limits);
  const calls = modelsRunner.calls + rulesRunner.calls;
  return {
    ...checked,
    proposals: proposed,
    by: 'rules',
    model: null,
    promptVersion: RULES_VERSION,
    note,
    usage: usage(calls),
  };
}

async function runModel(
  deps: InvestigateDeps,
  about: {
    route: ModelRoute;
    resumed: ResumedRun;
    runner: ToolRunner;
    grounds: Grounds;
    log: Logger;
  },
  input: InvestigationInput,
): Promise<Run> {
  const { resumed, grounds, log } = about;
  const stopTimer = deps.metrics.investigationSeconds.startTimer({ step: 'model' });
  const onModelCall = (call: number) => deps.onProgress?.({ kind: 'model', call });
  // LangChain takes half a second to load: only where a model is configured, and not before it is needed.
  const { investigateWithModel } = await import('./with-model.js');
  const run = await investigateWithModel(
    {
      ...deps,
      ...about,
      journal: resumed.journal,
      steps: resumed.steps,
      used: resumed.used,
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

function countClaims({ modelClaims }: Pick<Metrics, 'modelClaims'>, verification: Verification): void {
  modelClaims.inc({ result: 'verified' }, verification.verified);
  modelClaims.inc({ result: 'unverified' }, verification.unverified.length);
  modelClaims.inc({ result: 'dropped' }, verification.dropped);
}

function insteadOf({ models: [{ settings }] }: ModelRoute, { answeredBy }: Run) {
  const preferred = settings.model;
  return answeredBy === null || answeredBy === preferred ? null : { preferred, answered: answeredBy };
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
