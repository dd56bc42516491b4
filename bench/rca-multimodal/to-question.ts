/** Turns one fault's metrics, spans and log lines into the general question. */
import type { SignalKind } from '../../src/analysis/baseline.js';
import type {
  EdgeObservation,
  MetricObservation,
  RootCauseQuestion,
} from '../../src/analysis/root-cause/question.js';
import { observeBehaviours } from '../../src/analysis/root-cause/behaviours/observe-behaviours.js';
import { observeEdges } from '../../src/analysis/root-cause/waiting/observe-edges.js';
import { joinRecords, recordsBetween, type Records } from '../../src/analysis/root-cause/records.js';
import type { Day, Fault, Table } from './read-day.js';

/** Seconds after the injection that are looked at. */
export const WINDOW_SECONDS = 239;
const BASELINE_SECONDS = 1800;
const MIN_BASELINE_ROWS = 3;
/** The injection is noted up to a minute late. */
const GUARD_SECONDS = 60;

/** `causal`: the 30 minutes before, without listed faults; `day`: all other minutes, the future included. */
export type BaselineUse = 'causal' | 'day';

export interface Cut {
  readonly usual: readonly number[];
  readonly times: readonly number[];
  readonly values: readonly number[];
}

/** Columns of a pod that the ranking is told about: a signal, and what brings the value to base units. */
const METRICS: readonly (readonly [column: RegExp, signal: SignalKind, factor: number])[] = [
  [/^CpuUsageRate\(%\)$/, 'saturation', 0.01],
  [/^MemoryUsageRate\(%\)$/, 'saturation', 0.01],
  [/^PodWorkload\(Ops\)$/, 'requests', 1],
  [/^PodServerLatencyP90\(s\)$/, 'latency', 1],
];

export function toQuestion(
  day: Day,
  fault: Fault,
  { edges, behaviours }: Observed,
  baseline: BaselineUse,
): RootCauseQuestion {
  const metrics = [...day.pods].flatMap(([service, table]) =>
    METRICS.flatMap(([pattern, signal, factor]): readonly MetricObservation[] => {
      const name = [...table.columns.keys()].find((column) => pattern.test(column));
      if (name === undefined) return [];
      const { usual, times, values } = cut(day, table, name, fault, baseline);
      const convert = (value: number) => value * factor;
      return [
        { component: service, name, signal, usual: usual.map(convert), times, values: values.map(convert) },
      ];
    }),
  );
  return {
    components: [...day.pods.keys()].map((id) => ({ id, kind: 'service' as const })),
    calls: [...day.calls, ...edges.map(({ caller, callee }) => ({ caller, callee }))],
    metrics,
    edges: edges.length > 0 ? edges : measuredEdges(day, fault, baseline, metrics),
    behaviours,
  };
}

/** What spans and log lines show; the same for every baseline of the metrics. */
export type Observed = Required<Pick<RootCauseQuestion, 'edges' | 'behaviours'>>;

export function observeRecords(fault: Fault, around: Records, faultFree: Records): Observed {
  // Without a fault-free minute, what came just before the fault is all there is.
  const guard = faultFree.spans.length > 0 ? GUARD_SECONDS : 0;
  const windows = {
    usual: joinRecords(faultFree, recordsBetween(around, -Infinity, fault.at - guard)),
    now: recordsBetween(around, fault.at, fault.at + WINDOW_SECONDS),
  };
  return { edges: observeEdges(windows), behaviours: observeBehaviours(windows) };
}

/** Edges from medians per minute; their calls are the callee's requests, shared among its callers. */
function measuredEdges(
  day: Day,
  fault: Fault,
  baseline: BaselineUse,
  metrics: readonly MetricObservation[],
): readonly EdgeObservation[] {
  return day.calls.flatMap(({ caller, callee }) => {
    const name = `${caller}_${callee}`;
    if (!day.callerSide.columns.has(name)) return [];
    const seen = cut(day, day.callerSide, name, fault, baseline);
    const served = cut(day, day.calleeSide, name, fault, baseline);
    const requests = metrics.find(({ component, signal }) => component === callee && signal === 'requests');
    const callers = day.calls.filter((edge) => edge.callee === callee).length;
    const rate = (values: ArrayLike<number> | undefined) => {
      const known = Array.from(values ?? []).filter(Number.isFinite);
      return known.reduce((sum, value) => sum + value, 0) / Math.max(1, known.length) / callers;
    };
    return [
      {
        caller,
        callee,
        usual: { calls: rate(requests?.usual), latencies: seen.usual, served: served.usual },
        now: { calls: rate(requests?.values), latencies: seen.values, served: served.values },
      },
    ];
  });
}

/** A column before and since the fault. */
export function cut(day: Day, table: Table, column: string, fault: Fault, baseline: BaselineUse): Cut {
  const values = table.columns.get(column) ?? [];
  const isSince = (time: number) => time >= fault.at && time <= fault.at + WINDOW_SECONDS;
  const isFaulty = (time: number) =>
    day.faults.some((other) => time >= other.at && time <= other.at + WINDOW_SECONDS);
  const pick = (wanted: (time: number) => boolean) =>
    table.times.flatMap((time, index) => (wanted(time) ? [index] : []));
  const before = pick(
    (time) => time < fault.at && time >= fault.at - BASELINE_SECONDS && !isFaulty(time),
  ).filter((index) => Number.isFinite(values[index]));
  const chosen =
    baseline === 'day' || before.length < MIN_BASELINE_ROWS ? pick((time) => !isSince(time)) : before;
  const since = pick(isSince);
  return {
    usual: chosen.map((index) => values[index] ?? Number.NaN),
    times: since.map((index) => table.times[index] ?? 0),
    values: since.map((index) => values[index] ?? Number.NaN),
  };
}
