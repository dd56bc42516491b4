/**
 * The evidence pass: what is abnormal, since when, where it most likely began, what was changed, which runbook fits. Needs
 * no model. It always answers within its time; what could not be seen in that time is named as a gap.
 */
import { correlateChanges, LIKELY_SCORE } from '../../analysis/correlate-changes.js';
import type { Suspect } from '../../analysis/findings.js';
import type { Alert } from '../../incidents/alert.js';
import type { Change } from '../../incidents/change.js';
import type { Incident } from '../../incidents/incident.js';
import type { ResolvedIncident } from '../../incidents/ports/past-incidents.js';
import type { LogSource } from '../../incidents/ports/log-source.js';
import type { MetricsSource } from '../../incidents/ports/metrics-source.js';
import type { TraceSource } from '../../incidents/ports/trace-source.js';
import type { RunbookLibrary } from '../../incidents/runbook.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import { chooseRunbooks } from './choose-runbooks.js';
import { buildObservations } from './observations.js';
import { forecastSaturations, measureForecasts } from './measure/forecasts.js';
import { planMeasurement } from './measure/measurement.js';
import { createEvidenceQueries, type EvidenceQueries } from './measure/queries.js';
import { diagnoseRunbooks, type Diagnosed } from './measure/runbooks.js';
import { chooseScope, type Scope } from './measure/scope.js';
import { measureWithSeasons } from './measure/seasons.js';
import { findFailingShare } from './measure/signals.js';
import { recallSimilar } from './measure/similar.js';
import { describeAbsent, judgeTelemetry, readTelemetry, seenCalls } from './measure/telemetry.js';
import { rankSuspects } from './rank-suspects.js';
import { describeSimilar } from './sentences/similar-sentences.js';
import type { Findings } from './findings.js';

/** Share of the pass's time after which signals still missing are given up, so that runbooks can be checked too. */
const SIGNALS_SHARE = 0.6;
/** Log lines not compared by then are left, for the same reason. */
const LOGS_SHARE = 0.75;
/** Kept for judging and wording what was measured. */
const MARGIN_SHARE = 0.05;
const RECENT_SECONDS = 1800;
const MAX_DIAGNOSED_SERVICES = 3;
const MAX_RUNBOOKS = 6;

interface GatherEvidenceDeps {
  /** Null when no metrics backend is configured. */
  readonly metrics: MetricsSource | null;
  /** Likewise. */
  readonly logs: LogSource | null;
  readonly traces: TraceSource | null;
  readonly catalog: ServiceCatalog;
  readonly runbooks: RunbookLibrary;
  readonly settings: {
    /** PromQL duration that `$window` stands for: `2m`. */
    readonly window: string;
    /** How much time before the incident shows what is usual. */
    readonly baselineSeconds: number;
    readonly stepSeconds: number;
    readonly queryTimeoutMs: number;
    readonly passTimeoutMs: number;
  };
}

export interface GatherEvidenceInput {
  readonly incident: Incident;
  readonly alerts: readonly Alert[];
  /** Recorded before and during the incident, in any order. */
  readonly changes: readonly Change[];
  /** Resolved incidents that this one is compared with, without itself, in any order. */
  readonly past: readonly ResolvedIncident[];
  readonly now: Date;
  readonly signal: AbortSignal;
}

/** Never rejects because of a backend; only when `input.signal` aborts. */
export async function gatherEvidence(
  deps: GatherEvidenceDeps,
  input: GatherEvidenceInput,
): Promise<Findings> {
  const queries =
    deps.metrics && createEvidenceQueries(deps.metrics, { ...deps.settings, signal: input.signal });
  try {
    return await gather(deps, queries, input);
  } finally {
    queries?.close();
  }
}

