/** Sentences about what traces show: who waits for whom, and where requests begin to fail. */
import { formatValue } from '../../../analysis/format-value.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { TraceReading } from '../measure/read-traces.js';
import type { Failures, SlowCalls, TraceFindings } from '../../../analysis/traces/judge-traces.js';
import { quote } from '../../../shared/text.js';
import { clip } from './clip.js';

const MAX_SLOW = 2;
const MAX_MESSAGE = 240;
const MAX_FAILURES = 2;
/** A failure that this share of usual requests has too is no news. */
const MAX_USUAL_SHARE = 0.25;

type Read = Pick<TraceReading, 'service' | 'query' | 'failedQuery' | 'range'>;

export function describeTraces({ slow, failures }: TraceFindings, reading: Read): Observation[] {
  return [
    ...failures
      .filter(({ usualShare }) => usualShare <= MAX_USUAL_SHARE)
      .slice(0, MAX_FAILURES)
      .map((one) => describeFailures(one, reading)),
    ...slow.slice(0, MAX_SLOW).map((one) => describeSlow(one, reading)),
  ];
}

function describeSlow({ caller, callee, waiting, traceId }: SlowCalls, { query, range }: Read): Observation {
  const { from, to, slowNow, slowBefore } = waiting;
  // `to` is the mean of all calls; people want to know what a slow one takes.
  const slow = from + ((to - from) * slowNow.runs) / slowNow.times;
  const [usual, now] = [formatValue(from, 'seconds'), formatValue(slow, 'seconds')];
  return {
    kind: 'trace',
    service: callee,
    statement: `${clip(caller)} waits ${now} for ${clip(callee)} instead of ${usual} in ${slowNow.times} of ${slowNow.runs} calls${example(traceId)}.`,
    why: 'Time that a service waits for another is spent in that one, or on the way to it.',
    source: 'traces',
    query,
    range,
    data: {
      caller: clip(caller),
      callee: clip(callee),
      unit: 'seconds',
      baseline: from,
      current: slow,
      slow: slowNow.times,
      calls: slowNow.runs,
      slowBefore: slowBefore.times,
      callsBefore: slowBefore.runs,
      traceId: isId(traceId) ? traceId : null,
    },
    isAnomalous: true,
  };
}

function describeFailures(
  { service, message, traceId, count, of, usualShare }: Failures,
  { service: looked, failedQuery, range }: Read,
): Observation {
  const usual =
    usualShare === 0
      ? 'before the trouble none did'
      : `before the trouble ${formatValue(usualShare, 'ratio')} of all did`;
  return {
    kind: 'trace',
    service: clip(service),
    statement: `${count} of ${of} failed requests ${looked === null ? '' : `through ${clip(looked)} `}began to fail in ${clip(service)}${looked === service ? ' itself' : ''} with ${quote(message, MAX_MESSAGE)}${example(traceId)}; ${usual}.`,
    why: 'Nothing below it failed in these traces, so what fails above is a consequence.',
    source: 'traces',
    query: failedQuery,
    range,
    data: {
      service: clip(service),
      message: clip(message),
      count,
      of,
      usualShare,
      traceId: isId(traceId) ? traceId : null,
    },
    isAnomalous: true,
  };
}

const example = (traceId: string): string => (isId(traceId) ? `, as in trace ${traceId}` : '');

/** Ids are hexadecimal; anything else is somebody's text. */
const isId = (traceId: string): boolean => /^[\da-f]{1,32}$/i.test(traceId);
