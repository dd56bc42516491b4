/**
 * Spans of the shop's calls: each service remembers which request it is serving, and hands it on to whom it calls in the
 * `traceparent` header (w3.org/TR/trace-context).
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { randomBytes } from 'node:crypto';

export interface ShopSpan {
  /** 32 hex digits, the same for everything that one visit causes. */
  readonly traceId: string;
  /** 16 hex digits. */
  readonly spanId: string;
  /** Null for the first one. */
  readonly parentId: string | null;
  readonly service: string;
  /** `POST /orders`. */
  readonly name: string;
  readonly kind: 'server' | 'client';
  /** Unix microseconds. */
  readonly startMicros: number;
  readonly durationMicros: number;
  readonly tags: Readonly<Record<string, string | number | boolean>>;
}

type Context = Pick<ShopSpan, 'traceId' | 'spanId'>;

/** How a call ended. */
export interface CallEnd {
  readonly status: number;
  /** What was said about a failure. */
  readonly error?: string | undefined;
}

export interface Tracer {
  /** Runs the work that a request causes; `traceparent` is the caller's header, if it sent one. */
  serve<T extends { readonly status: number; readonly body: unknown }>(
    request: { readonly name: string; readonly traceparent: string | undefined },
    work: () => Promise<T>,
  ): Promise<T>;
  /** A call to another service: send the header with it, and tell how it ended. */
  startCall(call: { readonly name: string; readonly peer: string }): {
    readonly traceparent: string;
    end(how: CallEnd): void;
  };
  /** Of the request that is being served; undefined outside of one. */
  traceId(): string | undefined;
}

export function createTracer(service: string, onSpan: (span: ShopSpan) => void): Tracer {
  const serving = new AsyncLocalStorage<Context>();

  function start(name: string, kind: ShopSpan['kind'], parent: Context | undefined) {
    const context: Context = { traceId: parent?.traceId ?? newId(16), spanId: newId(8) };
    const startMicros = nowMicros();
    const end = ({ status, error }: CallEnd, tags: ShopSpan['tags'] = {}): void => {
      const failure =
        status < 500 ? {} : { error: true, 'otel.status_description': error ?? `HTTP ${status}` };
      onSpan({
        ...context,
        parentId: parent?.spanId ?? null,
        service,
        name,
        kind,
        startMicros,
        durationMicros: Math.max(1, nowMicros() - startMicros),
        tags: { 'span.kind': kind, 'http.status_code': status, ...tags, ...failure },
      });
    };
    return { context, end };
  }

  return {
    async serve({ name, traceparent }, work) {
      const { context, end } = start(name, 'server', readTraceparent(traceparent));
      const answer = await serving.run(context, work);
      end({ status: answer.status, error: errorIn(answer.body) });
      return answer;
    },
    startCall({ name, peer }) {
      const { context, end } = start(name, 'client', serving.getStore());
      return {
        traceparent: `00-${context.traceId}-${context.spanId}-01`,
        end: (how) => end(how, { 'peer.service': peer }),
      };
    },
    traceId: () => serving.getStore()?.traceId,
  };
}

/** What a failed answer says about its failure. */
export function errorIn(body: unknown): string | undefined {
  const error = typeof body === 'object' && body !== null && 'error' in body ? body.error : undefined;
  return typeof error === 'string' ? error : undefined;
}

function readTraceparent(header: string | undefined): Context | undefined {
  const [, traceId, spanId] = /^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$/.exec(header ?? '') ?? [];
  return traceId !== undefined && spanId !== undefined ? { traceId, spanId } : undefined;
}

const newId = (bytes: number): string => randomBytes(bytes).toString('hex');
const nowMicros = (): number => Math.round((performance.timeOrigin + performance.now()) * 1000);
