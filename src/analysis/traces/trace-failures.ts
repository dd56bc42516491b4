/** Where in a trace a failure began: the failed span below which nothing else failed. */
import type { BehaviourObservation, FailureObservation } from '../root-cause/question.js';
import { maskMessage } from '../log-templates/mask-message.js';
import type { Span, Trace } from '../../shared/trace.js';
import { peerOf } from './trace-records.js';

/** Of a message that names a failure. */
const MAX_MESSAGE_LENGTH = 200;

export interface FailureOrigin {
  /** The service that failed, or that the failed call was made to where it has no spans itself. */
  readonly service: string;
  /** What the span said, without its numbers; what it did when it said nothing. */
  readonly message: string;
  readonly traceId: string;
}

/** Null when nothing in it failed. The earliest one where several failed by themselves. */
export function originOf(trace: Trace, isKnown: (name: string) => boolean): FailureOrigin | null {
  const failed = trace.spans.filter(({ isError }) => isError);
  const above = new Set(failed.map(({ parentId }) => parentId));
  const first = failed.find(({ spanId }) => !above.has(spanId));
  if (!first) return null;
  return {
    service: peerOf(first, isKnown) ?? first.service,
    message: messageOf(first),
    traceId: trace.traceId,
  };
}

function messageOf({ errorMessage, name }: Span): string {
  return errorMessage === null
    ? `${name.slice(0, MAX_MESSAGE_LENGTH)} fails`
    : maskMessage(errorMessage.slice(0, MAX_MESSAGE_LENGTH));
}

/** Whoever sends spans chooses the name; one that could be a sentence is none. */
const PLAIN_NAME = /^[a-z\d](?:[\w.-]{0,60}[a-z\d])?$/i;
/** Fewer failed requests are an anecdote. */
const MIN_FAILED = 2;

/** Of the failed requests that each service failed in, where they began to fail: a service that is known, or at least has a plain name. */
export function observeOrigins(
  failed: readonly Trace[],
  isKnown: (name: string) => boolean,
): readonly FailureObservation[] {
  const origins = new Map<string, Map<string, number>>();
  for (const trace of failed) {
    const origin = originOf(trace, isKnown);
    if (!origin || !(isKnown(origin.service) || PLAIN_NAME.test(origin.service))) continue;
    for (const through of new Set(
      trace.spans.filter(({ isError }) => isError).map(({ service }) => service),
    )) {
      const own = origins.get(through) ?? new Map<string, number>();
      origins.set(through, own.set(origin.service, (own.get(origin.service) ?? 0) + 1));
    }
  }
  return [...origins].flatMap(([through, counts]) => {
    const of = [...counts.values()].reduce((sum, count) => sum + count, 0);
    if (of < MIN_FAILED || !isKnown(through)) return [];
    return [...counts].map(([origin, count]) => ({ through, origin, count, of }));
  });
}

/** Failures as behaviours: per service and message, of the traces that the service is in. Takes unchosen traces only. */
export function observeFailures(
  usual: readonly Trace[],
  now: readonly Trace[],
  isKnown: (name: string) => boolean,
): readonly BehaviourObservation[] {
  const count = (traces: readonly Trace[]) => {
    const runs = new Map<string, number>();
    const times = new Map<string, { origin: FailureOrigin; times: number }>();
    for (const trace of traces) {
      const origin = originOf(trace, isKnown);
      const services = new Set(trace.spans.flatMap((span) => [span.service, peerOf(span, isKnown) ?? '']));
      for (const service of services) runs.set(service, (runs.get(service) ?? 0) + 1);
      if (!origin) continue;
      const key = JSON.stringify([origin.service, origin.message]);
      times.set(key, { origin, times: (times.get(key)?.times ?? 0) + 1 });
    }
    return { runs, times };
  };
  const [before, after] = [count(usual), count(now)];
  return [...after.times].map(([key, { origin, times }]) => ({
    component: origin.service,
    kind: 'log',
    name: origin.message,
    operation: null,
    badness: 2,
    usual: { runs: before.runs.get(origin.service) ?? 0, times: before.times.get(key)?.times ?? 0 },
    now: { runs: after.runs.get(origin.service) ?? 0, times },
  }));
}
