/**
 * What Loki and Tempo have in common: tenants, refusals explained in plain text, and queries for numbers over time that
 * are bounded alike.
 */
import { UpstreamError } from '../shared/errors.js';
import type { Series, TimeRange } from '../shared/series.js';
import { cut, oneLine } from '../shared/text.js';
import type { Metrics } from '../observability/metrics.js';
import type { MetricsAnswer } from '../incidents/ports/metrics-source.js';
import { createHttp, type Http } from './http.js';

export interface GrafanaBackendOptions {
  /** Base address; the API is expected below it. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** Sent as `X-Scope-OrgID`, which a backend with several tenants demands. */
  readonly tenant?: string | undefined;
  /**
   * Of one request. No further one is sent for the same answer when half of this time has passed since its beginning, so
   * that whoever waits no longer than this for an answer has what was read.
   */
  readonly timeoutMs: number;
  readonly maxBytes: number;
  /** Series kept of one answer, in the backend's order. */
  readonly maxSeries: number;
  /** The step of a query over a range is raised until it asks for no more. */
  readonly maxPointsPerSeries: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface GrafanaBackend {
  readonly http: Http;
  /** The body of an answer; throws UpstreamError with the backend's own words when it refuses the query. */
  get(path: string, query: Record<string, string>, signal: AbortSignal | undefined): Promise<string>;
  /** The same; undefined when the answer is larger than may be. */
  getSmall(
    path: string,
    query: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<string | undefined>;
  /** Whether an answer begun then (on the `performance.now()` clock) may send another request. */
  mayGoOn(startedAt: number): boolean;
  /** Makes such a further request; it ends a little before the answer's time does, so that what was read is not lost. */
  goOn<T>(
    startedAt: number,
    signal: AbortSignal | undefined,
    request: (signal: AbortSignal) => Promise<T>,
  ): Promise<T>;
  /** Throws: what answered is not this backend. */
  notIt(): never;
  /** Throws: the query cannot be used so. */
  refuse(message: string, status?: number): never;
  /** Seconds between samples: as asked for, or more. */
  boundStep(range: TimeRange, stepSeconds: number): number;
  /** The series that are kept, and what was left out in sentences. */
  boundSeries(
    series: readonly Series[],
    steps: { readonly asked: number; readonly used: number },
    warnings: readonly string[],
  ): MetricsAnswer;
}

const MAX_ERROR_LENGTH = 300;
/** Of an answer's time; what is left is for reading what came. */
const GO_ON_SHARE = 0.8;

export function createGrafanaBackend(
  { service, title, variable }: { service: string; title: string; variable: string },
  options: GrafanaBackendOptions,
): GrafanaBackend {
  const http = createHttp({
    service,
    title,
    check: `${variable} and the network`,
    baseUrl: options.url,
    headers: {
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(options.tenant ? { 'x-scope-orgid': options.tenant } : {}),
    },
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    metrics: options.metrics,
  });

  function refuse(message: string, status?: number): never {
    throw new UpstreamError(service, message, {
      isRetryable: false,
      ...(status === undefined ? {} : { status }),
    });
  }

  async function ask(
    path: string,
    query: Record<string, string>,
    { signal, mayBeCut }: { signal: AbortSignal | undefined; mayBeCut: boolean },
  ): Promise<{ readonly body: string; readonly isCut: boolean }> {
    const { status, ...answer } = await http.request({ path, query, signal, accept: [400, 422], mayBeCut });
    if (status < 400) return answer;
    return refuse(`${title} refused the query (${status}): ${asWarning(answer.body)}`, status);
  }

  return {
    http,
    refuse,

    mayGoOn: (startedAt) => performance.now() - startedAt < options.timeoutMs / 2,

    async goOn(startedAt, signal, request) {
      const controller = new AbortController();
      const stop = () => controller.abort(signal?.reason);
      if (signal?.aborted) stop();
      signal?.addEventListener('abort', stop, { once: true });
      const leftMs = options.timeoutMs * GO_ON_SHARE - (performance.now() - startedAt);
      const timer = setTimeout(stop, Math.max(0, leftMs));
      try {
        return await request(controller.signal);
      } finally {
        clearTimeout(timer);
        signal?.removeEventListener('abort', stop);
      }
    },

    async get(path, query, signal) {
      const { body } = await ask(path, query, { signal, mayBeCut: false });
      return body;
    },

    async getSmall(path, query, signal) {
      const { body, isCut } = await ask(path, query, { signal, mayBeCut: true });
      return isCut ? undefined : body;
    },

    notIt: () =>
      refuse(
        `${http.label} answered something other than the ${title} API's JSON; check that ${variable} is the base address.`,
        200,
      ),

    boundStep({ start, end }, stepSeconds) {
      const seconds = Math.max(0, (end.getTime() - start.getTime()) / 1000);
      return Math.max(stepSeconds, Math.ceil(seconds / options.maxPointsPerSeries));
    },

    boundSeries(series, { asked, used }, warnings) {
      const { maxSeries } = options;
      const notes = warnings.map(asWarning);
      if (series.length > maxSeries) {
        notes.push(`The answer has more than ${maxSeries} series; only the first ${maxSeries} were kept.`);
      }
      // A longer step leaves nothing out.
      const isPartial = notes.length > 0;
      if (used > asked) notes.push(`The step was raised from ${asked} s to ${used} s to bound the answer.`);
      return { series: series.slice(0, maxSeries), isPartial, warnings: notes };
    },
  };
}

/** What a backend said, as one sentence of bearable length. */
export function asWarning(text: string): string {
  return cut(oneLine(text), MAX_ERROR_LENGTH);
}
