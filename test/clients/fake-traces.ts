/** A small Tempo and a small Jaeger with the same traces, each with its own format, limits and ways to refuse. */
import { startHttpStub, type HttpStub, type StubAnswer } from '../helpers/http-stub.js';

export interface FakeSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId?: string;
  readonly service: string;
  readonly name: string;
  readonly kind: 'server' | 'client' | 'internal';
  /** Unix microseconds. */
  readonly start: number;
  readonly micros: number;
  readonly error?: string;
  /** Name of the other end, where it sends no spans. */
  readonly peer?: string;
}

interface Wanted {
  readonly service: string;
  readonly onlyErrors: boolean;
  readonly minMicros: number;
}

function find(spans: readonly FakeSpan[], wanted: Wanted, start: number, end: number): readonly string[] {
  const fits = spans.filter(
    (span) =>
      span.service === wanted.service &&
      span.start >= start &&
      span.start < end &&
      span.micros >= wanted.minMicros &&
      (!wanted.onlyErrors || span.error !== undefined),
  );
  return [...new Set(fits.map(({ traceId }) => traceId))];
}

const ofTrace = (spans: readonly FakeSpan[], id: string) => spans.filter(({ traceId }) => traceId === id);
const base64 = (id: string) => Buffer.from(id, 'hex').toString('base64');
const nanos = (micros: number) => String(BigInt(micros) * 1000n);

const TRACEQL =
  /^\{ resource\.service\.name = ("(?:[^"\\]|\\.)*")( && status = error)?(?: && duration >= (\d+)us)? \}$/;

/** `broken` traces are found and then answer 500, as blocks that cannot be read do. */
export function startFakeTempo(
  spans: readonly FakeSpan[],
  { broken = [] }: { broken?: readonly string[] } = {},
): Promise<HttpStub> {
  return startHttpStub(({ path, query }) => {
    if (path === '/api/status/buildinfo') return { body: { version: '2.6.1' } };
    if (path === '/api/v2/search/tag/resource.service.name/values') {
      const names = [...new Set(spans.map(({ service }) => service))];
      return { body: { tagValues: names.map((value) => ({ type: 'string', value })), metrics: {} } };
    }
    if (path === '/api/search') return searchTempo(spans, query);
    if (path === '/api/metrics/query_range') return metricsOfTempo(query);
    const id = /^\/api\/traces\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined) return { status: 404, body: '404 page not found\n' };
    if (!/^[0-9a-f]{1,32}$/i.test(id))
      return { status: 400, body: 'trace IDs can only contain hex characters' };
    if (broken.includes(id)) return { status: 500, body: 'error finding trace by ID' };
    const found = ofTrace(spans, id);
    return found.length === 0 ? { status: 404, body: '' } : { body: { batches: found.map(toBatch) } };
  });
}

function searchTempo(spans: readonly FakeSpan[], query: URLSearchParams): StubAnswer {
  const text = query.get('q') ?? '';
  const match = TRACEQL.exec(text);
  if (!match)
    return { status: 400, body: 'invalid TraceQL query: parse error at line 1, col 3: syntax error' };
  const wanted = {
    service: JSON.parse(match[1] ?? '""') as string,
    onlyErrors: match[2] !== undefined,
    minMicros: Number(match[3] ?? 0),
  };
  const [start, end] = [Number(query.get('start')) * 1e6, Number(query.get('end')) * 1e6];
  const ids = find(spans, wanted, start, end).slice(0, Number(query.get('limit') ?? 20));
  const traces = ids.map((traceID) => ({ traceID, rootServiceName: '<root span not yet received>' }));
  // protobuf's JSON leaves an empty list out.
  return { body: { ...(traces.length > 0 ? { traces } : {}), metrics: { totalBlocks: 1 } } };
}

function metricsOfTempo(query: URLSearchParams): StubAnswer {
  const start = Number(query.get('start')) * 1000;
  if (!query.get('q')?.includes('|')) return { status: 400, body: 'metrics query required' };
  const step = Number(query.get('step')?.replace('s', '')) * 1000;
  const labels = [{ key: 'resource.service.name', value: { stringValue: 'cart' } }];
  const samples = [
    { timestampMs: String(start + step), value: 0.5 },
    { timestampMs: String(start) },
    { timestampMs: String(start + 2 * step), value: 'NaN' },
  ];
  return { body: { series: [{ labels, samples, promLabels: '{x}' }], metrics: {} } };
}

