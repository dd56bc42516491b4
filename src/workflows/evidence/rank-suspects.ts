/** Puts what was measured into the one question that the ranking of root causes answers. */
import type { Suspect } from '../../analysis/findings.js';
import { createAlertHistory } from '../../analysis/root-cause/alerts/alert-history.js';
import { observeSeries } from '../../analysis/root-cause/metrics/observe-series.js';
import { rankRootCauses } from '../../analysis/root-cause/rank-root-causes.js';
import type {
  AlertHistory,
  AlertObservation,
  BehaviourObservation,
  EdgeObservation,
  FailureObservation,
  Objective,
  RootCauseQuestion,
  RootCauses,
} from '../../analysis/root-cause/question.js';
import type { CallEdge } from '../../analysis/call-graph.js';
import type { CorrelatedChange } from '../../analysis/correlate-changes.js';
import { serviceOfAlert, type Alert } from '../../incidents/alert.js';
import type { Change } from '../../incidents/change.js';
import type { ResolvedIncident } from '../../incidents/ports/past-incidents.js';
import type { ServiceCatalog } from '../../incidents/service.js';
import { byImportance, type Scope } from './measure/scope.js';
import { SIGNAL_NAMES, type SignalReading } from './measure/signals.js';
import { seconds } from './sentences/clip.js';

/** Less than this is the tail of a list that people stop reading after the third line. */
const MIN_CONFIDENCE = 0.03;
/** Nobody measures everything: no pass over metrics is surer than this. */
const MAX_CONFIDENCE = 0.97;
const MAX_SUSPECTS = 5;
/** With fewer, an alert that never fired before is nothing special. */
const MIN_PAST_INCIDENTS = 10;

/** What was measured, whatever was asked for it. */
interface Measurements {
  readonly scope: Scope;
  readonly catalog: ServiceCatalog;
  readonly alerts: readonly Alert[];
  readonly readings: readonly SignalReading[];
  readonly changes: readonly CorrelatedChange<Change>[];
  /** From traces: who waits for whom, and calls that the catalogue does not know. */
  readonly edges: readonly EdgeObservation[];
  readonly calls: readonly CallEdge[];
  /** From logs and traces. */
  readonly behaviours: readonly BehaviourObservation[];
  readonly failures: readonly FailureObservation[];
  /** Resolved incidents: what usually fires. */
  readonly past: readonly ResolvedIncident[];
  /** Unix seconds. */
  readonly incidentStart: number;
  /** How exactly onsets are known, in seconds. */
  readonly toleranceSeconds: number;
}

/** Most likely first; their `observations` are filled in where the evidence is numbered. Empty when nothing was measured. */
export function rankSuspects(measured: Measurements): readonly Suspect[] {
  const { readings, edges, behaviours } = measured;
  const isBlind = readings.every(({ anomaly }) => anomaly.baseline === null);
  // Alerts and changes alone say what was noticed and done, not where it began.
  if (isBlind && edges.length === 0 && behaviours.length === 0) return [];
  return toSuspects(rankRootCauses(toQuestion(measured)), readings);
}

function toQuestion(measured: Measurements): RootCauseQuestion {
  const { scope, readings, edges, behaviours, toleranceSeconds } = measured;
  // An alert comes later than the trouble: what came before the first departure is usual.
  const noticedAt = Math.min(
    measured.incidentStart,
    ...readings.map(({ anomaly }) => anomaly.onset ?? Infinity),
  );
  const objective = findObjective(measured);
  const history = historyOf(measured.past);
  return {
    components: componentsOf(measured).map((id) => ({ id, kind: 'service' })),
    calls: [...scope.edges, ...measured.calls],
    metrics: readings.map(({ service, signal, anomaly, series }) =>
      observeSeries({
        component: service,
        name: SIGNAL_NAMES[signal.name],
        signal: signal.name,
        times: series.times,
        values: series.values,
        noticedAt,
        judged: anomaly,
      }),
    ),
    alerts: tellingAlerts(measured),
    ...(history && { alertHistory: history }),
    edges,
    edgesAreSampled: true,
    behaviours,
    failures: measured.failures,
    changes: measured.changes.flatMap(({ change, score, reason }) =>
      change.service === null ? [] : [{ component: change.service, score, reason }],
    ),
    ...(objective && { objective }),
    toleranceSeconds,
  };
}

