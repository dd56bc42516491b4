/** Tempo's JSON as our traces and series. It is OpenTelemetry's, in which whatever is zero or empty may be left out. */
import { z } from 'zod';
import type { Span, SpanKind, Trace } from '../incidents/ports/trace-source.js';
import type { Series } from '../shared/series.js';
import { cut, oneLine } from '../shared/text.js';
import { parseJson } from './parse-json.js';
import { readPeers } from './peer-names.js';

const MAX_MESSAGE_LENGTH = 300;

const Value = z.object({
  stringValue: z.string().optional(),
  boolValue: z.boolean().optional(),
  intValue: z.union([z.string(), z.number()]).optional(),
  doubleValue: z.number().optional(),
});
const Attributes = z.array(z.object({ key: z.string(), value: Value.optional() })).optional();
const Nanos = z.string().regex(/^\d{1,20}$/);

const OtelSpan = z.object({
  traceId: z.string().optional(),
  spanId: z.string(),
  parentSpanId: z.string().optional(),
  name: z.string().default(''),
  kind: z.union([z.string(), z.number()]).optional(),
  startTimeUnixNano: Nanos,
  endTimeUnixNano: Nanos.optional(),
  attributes: Attributes,
  status: z
    .object({ code: z.union([z.string(), z.number()]).optional(), message: z.string().optional() })
    .optional(),
});
const ResourceSpans = z.array(
  z.object({
    resource: z.object({ attributes: Attributes }).optional(),
    scopeSpans: z.array(z.object({ spans: z.array(OtelSpan).optional() })).optional(),
    // What `scopeSpans` was called before version 2.
    instrumentationLibrarySpans: z.array(z.object({ spans: z.array(OtelSpan).optional() })).optional(),
  }),
);
const TraceBody = z.object({ batches: ResourceSpans.optional(), resourceSpans: ResourceSpans.optional() });
const SearchBody = z.object({ traces: z.array(z.object({ traceID: z.string() })).nullish() });
const MetricsBody = z.object({
  series: z
    .array(
      z.object({
        labels: Attributes,
        samples: z
          .array(
            z.object({
              timestampMs: z.union([z.string(), z.number()]),
              value: z.union([z.number(), z.string()]).optional(),
            }),
          )
          .optional(),
      }),
    )
    .nullish(),
  status: z.string().optional(),
  message: z.string().optional(),
});

/** Ids of the traces found; undefined when it is something else. */
export function readFound(body: string): readonly string[] | undefined {
  const found = parseJson(SearchBody, body);
  return found && (found.traces ?? []).map(({ traceID }) => traceID);
}

/** At most `maxSpans` of its spans, the first ones; undefined when it is something else. */
export function readTrace(body: string, traceId: string, maxSpans: number): Trace | undefined {
  const read = parseJson(TraceBody, body);
  const batches = read?.batches ?? read?.resourceSpans;
  if (!batches) return undefined;
  const spans: Span[] = [];
  for (const { resource, scopeSpans, instrumentationLibrarySpans } of batches) {
    const name = resource?.attributes?.find(({ key }) => key === 'service.name')?.value;
    const service = textOf(name) || 'unknown';
    for (const scope of scopeSpans ?? instrumentationLibrarySpans ?? []) {
      for (const span of scope.spans ?? []) spans.push(toSpan(span, traceId, service));
    }
  }
  spans.sort((a, b) => a.start - b.start);
  return { traceId, spans: spans.slice(0, maxSpans), isPartial: spans.length > maxSpans };
}

/** Series of a TraceQL metrics query; undefined when it is something else. */
export function readSeries(
  body: string,
): { readonly series: readonly Series[]; readonly warning: string | undefined } | undefined {
  const read = parseJson(MetricsBody, body);
  if (!read) return undefined;
  const series = (read.series ?? []).map(({ labels, samples = [] }): Series => {
    // A left-out value is zero; `NaN` comes as text.
    const points = samples
      .map(({ timestampMs, value = 0 }) => [Number(timestampMs) / 1000, Number(value)] as const)
      .filter(([time, value]) => Number.isFinite(time) && Number.isFinite(value))
      .sort((a, b) => a[0] - b[0]);
    return {
      labels: Object.fromEntries((labels ?? []).map(({ key, value }) => [key, textOf(value)])),
      times: points.map(([time]) => time),
      values: points.map(([, value]) => value),
    };
  });
  const isPartial = read.status !== undefined && /partial/i.test(read.status);
  const warning = isPartial
    ? `Tempo answered in part only${read.message ? `: ${read.message}` : '.'}`
    : undefined;
  return { series, warning: warning && cut(oneLine(warning), MAX_MESSAGE_LENGTH) };
}

export function readTagValues(body: string): readonly string[] | undefined {
  const read = parseJson(z.object({ tagValues: z.array(z.object({ value: z.string() })).nullish() }), body);
  return read && (read.tagValues ?? []).map(({ value }) => value);
}

export function readVersion(body: string): string | undefined {
  return parseJson(z.object({ version: z.string() }), body)?.version;
}

function toSpan(span: z.output<typeof OtelSpan>, traceId: string, service: string): Span {
  const start = toSeconds(span.startTimeUnixNano);
  const isError = span.status?.code === 'STATUS_CODE_ERROR' || span.status?.code === 2;
  const parent = span.parentSpanId ? toHex(span.parentSpanId) : '';
  return {
    traceId,
    spanId: toHex(span.spanId),
    parentId: /^0*$/.test(parent) ? null : parent,
    service,
    name: span.name,
    kind: readKind(span.kind),
    start,
    durationSeconds: durationOf(span.startTimeUnixNano, span.endTimeUnixNano),
    isError,
    errorMessage:
      (isError && span.status?.message && cut(oneLine(span.status.message), MAX_MESSAGE_LENGTH)) || null,
    ...readPeers((wanted) => span.attributes?.find(({ key }) => key === wanted)?.value?.stringValue),
  };
}

const KINDS: readonly SpanKind[] = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'];

function readKind(kind: string | number | undefined): SpanKind {
  if (typeof kind === 'number') return KINDS[kind] ?? 'internal';
  const name = kind?.replace(/^SPAN_KIND_/, '').toLowerCase();
  return KINDS.find((known) => known === name) ?? 'internal';
}

/** Ids are bytes, which protobuf's JSON writes in base 64; some versions and proxies write them in hexadecimal. */
function toHex(id: string): string {
  return /^(?:[0-9a-f]{16}|[0-9a-f]{32})$/i.test(id)
    ? id.toLowerCase()
    : Buffer.from(id, 'base64').toString('hex');
}

function textOf(value: z.output<typeof Value> | undefined): string {
  const known = value?.stringValue ?? value?.boolValue ?? value?.intValue ?? value?.doubleValue;
  return known === undefined ? '' : String(known);
}

/** To the microsecond, which is what a number can hold. */
function toSeconds(nanos: string): number {
  return Number(BigInt(nanos) / 1000n) / 1e6;
}

function durationOf(start: string, end: string | undefined): number {
  return end === undefined ? 0 : Math.max(0, Number(BigInt(end) - BigInt(start)) / 1e9);
}
