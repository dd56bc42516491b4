/** What traces show that is not usual: who waits longer for whom, and where requests begin to fail. */
import type { CallEdge } from '../call-graph.js';
import { formatList } from '../format-value.js';
import { measureWaiting, type Waiting } from '../root-cause/waiting/measure-waiting.js';
import { observeBehaviours } from '../root-cause/behaviours/observe-behaviours.js';
import { observeEdges } from '../root-cause/waiting/observe-edges.js';
import type { BehaviourObservation, EdgeObservation, FailureObservation } from '../root-cause/question.js';
import type { Span } from '../root-cause/records.js';
import { createUsualDescriber } from '../root-cause/usual.js';
import { cut, oneLine } from '../../shared/text.js';
import type { Trace } from '../../shared/trace.js';
import { isChance } from './is-chance.js';
import { observeFailures, observeOrigins, originOf, type FailureOrigin } from './trace-failures.js';
import { startOf, toRecords } from './trace-records.js';

/** Fewer usual traces are no comparison. */
const MIN_USUAL = 3;
const MAX_NAME_LENGTH = 60;

export interface SlowCalls {
  readonly caller: string;
  readonly callee: string;
  readonly waiting: Waiting;
  /** The slowest one. */
  readonly traceId: string;
}

export interface Failures extends FailureOrigin {
  /** Of the failed traces that were read, those that began to fail here. */
  readonly count: number;
  readonly of: number;
  /** Share of the unchosen usual traces that fail here too. */
  readonly usualShare: number;
}

export interface TraceFindings {
  /** Deepest callees first: what waits for them is a consequence. */
  readonly slow: readonly SlowCalls[];
  /** Most frequent first. */
  readonly failures: readonly Failures[];
  /** Of requests through each known service; an origin may be a service that nobody knows. */
  readonly origins: readonly FailureObservation[];
  readonly edges: readonly EdgeObservation[];
  readonly behaviours: readonly BehaviourObservation[];
  /** Who was seen calling whom. */
  readonly calls: readonly CallEdge[];
  readonly gaps: readonly string[];
}

/** A few traces of one service from both windows. */
interface TraceSample {
  /** Whose traces they are; null when there are none. */
  readonly service: string | null;
  /** Any that the store gave, usual ones and those of the trouble. */
  readonly traces: readonly Trace[];
  /** Traces in which a span of the service failed during the trouble; says nothing about how many do. */
  readonly failed: readonly Trace[];
  readonly gaps: readonly string[];
}

interface TraceJudgement {
  /** Unix seconds at which the trouble began, as well as it is known. */
  readonly troubleStart: number;
  /** Whether a name is one of the catalogue's services; of others only that failures begin there is told. */
  readonly isKnown: (name: string) => boolean;
}

export function judgeTraces(reading: TraceSample, { troubleStart, isKnown }: TraceJudgement): TraceFindings {
  const usual = reading.traces.filter((trace) => startOf(trace) < troubleStart);
  const now = reading.traces.filter((trace) => startOf(trace) >= troubleStart);
  const windows = { usual: toRecords(usual, isKnown), now: toRecords(now, isKnown) };
  const spans = [...windows.usual.spans, ...windows.now.spans];
  const strangers = [
    ...new Set(spans.map(({ component }) => component).filter((name) => !isKnown(name))),
  ].toSorted();
  const edges = observeEdges(windows).filter(({ caller, callee }) => isKnown(caller) && isKnown(callee));
  const isComparable = usual.length >= MIN_USUAL && now.length > 0;
  return {
    slow: isComparable ? findSlow(edges, windows.now.spans) : [],
    failures: findFailures(reading.failed, usual, isKnown),
    origins: observeOrigins(distinct([...reading.failed, ...now]), isKnown),
    edges: isComparable ? edges : [],
    behaviours: isComparable
      ? [...observeBehaviours(windows), ...observeFailures(usual, now, isKnown)].filter(({ component }) =>
          isKnown(component),
        )
      : [],
    calls: callsOf(spans).filter(({ caller, callee }) => isKnown(caller) && isKnown(callee)),
    gaps: [
      ...reading.gaps,
      ...(reading.traces.length > 0 && !isComparable
        ? [
            `Of ${reading.service}, ${usual.length} traces from before the trouble and ${now.length} of it were found, too few to compare.`,
          ]
        : []),
      ...(strangers.length > 0
        ? [`Traces show ${formatList(strangers.map(nameInWords))}, which the service catalogue lacks.`]
        : []),
    ],
  };
}

/** Whatever sends spans chooses its name. */
const nameInWords = (name: string): string => cut(oneLine(name), MAX_NAME_LENGTH);

/** One per pair of services: the operation that costs most. */
function findSlow(edges: readonly EdgeObservation[], spans: readonly Span[]): readonly SlowCalls[] {
  const describer = createUsualDescriber();
  const most = new Map<string, Waiting>();
  for (const edge of edges) {
    const waiting = measureWaiting(edge, describer);
    const key = JSON.stringify([edge.caller, edge.callee]);
    if (!waiting || isChance(waiting.slowNow, waiting.slowBefore)) continue;
    if (waiting.total > (most.get(key)?.total ?? 0)) most.set(key, waiting);
  }
  const waits = [...most.values()];
  const isCaller = (name: string) => waits.some(({ edge }) => edge.caller === name);
  return waits
    .sort((a, b) => Number(isCaller(a.edge.callee)) - Number(isCaller(b.edge.callee)) || b.total - a.total)
    .map((waiting) => {
      const { caller, callee } = waiting.edge;
      return { caller, callee, waiting, traceId: slowestOf(spans, caller, callee) };
    });
}

function slowestOf(spans: readonly Span[], caller: string, callee: string): string {
  const byId = new Map(spans.map((span) => [span.id, span]));
  let [traceId, most] = ['', -1];
  for (const span of spans) {
    const parent = byId.get(span.parentId);
    if (span.component !== callee || parent?.component !== caller || parent.seconds <= most) continue;
    [traceId, most] = [span.traceId, parent.seconds];
  }
  return traceId;
}

function findFailures(
  failed: readonly Trace[],
  usual: readonly Trace[],
  isKnown: (name: string) => boolean,
): readonly Failures[] {
  const keyOf = ({ service, message }: FailureOrigin) => JSON.stringify([service, message]);
  const before = usual.flatMap((trace) => originOf(trace, isKnown) ?? []);
  const found = new Map<string, { origin: FailureOrigin; count: number }>();
  for (const trace of failed) {
    const origin = originOf(trace, isKnown);
    if (!origin) continue;
    const key = keyOf(origin);
    found.set(key, { origin, count: (found.get(key)?.count ?? 0) + 1 });
  }
  return [...found]
    .map(([key, { origin, count }]) => ({
      ...origin,
      count,
      of: failed.length,
      usualShare: usual.length === 0 ? 0 : before.filter((one) => keyOf(one) === key).length / usual.length,
    }))
    .sort((a, b) => b.count - a.count);
}

function distinct(traces: readonly Trace[]): readonly Trace[] {
  return [...new Map(traces.map((trace) => [trace.traceId, trace])).values()];
}

function callsOf(spans: readonly Span[]): readonly CallEdge[] {
  const byId = new Map(spans.map((span) => [span.id, span]));
  const calls = new Map<string, CallEdge>();
  for (const { parentId, component: callee } of spans) {
    const caller = byId.get(parentId)?.component;
    if (caller !== undefined && caller !== callee)
      calls.set(JSON.stringify([caller, callee]), { caller, callee });
  }
  return [...calls.values()];
}