function toSuspects({ ranked }: RootCauses, readings: readonly SignalReading[]): readonly Suspect[] {
  return ranked
    .map(({ component, confidence, reasons }) => ({
      service: component,
      confidence: Math.min(MAX_CONFIDENCE, Math.round(confidence * 100) / 100),
      reasons: reasons.map(({ text }) => text),
      onset: onsetOf(component, readings),
      observations: [],
    }))
    .filter(({ confidence }) => confidence >= MIN_CONFIDENCE)
    .slice(0, MAX_SUSPECTS);
}

/** What users meet: the most important service that suffers, by what it suffers most. It may be broken itself. */
function findObjective({ catalog, scope, readings }: Measurements): Objective | undefined {
  const suffering = (name: string) =>
    readings
      .filter(
        ({ service, signal, anomaly }) =>
          service === name && anomaly.isAnomalous && (signal.name === 'errors' || signal.name === 'latency'),
      )
      .sort((a, b) => b.anomaly.score - a.anomaly.score);
  const affected = scope.services.filter(({ name }) => suffering(name).length > 0);
  const [first] = byImportance(catalog, affected);
  const [worst] = first ? suffering(first.name) : [];
  return worst && { component: worst.service, signal: worst.signal.name, mayBeCause: true };
}

function componentsOf({ scope, edges, behaviours, changes, alerts }: Measurements): readonly string[] {
  return [
    ...new Set([
      ...scope.services.map(({ name }) => name),
      ...scope.edges.map(({ callee }) => callee),
      ...edges.flatMap(({ caller, callee }) => [caller, callee]),
      ...behaviours.map(({ component }) => component),
      ...changes.flatMap(({ change }) => change.service ?? []),
      ...alerts.flatMap(({ labels }) => serviceOfAlert(labels) ?? []),
    ]),
  ];
}

/**
 * Of a service that shows its trouble an alert only says it again; elsewhere it is all that is known. Where nothing shows any
 * trouble, an alert alone is no cause.
 */
function tellingAlerts({ alerts, readings }: Measurements): readonly AlertObservation[] {
  const ill = new Set(readings.filter(({ anomaly }) => anomaly.isAnomalous).map(({ service }) => service));
  if (ill.size === 0) return [];
  return alerts.flatMap(({ name, labels, startsAt, status }): AlertObservation[] => {
    const component = serviceOfAlert(labels);
    if (component === null || ill.has(component) || status !== 'firing') return [];
    return [{ component, name, direction: null, at: seconds(startsAt) }];
  });
}

/** Undefined while too few incidents are known to say what is rare. */
function historyOf(past: readonly ResolvedIncident[]): AlertHistory | undefined {
  if (past.length < MIN_PAST_INCIDENTS) return undefined;
  return createAlertHistory(
    past.map(({ startedAt, alerts }) => ({
      at: seconds(startedAt),
      alerts: alerts.flatMap(({ name, service }) =>
        service === null ? [] : [{ component: service, name, direction: null }],
      ),
    })),
  );
}

function onsetOf(component: string, readings: readonly SignalReading[]): number | null {
  const onsets = readings.flatMap(({ service, signal, anomaly }) =>
    service === component && anomaly.onset !== null
      ? [{ isTraffic: signal.name === 'requests', at: anomaly.onset }]
      : [],
  );
  const symptoms = onsets.filter(({ isTraffic }) => !isTraffic);
  const considered = symptoms.length > 0 ? symptoms : onsets;
  return considered.length > 0 ? Math.min(...considered.map(({ at }) => at)) : null;
}