async function gather(
  deps: GatherEvidenceDeps,
  queries: EvidenceQueries | null,
  { incident, alerts, changes, past, now, signal }: GatherEvidenceInput,
): Promise<Findings> {
  const { settings } = deps;
  const startedMs = performance.now();
  const at = (share: number) => startedMs + settings.passTimeoutMs * share;
  const declaredScope = chooseScope(deps.catalog, incident.service, alerts);
  const measurement = planMeasurement(incident, settings, { now, deadlineMs: at(SIGNALS_SHARE) });

  const { deadlineMs, incidentStart, toleranceSeconds } = measurement;
  const limits = { queryTimeoutMs: settings.queryTimeoutMs, signal };
  const { catalog } = deps;
  const telemetryRead = readTelemetry(deps, limits, {
    scope: declaredScope,
    catalog,
    service: incident.service,
    measurement,
  });
  // Only traces can say what a service that the catalogue lacks calls.
  const scope = declaredScope.isUnmapped
    ? chooseScope(catalog, incident.service, alerts, seenCalls(await telemetryRead))
    : declaredScope;
  const [{ readings, empty }, declared, read] = await Promise.all([
    queries ? measureWithSeasons(queries, scope.services, measurement) : { readings: [], empty: [] },
    queries ? measureForecasts(queries, scope.services, { now, deadlineMs }) : { readings: [], gaps: [] },
    telemetryRead,
  ]);
  signal.throwIfAborted();

  const telemetry = await judgeTelemetry(read, readings, at(LOGS_SHARE));
  signal.throwIfAborted();
  const onsets = readings.flatMap(({ service, anomaly }) =>
    anomaly.onset === null ? [] : [{ service, onset: anomaly.onset }],
  );
  const noticed = { service: incident.service ?? '', onset: incidentStart };
  const correlated = correlateChanges({
    changes,
    // Where nothing measured shows the trouble, the incident itself is the only onset known.
    onsets: onsets.length > 0 ? onsets : [noticed],
    isOnlyNoticed: onsets.length === 0,
    edges: scope.edges,
    toleranceSeconds,
  });
  const suspects = rankSuspects({
    scope,
    catalog: deps.catalog,
    alerts,
    readings,
    changes: correlated.filter(({ score }) => score >= LIKELY_SCORE),
    edges: telemetry.edges,
    calls: telemetry.calls,
    behaviours: telemetry.behaviours,
    failures: telemetry.failures,
    past,
    incidentStart,
    toleranceSeconds,
  });

  const fits = await diagnoseRunbooks(queries, {
    matches: chooseRunbooks(deps.runbooks, incident, alerts, telemetry.observations),
    services: servicesToDiagnose(suspects, scope, incident, {
      incidentStart,
      isMeasured: readings.length > 0,
    }),
    changes,
    window: settings.window,
    at: now,
    before: new Date((incidentStart - settings.baselineSeconds / 2) * 1000),
    toleranceSeconds,
    deadlineMs: at(1 - MARGIN_SHARE),
  });
  signal.throwIfAborted();

  const failing = findFailingShare(deps.catalog, scope.services, readings, incident.service);
  const present = { incident, alerts, suspects, observations: telemetry.observations };
  const { observations, ...found } = buildObservations({
    alerts,
    services: scope.services,
    readings,
    forecasts: [...declared.readings, ...forecastSaturations(readings, measurement)],
    telemetry: telemetry.observations,
    suspects,
    similar: describeSimilar(recallSimilar(present, past), now.getTime() / 1000),
    changes: correlated.filter(isWorthShowing),
    changesOnRecord: changes.length,
    runbooks: fits.slice(0, MAX_RUNBOOKS),
    range: measurement.range,
  });
  return {
    observations,
    suspects: found.suspects,
    runbooks: found.runbooks.map(({ checks, ...fit }) => ({
      ...fit,
      checks: checks.map(({ name, holds, statement, observation, outcome }) => ({
        name,
        holds,
        statement,
        observation,
        ...(outcome && { outcome }),
      })),
    })),
    failingShare: failing?.share ?? null,
    failingService: failing?.service ?? null,
    reach: queries?.reach() ?? { asked: 0, answered: 0, problem: null },
    gaps: [
      ...(queries ? [] : ['No metrics backend is connected, so no signal could be measured.']),
      ...[describeAbsent(deps)].filter((gap) => gap !== null),
      ...(queries?.gaps() ?? []),
      ...telemetry.gaps,
      ...(empty.length > 0 ? [`There are no samples of ${empty.join(', ')}.`] : []),
      ...declared.gaps,
      ...scope.gaps,
    ],
  };
}

/** What may explain the trouble, and what is so recent that people will ask about it. */
function isWorthShowing({ score, lagSeconds }: { score: number; lagSeconds: number | null }): boolean {
  return score >= LIKELY_SCORE || (lagSeconds !== null && Math.abs(lagSeconds) < RECENT_SECONDS);
}

/** The most suspected services, then those that the incident and its alerts name. */
function servicesToDiagnose(
  suspects: readonly Suspect[],
  scope: Scope,
  incident: Incident,
  { incidentStart, isMeasured }: { incidentStart: number; isMeasured: boolean },
): readonly Diagnosed[] {
  const suspected = suspects.map(({ service, confidence, onset }) => ({
    service,
    likelihood: confidence / (suspects[0]?.confidence ?? 1),
    onset: onset ?? incidentStart,
  }));
  const unknown = incident.service === null ? [] : [incident.service];
  const named = [...new Set([...scope.named, ...unknown])]
    .filter((name) => !suspected.some(({ service }) => service === name))
    // What was measured and is not suspected is hardly the place; unmeasured, each may be it.
    .map((service) => ({ service, likelihood: isMeasured ? 0 : 1, onset: incidentStart }));
  return [...suspected, ...named].slice(0, MAX_DIAGNOSED_SERVICES);
}
