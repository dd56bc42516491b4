/** Traces as a model reads them: who waits for whom, where failures begin, where the time goes. Names in them are data. */
import { formatDuration, formatValue } from '../../src/analysis/format-value.js';
import type { Failures, SlowCalls, TraceFindings } from '../../src/analysis/traces/judge-traces.js';
import { measureSelfTime } from '../../src/analysis/traces/self-time.js';
import type { Trace } from '../../src/shared/trace.js';
import { clip, count, digits } from './format.js';

const MAX_SHOWN = { slow: 5, failures: 4, selfTime: 6, examples: 3 };

/** How many traces there were. */
interface TraceCounts {
  readonly service: string;
  readonly now: number;
  readonly before: number;
  readonly failed: number;
}

/** One sentence with the counts, the worst wait and the most frequent failure. */
export function summariseTraces(
  { slow: [wait], failures: [failure] }: TraceFindings,
  { service, now, before, failed }: TraceCounts,
): string {
  const parts = [
    `${count(now, 'trace')} of ${service} compared with ${before} before`,
    wait
      ? `${clip(wait.caller)} waits ${formatValue(slowSeconds(wait), 'seconds')} for ${clip(wait.callee)} instead of ${formatValue(wait.waiting.from, 'seconds')}`
      : 'nobody waits longer than before',
    failure
      ? `${failure.count} of ${failed} failed ones begin to fail in ${clip(failure.service)}: "${clip(failure.message)}"`
      : failed === 0
        ? 'none that failed was found'
        : 'where the failed ones begin to fail is not told',
  ];
  return `${parts.join('; ')}.`;
}

export function presentTraces({ slow, failures }: TraceFindings, now: readonly Trace[]) {
  return {
    waits: slow.slice(0, MAX_SHOWN.slow).map(presentWait),
    failures: failures.slice(0, MAX_SHOWN.failures).map(presentFailure),
    selfTime: presentSelfTime(now),
    slowest: slowestOf(now),
  };
}

export const hasMoreThanShown = ({ slow, failures }: TraceFindings): boolean =>
  slow.length > MAX_SHOWN.slow || failures.length > MAX_SHOWN.failures;

/** `waiting.to` is the mean of all calls; what a slow one takes is what people and models ask for. */
const slowSeconds = ({ waiting: { from, to, slowNow } }: SlowCalls): number =>
  from + ((to - from) * slowNow.runs) / slowNow.times;

/** Seconds a call, usually and of a slow one; what is added over all calls, by where it is spent. */
function presentWait(wait: SlowCalls) {
  const { caller, callee, waiting, traceId } = wait;
  const { from, slowNow, slowBefore, served, between } = waiting;
  return {
    caller: clip(caller),
    callee: clip(callee),
    usual: digits(from),
    slow: digits(slowSeconds(wait)),
    slowCalls: `${slowNow.times} of ${slowNow.runs} (before: ${slowBefore.times} of ${slowBefore.runs})`,
    addedSeconds: { inCallee: measurable(served), onTheWay: measurable(between) },
    traceId: clip(traceId, 40),
  };
}

/** Clocks of spans know microseconds; what is smaller is what subtracting leaves. */
const measurable = (seconds: number): number => digits(Math.round(seconds * 1e6) / 1e6);

function presentFailure({ service, message, count: times, of, usualShare, traceId }: Failures) {
  return {
    beginsIn: clip(service),
    message: clip(message, 200),
    failedTraces: `${times} of ${of}`,
    shareOfUsualTraces: digits(usualShare),
    traceId: clip(traceId, 40),
  };
}

function presentSelfTime(traces: readonly Trace[]) {
  const all = measureSelfTime(traces);
  const total = all.reduce((sum, { seconds }) => sum + seconds, 0);
  return all.slice(0, MAX_SHOWN.selfTime).map(({ service, operation, seconds, spans, errors }) => ({
    service: clip(service),
    operation: clip(operation),
    perTrace: formatDuration(seconds / Math.max(1, traces.length)),
    share: total > 0 ? digits(seconds / total) : 0,
    spans,
    errors,
  }));
}

function slowestOf(traces: readonly Trace[]) {
  return traces
    .map(({ traceId, spans }) => {
      const start = Math.min(...spans.map((span) => span.start));
      const end = Math.max(...spans.map((span) => span.start + span.durationSeconds));
      return { traceId: clip(traceId, 40), seconds: digits(end - start), spans: spans.length };
    })
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, MAX_SHOWN.examples);
}
