/** What the agent's tools may touch when an incident is looked into, or when a question is answered. */
import type { InvestigationInput } from '../../agent/investigate.js';
import type { Incident } from '../../incidents/incident.js';
import { NO_METRICS } from '../../incidents/no-metrics.js';
import type { Present } from './measure/similar.js';
import type { EvidencePassDeps } from './run-evidence-pass.js';
import { createToolLookups } from './tool-lookups.js';

type ToolContext = InvestigationInput['context'];

export interface ToolContextSubject {
  /** What is known so far; its incident is the one that tools are about when nobody says otherwise. */
  readonly present: Present & { readonly incident: Incident };
  readonly now: Date;
  /** Cancels whatever a tool is doing. */
  readonly signal: AbortSignal;
  readonly propose: ToolContext['proposals']['propose'];
}

export function createToolContext(
  deps: EvidencePassDeps,
  { present, now, signal, propose }: ToolContextSubject,
): ToolContext {
  const { store, settings } = deps;
  const { incident } = present;
  return {
    signal,
    now,
    incident,
    range: { start: new Date(incident.startedAt.getTime() - settings.baselineSeconds * 1000), end: now },
    window: settings.window,
    stepSeconds: settings.stepSeconds,
    metrics: deps.metricsSource ?? NO_METRICS,
    logs: deps.logSource,
    traces: deps.traceSource,
    catalog: deps.catalog(),
    runbooks: deps.runbooks(),
    incidents: { listByImpact: (limit) => store.transaction((tx) => tx.incidents.listForModels(limit)) },
    ...createToolLookups(deps, present, now),
    changes: { list: (filter) => store.transaction((tx) => tx.changes.list(filter)) },
    proposals: { propose },
  };
}
