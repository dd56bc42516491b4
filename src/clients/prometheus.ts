/**
 * The metrics backend, over the Prometheus HTTP API that Thanos, Mimir and VictoriaMetrics speak too. Its JSON becomes our
 * `Series` here; caps keep one careless query from filling the memory, and whatever is left out is said in a sentence.
 */
import { z } from 'zod';
import { UpstreamError } from '../shared/errors.js';
import type { Series } from '../shared/series.js';
import { cut } from '../shared/text.js';
import type { Metrics } from '../observability/metrics.js';
import type { MetricsAnswer, MetricsSource } from '../incidents/ports/metrics-source.js';
import { createHttp } from './http.js';
import { parseJson } from './parse-json.js';

export interface PrometheusOptions {
  /** Base address; the API is expected below it at `/api/v1`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  readonly timeoutMs: number;
  /** Series kept of one answer, in the backend's order. */
  readonly maxSeries: number;
  /** The step of a range query is raised until it asks for no more. Prometheus itself refuses more than 11,000. */
  readonly maxPointsPerSeries: number;
  readonly maxBytes: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface Prometheus extends MetricsSource {
  /** Asks whether it is there; `version` is null where the backend does not tell. Throws UpstreamError. */
  ping(signal?: AbortSignal): Promise<{ readonly version: string | null }>;
}

const MAX_ERROR_LENGTH = 300;

const Answer = z.object({
  status: z.enum(['success', 'error']),
  data: z.unknown().optional(),
  errorType: z.string().optional(),
  error: z.string().optional(),
  warnings: z.array(z.string()).optional(),
});

const Labelled = z.object({
  metric: z.record(z.string(), z.string()),
  // Samples are checked one by one while they are converted: there can be half a million of them.
  value: z.unknown().optional(),
  values: z.array(z.unknown()).optional(),
  histogram: z.unknown().optional(),
  histograms: z.unknown().optional(),
});

const QueryResult = z.discriminatedUnion('resultType', [
  z.object({ resultType: z.literal('matrix'), result: z.array(Labelled) }),
  z.object({ resultType: z.literal('vector'), result: z.array(Labelled) }),
  z.object({ resultType: z.literal('scalar'), result: z.unknown() }),
  z.object({ resultType: z.literal('string'), result: z.unknown() }),
]);

export function createPrometheus(options: PrometheusOptions): Prometheus {
  const http = createHttp({
    service: 'prometheus',
    title: 'Prometheus',
    check: 'PROMETHEUS_URL and the network',
    baseUrl: options.url,
    headers: options.token ? { authorization: `Bearer ${options.token}` } : {},
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    metrics: options.metrics,
  });

  async function call(request: {
    path: string;
    form?: Record<string, string>;
    signal?: AbortSignal | undefined;
  }): Promise<z.output<typeof Answer>> {
    // 400: the query does not parse; 422: it cannot be computed. Both carry Prometheus' own explanation.
    const { status, body } = await http.request({ ...request, accept: [400, 422] });
    const answer = parseJson(Answer, body);
    if (status >= 400 || answer?.status === 'error') {
      const kind = answer?.errorType ? ` ${answer.errorType}` : '';
      const text = answer?.error ? `: ${cut(answer.error, MAX_ERROR_LENGTH)}` : '';
      throw new UpstreamError('prometheus', `Prometheus refused the query (${status}${kind})${text}`, {
        status,
        isRetryable: false,
      });
    }
    return answer ?? notPrometheus(status);
  }

  async function query(
    path: string,
    form: Record<string, string>,
    signal: AbortSignal | undefined,
    notes: readonly string[],
  ): Promise<MetricsAnswer> {
    const limits = { timeout: `${Math.ceil(options.timeoutMs)}ms`, limit: String(options.maxSeries + 1) };
    const answer = await call({ path, form: { ...form, ...limits }, signal });
    const result = QueryResult.safeParse(answer.data);
    if (!result.success) return notPrometheus(200);
    // `infos` are advice about the query ("might not be a counter") that newer versions give freely; nothing is missing
    // from the answer because of them, so they count for nothing here.
    const warned = (answer.warnings ?? []).map((text) => cut(text, MAX_ERROR_LENGTH));
    const read = readResult(result.data, options.maxSeries);
    return {
      series: read.series,
      isPartial: read.isCut || warned.length > 0,
      warnings: [...warned, ...read.notes, ...notes],
    };
  }

  function notPrometheus(status: number): never {
    throw new UpstreamError(
      'prometheus',
      `${http.label} answered something other than the Prometheus API's JSON; check that PROMETHEUS_URL is the base address.`,
      { status, isRetryable: false },
    );
  }

  return {
    queryInstant(text, { at, signal }) {
      const time: Record<string, string> = at ? { time: String(at.getTime() / 1000) } : {};
      return query('/api/v1/query', { query: text, ...time }, signal, []);
    },

    queryRange(text, range, { stepSeconds, signal }) {
      const seconds = Math.max(0, (range.end.getTime() - range.start.getTime()) / 1000);
      const least = Math.ceil(seconds / options.maxPointsPerSeries);
      const step = Math.max(stepSeconds, least);
      const notes =
        step > stepSeconds
          ? [`The step was raised from ${stepSeconds} s to ${step} s to bound the answer.`]
          : [];
      const form = {
        query: text,
        start: String(range.start.getTime() / 1000),
        end: String(range.end.getTime() / 1000),
        step: String(step),
      };
      return query('/api/v1/query_range', form, signal, notes);
    },

    async listMetrics({ contains, limit, signal }) {
      const answer = await call({ path: '/api/v1/label/__name__/values', signal });
      const names = z.array(z.string()).safeParse(answer.data);
      if (!names.success) return notPrometheus(200);
      const wanted = contains.toLowerCase();
      const found = names.data.filter((name) => name.toLowerCase().includes(wanted));
      return { names: found.slice(0, limit), hasMore: found.length > limit };
    },

    async ping(signal) {
      const path = '/api/v1/status/buildinfo';
      const { status, body } = await http.request({ path, signal, accept: [404, 501] });
      if (status === 200) {
        const info = z.object({ version: z.string() }).safeParse(parseJson(Answer, body)?.data);
        return info.success ? { version: info.data.version } : notPrometheus(status);
      }
      // Compatible backends may lack that page, but all answer a query.
      await call({ path: '/api/v1/query', form: { query: 'up' }, signal });
      return { version: null };
    },
  };
}

function readResult(
  data: z.output<typeof QueryResult>,
  maxSeries: number,
): { series: readonly Series[]; isCut: boolean; notes: readonly string[] } {
  if (data.resultType === 'string') {
    return { series: [], isCut: false, notes: ['The query gives text, not numbers.'] };
  }
  const rows =
    data.resultType === 'scalar' ? [{ metric: {}, value: data.result, values: undefined }] : data.result;
  const notes: string[] = [];
  let dropped = 0;
  let histograms = 0;
  const series: Series[] = [];
  for (const row of rows.slice(0, maxSeries)) {
    if (('histogram' in row && row.histogram) || ('histograms' in row && row.histograms)) histograms += 1;
    const samples = row.values ?? (row.value === undefined ? [] : [row.value]);
    const times: number[] = [];
    const values: number[] = [];
    for (const sample of samples) {
      const [time, value] = readSample(sample);
      if (Number.isFinite(time) && Number.isFinite(value)) {
        times.push(time);
        values.push(value);
      } else dropped += 1;
    }
    if (times.length > 0) series.push({ labels: row.metric, times, values });
  }
  if (rows.length > maxSeries) {
    notes.push(`The answer has more than ${maxSeries} series; only the first ${maxSeries} were kept.`);
  }
  if (dropped > 0) {
    notes.push(`${dropped} ${dropped === 1 ? 'sample was' : 'samples were'} NaN or infinite and left out.`);
  }
  if (histograms > 0)
    notes.push(`${histograms} native histograms were left out; ask for a quantile of them.`);
  return { series, isCut: rows.length > maxSeries || histograms > 0, notes };
}

/** Prometheus writes `[1700000000.5, "0.25"]`. Anything else becomes NaN, and so is counted as left out. */
function readSample(sample: unknown): [time: number, value: number] {
  if (!Array.isArray(sample) || typeof sample[0] !== 'number') return [NaN, NaN];
  const value: unknown = sample[1];
  if (typeof value !== 'string' || value === '') return [NaN, NaN];
  return [sample[0], Number(value)];
}