function toBatch(span: FakeSpan): object {
  return {
    resource: { attributes: [{ key: 'service.name', value: { stringValue: span.service } }] },
    scopeSpans: [
      {
        spans: [
          {
            traceId: base64(span.traceId),
            spanId: base64(span.spanId),
            ...(span.parentId ? { parentSpanId: base64(span.parentId) } : {}),
            name: span.name,
            kind: `SPAN_KIND_${span.kind.toUpperCase()}`,
            startTimeUnixNano: nanos(span.start),
            endTimeUnixNano: nanos(span.start + span.micros),
            ...(span.peer
              ? { attributes: [{ key: 'server.address', value: { stringValue: span.peer } }] }
              : {}),
            status: span.error === undefined ? {} : { code: 'STATUS_CODE_ERROR', message: span.error },
          },
        ],
      },
    ],
  };
}

export function startFakeJaeger(spans: readonly FakeSpan[]): Promise<HttpStub> {
  return startHttpStub(({ path, query }) => {
    const refuse = (code: number, msg: string) => ({
      status: code,
      body: { data: null, total: 0, limit: 0, offset: 0, errors: [{ code, msg }] },
    });
    const answer = (data: unknown) => ({ body: { data, total: 0, limit: 0, offset: 0, errors: null } });
    const toTraces = (ids: readonly string[]) => ids.map((id) => toJaegerTrace(ofTrace(spans, id)));
    if (path === '/api/services') return answer([...new Set(spans.map(({ service }) => service))]);
    if (path === '/api/dependencies') {
      if (!/^\d+$/.test(query.get('endTs') ?? '')) return refuse(400, "unable to parse param 'endTs'");
      return answer([{ parent: 'shop', child: 'cart', callCount: 12 }]);
    }
    if (path === '/api/traces') {
      const service = query.get('service');
      if (!service) return refuse(400, "parameter 'service' is required");
      const minimum = /^(\d+)us$/.exec(query.get('minDuration') ?? '0us');
      if (!minimum) return refuse(400, "unable to parse param 'minDuration': time: invalid duration");
      const tags = JSON.parse(query.get('tags') ?? '{}') as { error?: string };
      const wanted = { service, onlyErrors: tags.error === 'true', minMicros: Number(minimum[1]) };
      const ids = find(spans, wanted, Number(query.get('start')), Number(query.get('end')));
      return answer(toTraces(ids.slice(0, Number(query.get('limit') ?? 100))));
    }
    const id = /^\/api\/traces\/([^/]+)$/.exec(path)?.[1];
    if (id === undefined) return { status: 404, body: '404 page not found\n' };
    if (!/^[0-9a-f]{1,32}$/i.test(id)) return refuse(400, 'strconv.ParseUint: parsing "x": invalid syntax');
    return ofTrace(spans, id).length === 0 ? refuse(404, 'trace not found') : answer(toTraces([id]));
  });
}

function toJaegerTrace(spans: readonly FakeSpan[]): object {
  return {
    traceID: spans[0]?.traceId,
    spans: spans.map((span, index) => ({
      traceID: span.traceId,
      spanID: span.spanId,
      operationName: span.name,
      references: span.parentId
        ? [{ refType: 'CHILD_OF', traceID: span.traceId, spanID: span.parentId }]
        : [],
      startTime: span.start,
      duration: span.micros,
      tags: [
        { key: 'span.kind', type: 'string', value: span.kind },
        ...(span.peer ? [{ key: 'peer.service', type: 'string', value: span.peer }] : []),
        ...(span.error === undefined
          ? []
          : [
              { key: 'error', type: 'bool', value: true },
              { key: 'otel.status_description', type: 'string', value: span.error },
            ]),
      ],
      processID: `p${index}`,
      warnings: null,
    })),
    processes: Object.fromEntries(
      spans.map(({ service }, index) => [`p${index}`, { serviceName: service, tags: [] }]),
    ),
    warnings: null,
  };
}
