/** Jaeger's JSON as our traces: the format of its own pages, which stores compatible with it give too. */
import { z } from 'zod';
import type { Span, SpanKind, Trace } from '../incidents/ports/trace-source.js';
import { cut, oneLine } from '../shared/text.js';
import { parseJson } from './parse-json.js';
import { readPeers } from './peer-names.js';

const MAX_MESSAGE_LENGTH = 300;

const Tag = z.object({ key: z.string(), value: z.unknown() });
const JaegerSpan = z.object({
  traceID: z.string(),
  spanID: z.string(),
  operationName: z.string().default(''),
  references: z.array(z.object({ refType: z.string(), traceID: z.string(), spanID: z.string() })).nullish(),
  // What references were called in the first versions.
  parentSpanID: z.string().optional(),
  /** Microseconds. */
  startTime: z.number(),
  duration: z.number(),
  tags: z.array(Tag).nullish(),
  processID: z.string().default(''),
});
const JaegerTrace = z.object({
  traceID: z.string(),
  spans: z.array(JaegerSpan).nullish(),
  processes: z.record(z.string(), z.object({ serviceName: z.string() })).nullish(),
});
const Envelope = z.object({
  data: z.unknown(),
  errors: z.array(z.object({ msg: z.string() })).nullish(),
});

/** Traces, at most `maxSpans` of each one's spans; undefined when it is something else. `null` stands for none. */
export function readTraces(body: string, maxSpans: number): readonly Trace[] | undefined {
  const envelope = parseJson(Envelope, body);
  if (!envelope) return undefined;
  const traces = z.array(JaegerTrace).nullish().safeParse(envelope.data);
  return traces.success ? (traces.data ?? []).map((trace) => toTrace(trace, maxSpans)) : undefined;
}

/** What Jaeger says went wrong; undefined when it says nothing. */
export function readErrors(body: string): string | undefined {
  const errors = parseJson(Envelope, body)?.errors ?? [];
  return errors.length === 0
    ? undefined
    : cut(oneLine(errors.map(({ msg }) => msg).join('; ')), MAX_MESSAGE_LENGTH);
}

export function readNames(body: string): readonly string[] | undefined {
  const read = parseJson(z.object({ data: z.array(z.string()).nullish() }), body);
  return read && (read.data ?? []);
}

export function readCalls(
  body: string,
): readonly { readonly caller: string; readonly callee: string; readonly calls: number }[] | undefined {
  const Link = z.object({ parent: z.string(), child: z.string(), callCount: z.number() });
  const read = parseJson(z.object({ data: z.array(Link).nullish() }), body);
  return (
    read &&
    (read.data ?? []).map(({ parent, child, callCount }) => ({
      caller: parent,
      callee: child,
      calls: callCount,
    }))
  );
}

function toTrace({ traceID, spans, processes }: z.output<typeof JaegerTrace>, maxSpans: number): Trace {
  const read = (spans ?? []).map((span) =>
    toSpan(span, processes?.[span.processID]?.serviceName ?? 'unknown'),
  );
  read.sort((a, b) => a.start - b.start);
  return { traceId: traceID, spans: read.slice(0, maxSpans), isPartial: read.length > maxSpans };
}

function toSpan(span: z.output<typeof JaegerSpan>, service: string): Span {
  const tags = new Map((span.tags ?? []).map(({ key, value }) => [key, value]));
  const references = (span.references ?? []).filter(({ traceID }) => traceID === span.traceID);
  const parent = references.find(({ refType }) => refType === 'CHILD_OF') ?? references[0];
  const isError = String(tags.get('error')) === 'true' || tags.get('otel.status_code') === 'ERROR';
  const message = tags.get('otel.status_description') ?? tags.get('error.message');
  return {
    traceId: span.traceID,
    spanId: span.spanID,
    parentId: parent?.spanID ?? (span.parentSpanID || null),
    service,
    name: span.operationName,
    kind: readKind(tags.get('span.kind')),
    start: span.startTime / 1e6,
    durationSeconds: span.duration / 1e6,
    isError,
    errorMessage: isError && typeof message === 'string' ? cut(oneLine(message), MAX_MESSAGE_LENGTH) : null,
    ...readPeers((key) => tags.get(key)),
  };
}

const KINDS: readonly SpanKind[] = ['server', 'client', 'producer', 'consumer'];

function readKind(kind: unknown): SpanKind {
  return KINDS.find((known) => known === kind) ?? 'internal';
}
