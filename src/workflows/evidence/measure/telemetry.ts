/** Looks at logs and traces side by side: read while the metrics are, judged once these say when the trouble began. */
import type { CallEdge } from '../../../analysis/call-graph.js';
import type {
  BehaviourObservation,
  EdgeObservation,
  FailureObservation,
} from '../../../analysis/root-cause/question.js';
import { judgeTraces } from '../../../analysis/traces/judge-traces.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { LogSource } from '../../../incidents/ports/log-source.js';
import type { TraceSource } from '../../../incidents/ports/trace-source.js';
import type { ServiceCatalog } from '../../../incidents/service.js';
import { describeLogs } from '../sentences/log-sentences.js';
import { describeTraces } from '../sentences/trace-sentences.js';
import type { AskerLimits } from './asker.js';
import { judgeLogs } from './logs/judge-logs.js';
import type { Measurement } from './measurement.js';
import { readLogs, type LogReading } from './logs/read-logs.js';
import { readTraces, type TraceReading } from './read-traces.js';
import type { Scope } from './scope.js';
import type { SignalReading } from './signals.js';

/** Rules wait before they fire, mostly up to five minutes; the trouble is older than its alert by as much. */
const MAX_LEAD_SECONDS = 300;
/** What must stay of the usual time, whatever the metrics say of the beginning. */
const MIN_USUAL_SHARE = 0.25;
const MAX_CANDIDATES = 12;

interface TelemetrySources {
  /** Null when none is configured. */
  readonly logs: LogSource | null;
  readonly traces: TraceSource | null;
}

interface TelemetryRequest {
  readonly scope: Scope;
  readonly catalog: ServiceCatalog;
  /** What the incident names; may be a service that the catalogue lacks. */
  readonly service: string | null;
  readonly measurement: Measurement;
}

interface TelemetryReading {
  readonly request: TelemetryRequest;
  readonly logs: LogReading | null;
  readonly traces: TraceReading | null;
}

interface TelemetryFindings {
  /** Rows in the order to read them. */
  readonly observations: readonly Observation[];
  readonly edges: readonly EdgeObservation[];
  readonly calls: readonly CallEdge[];
  readonly behaviours: readonly BehaviourObservation[];
  readonly failures: readonly FailureObservation[];
  readonly gaps: readonly string[];
}

/** Never rejects, and never takes longer than the measurement's deadline. */
export async function readTelemetry(
  { logs, traces }: TelemetrySources,
  limits: AskerLimits,
  request: TelemetryRequest,
): Promise<TelemetryReading> {
  const { scope, catalog, service, measurement } = request;
  const { range, deadlineMs } = measurement;
  const middle = new Date(middleOf(measurement) * 1000);
  const isStranger = service !== null && catalog.get(service) === undefined;
  const services = [...(isStranger ? [{ name: service }] : []), ...scope.services];
  const candidates = candidatesOf(request);
  if (candidates.length === 0) return { request, logs: null, traces: null };
  const [readLines, readSpans] = await Promise.all([
    logs && readLogs(logs, limits, { services, range, middle, deadlineMs }),
    traces && readTraces(traces, limits, { candidates, range, middle, deadlineMs }),
  ]);
  return { request, logs: readLines, traces: readSpans };
}

/** Who was seen calling whom, before anything is judged. */
export function seenCalls({ request, traces }: TelemetryReading): readonly CallEdge[] {
  const troubleStart = middleOf(request.measurement);
  return traces ? judgeTraces(traces, { troubleStart, isKnown: knownTo(request) }).calls : [];
}

/** What the catalogue says is called has a name there, if no entry of its own: a service of somebody else mostly. */
function knownTo({ catalog, service }: TelemetryRequest): (name: string) => boolean {
  const declared = new Set(catalog.list().flatMap(({ dependsOn }) => dependsOn));
  return (name) => name === service || declared.has(name) || catalog.get(name) !== undefined;
}

/** `deadlineMs` is a point on the `performance.now()` clock after which no more lines are compared. */
export async function judgeTelemetry(
  { request, logs, traces }: TelemetryReading,
  readings: readonly SignalReading[],
  deadlineMs: number,
): Promise<TelemetryFindings> {
  const { scope, measurement } = request;
  const troubleStart = beginningOf(measurement, scope, readings);
  const found = traces && judgeTraces(traces, { troubleStart, isKnown: knownTo(request) });
  const edges = [...scope.edges, ...(found?.calls ?? [])];
  const lines = logs && (await judgeLogs(logs, { troubleStart, edges, deadlineMs }));
  return {
    observations: [
      ...(lines ? describeLogs(lines.findings, measurement.range) : []),
      ...(found && traces ? describeTraces(found, traces) : []),
    ],
    edges: found?.edges ?? [],
    calls: found?.calls ?? [],
    behaviours: [...(lines?.behaviours ?? []), ...(found?.behaviours ?? [])],
    failures: found?.origins ?? [],
    gaps: [...(lines?.gaps ?? []), ...(found?.gaps ?? [])],
  };
}

/** One short sentence, whatever is absent; null when nothing is. */
export function describeAbsent({ logs, traces }: TelemetrySources): string | null {
  const [log, trace] = ['log store (LOKI_URL)', 'trace store (TEMPO_URL or JAEGER_URL)'];
  if (logs && traces) return null;
  if (traces) return `No ${log} is connected, so logs were not looked at.`;
  if (logs) return `No ${trace} is connected, so traces were not looked at.`;
  return `No ${log} and no ${trace} is connected, so neither was looked at.`;
}

/** Where reading is divided: before the alert by as much as its rule may have waited. */
function middleOf({ range, incidentStart }: Measurement): number {
  const usual = incidentStart - range.start.getTime() / 1000;
  return incidentStart - Math.min(MAX_LEAD_SECONDS, usual / 3);
}

/** Of the services that the incident names, else of all: the first departure, with what its time may be wrong by. */
function beginningOf(measurement: Measurement, scope: Scope, readings: readonly SignalReading[]): number {
  const { range, incidentStart, toleranceSeconds } = measurement;
  const onsetsOf = (chosen: readonly SignalReading[]) =>
    chosen.flatMap(({ anomaly }) => (anomaly.isAnomalous && anomaly.onset !== null ? [anomaly.onset] : []));
  const named = onsetsOf(readings.filter(({ service }) => scope.named.includes(service)));
  const onsets = named.length > 0 ? named : onsetsOf(readings);
  if (onsets.length === 0) return middleOf(measurement);
  const start = range.start.getTime() / 1000;
  const earliest = start + (incidentStart - start) * MIN_USUAL_SHARE;
  return Math.min(incidentStart, Math.max(earliest, Math.min(...onsets) - toleranceSeconds));
}

/** The services that suffer, who calls them, and what else is near: databases have no traces of their own. */
function candidatesOf({ scope, catalog, service }: TelemetryRequest): readonly string[] {
  const named = [...(service === null ? [] : [service]), ...scope.named];
  const callers = named.flatMap((name) => catalog.dependants(name).map((caller) => caller.name));
  const near = scope.services.map(({ name }) => name);
  return [...new Set([...named, ...callers, ...near])].slice(0, MAX_CANDIDATES);
}
