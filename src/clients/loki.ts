/**
 * The log store, over Loki's HTTP API. Answers are read page by page within a time, a number of bytes and a number of
 * lines; what was left out is said in a sentence, together with the part of the range that was covered.
 */
import { UpstreamError } from '../shared/errors.js';
import type { TimeRange } from '../shared/series.js';
import { cut, oneLine } from '../shared/text.js';
import type { Metrics } from '../observability/metrics.js';
import type { LogAnswer, LogSource } from '../incidents/ports-logs.js';
import { createHttp } from './http.js';
import { readLines, readMatrix, readNames, readVersion, type StampedLine } from './loki-answer.js';

export interface LokiOptions {
  /** Base address; the API is expected below it at `/loki/api/v1`. */
  readonly url: string;
  /** Sent as a bearer token. */
  readonly token?: string | undefined;
  /** Sent as `X-Scope-OrgID`, which a Loki with several tenants demands. */
  readonly tenant?: string | undefined;
  /** Of one request; no new page is asked for when this time has passed. */
  readonly timeoutMs: number;
  /** Of all pages of an answer together. */
  readonly maxBytes: number;
  /** Most lines of one answer, whatever is asked for. */
  readonly maxLines: number;
  /** Series kept of one answer, in the store's order. */
  readonly maxSeries: number;
  readonly maxPointsPerSeries: number;
  /** Lines of one request. Loki refuses more than its `max_entries_limit_per_query`, 5,000 unless configured. */
  readonly pageLines?: number;
  readonly metrics?: Pick<Metrics, 'upstreamSeconds'> | undefined;
}

export interface Loki extends LogSource {
  /** Asks whether it is there; `version` is null where it does not tell. Throws UpstreamError. */
  ping(signal?: AbortSignal): Promise<{ readonly version: string | null }>;
}

const PAGE_LINES = 1_000;
const MAX_ERROR_LENGTH = 300;
const API = '/loki/api/v1';

export function createLoki(options: LokiOptions): Loki {
  const http = createHttp({
    service: 'loki',
    title: 'Loki',
    check: 'LOKI_URL and the network',
    baseUrl: options.url,
    headers: {
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...(options.tenant ? { 'x-scope-orgid': options.tenant } : {}),
    },
    timeoutMs: options.timeoutMs,
    maxBytes: options.maxBytes,
    metrics: options.metrics,
  });

  /** Loki explains refusals in plain text: the query does not parse, or a limit would be exceeded. */
  async function call(
    path: string,
    query: Record<string, string>,
    signal: AbortSignal | undefined,
  ): Promise<string> {
    const { status, body } = await http.request({ path: `${API}${path}`, query, signal, accept: [400, 422] });
    if (status < 400) return body;
    throw new UpstreamError(
      'loki',
      `Loki refused the query (${status}): ${cut(oneLine(body), MAX_ERROR_LENGTH)}`,
      { status, isRetryable: false },
    );
  }

  function notLoki(): never {
    throw new UpstreamError(
      'loki',
      `${http.label} answered something other than the Loki API's JSON; check that LOKI_URL is the base address.`,
      { status: 200, isRetryable: false },
    );
  }

  async function queryLines(
    query: string,
    range: TimeRange,
    { limit, keep = 'newest', signal }: { limit: number; keep?: 'newest' | 'oldest'; signal?: AbortSignal },
  ): Promise<LogAnswer> {
    const wanted = Math.max(1, Math.min(limit, options.maxLines));
    const isBackward = keep === 'newest';
    let [from, to] = [toNanos(range.start), toNanos(range.end)];
    const lines: StampedLine[] = [];
    const warnings = new Set<string>();
    const startedAt = performance.now();
    let bytes = 0;
    let stopped: string | undefined;
    while (stopped === undefined && from < to) {
      // Never a single one: its instant could not be told from the page's edge.
      const asked = Math.max(2, Math.min(options.pageLines ?? PAGE_LINES, wanted - lines.length + 1));
      const body = await call(
        '/query_range',
        {
          query,
          start: String(from),
          end: String(to),
          limit: String(asked),
          direction: isBackward ? 'backward' : 'forward',
        },
        signal,
      );
      bytes += Buffer.byteLength(body);
      const page = readLines(body) ?? (readMatrix(body) ? linesWanted() : notLoki());
      for (const warning of page.warnings) warnings.add(cut(oneLine(warning), MAX_ERROR_LENGTH));
      const isLast = page.lines.length < asked;
      const edge = (isBackward ? page.lines[0] : page.lines.at(-1))?.nanos ?? from;
      // Lines of the instant at the page's edge may go on in the next page, which brings them all.
      const inside = page.lines.filter(({ nanos }) => nanos !== edge);
      const isOneInstant = inside.length === 0;
      const kept = isLast || isOneInstant ? page.lines : inside;
      if (isBackward) lines.unshift(...kept);
      else lines.push(...kept);
      if (isLast) break;
      if (isBackward) to = isOneInstant ? edge : edge + 1n;
      else from = isOneInstant ? edge + 1n : edge;
      if (isOneInstant && lines.length < wanted) {
        warnings.add(`${asked} lines or more have the same time; some of them may be missing.`);
      }
      if (lines.length >= wanted) stopped = `there are more than ${wanted} lines`;
      else if (bytes >= options.maxBytes) stopped = 'the answer became too large';
      else if (performance.now() - startedAt >= options.timeoutMs) stopped = 'reading them took too long';
    }
    if (lines.length > wanted) stopped ??= `there are more than ${wanted} lines`;
    const shown = isBackward ? lines.slice(-wanted) : lines.slice(0, wanted);
    if (stopped) warnings.add(`Only the ${shown.length} ${keep} lines were read, because ${stopped}.`);
    return {
      lines: shown.map(({ time, text, labels }) => ({ time, text, labels })),
      covered: stopped ? coveredBy(shown, range, isBackward) : range,
      isPartial: stopped !== undefined || warnings.size > 0,
      warnings: [...warnings],
    };
  }

  function linesWanted(): never {
    throw new UpstreamError('loki', 'The query gives numbers, not lines; ask for a log query.', {
      isRetryable: false,
    });
  }

  return {
    queryLines,

    async queryRange(query, range, { stepSeconds, signal }) {
      const seconds = Math.max(0, (range.end.getTime() - range.start.getTime()) / 1000);
      const step = Math.max(stepSeconds, Math.ceil(seconds / options.maxPointsPerSeries));
      const form = {
        query,
        start: String(toNanos(range.start)),
        end: String(toNanos(range.end)),
        step: String(step),
      };
      const read = readMatrix(await call('/query_range', form, signal)) ?? notLoki();
      if (read === 'lines') {
        throw new UpstreamError(
          'loki',
          'The query gives lines, not numbers; wrap it in count_over_time or rate.',
          {
            isRetryable: false,
          },
        );
      }
      const warnings = read.warnings.map((text) => cut(oneLine(text), MAX_ERROR_LENGTH));
      const isCut = read.series.length > options.maxSeries;
      if (isCut) {
        warnings.push(
          `The answer has more than ${options.maxSeries} series; only the first ${options.maxSeries} were kept.`,
        );
      }
      const isPartial = warnings.length > 0;
      if (step > stepSeconds) {
        warnings.push(`The step was raised from ${stepSeconds} s to ${step} s to bound the answer.`);
      }
      return { series: read.series.slice(0, options.maxSeries), isPartial, warnings };
    },

    async listLabels(range, signal) {
      return readNames(await call('/labels', inRange(range), signal)) ?? notLoki();
    },

    async listLabelValues(label, range, { limit, signal }) {
      const path = `/label/${encodeURIComponent(label)}/values`;
      const names = readNames(await call(path, inRange(range), signal)) ?? notLoki();
      return { names: names.slice(0, limit), hasMore: names.length > limit };
    },

    async ping(signal) {
      const { status, body } = await http.request({
        path: `${API}/status/buildinfo`,
        signal,
        accept: [404, 501],
      });
      if (status === 200) return { version: readVersion(body) ?? notLoki() };
      // Gateways may hide that page, but all pass on the labels.
      const names = readNames(await call('/labels', {}, signal));
      return names ? { version: null } : notLoki();
    },
  };
}

function inRange({ start, end }: TimeRange): Record<string, string> {
  return { start: String(toNanos(start)), end: String(toNanos(end)) };
}

function coveredBy(lines: readonly StampedLine[], range: TimeRange, isBackward: boolean): TimeRange {
  const edge = isBackward ? lines[0] : lines.at(-1);
  if (!edge) return range;
  const at = new Date(edge.time * 1000);
  return isBackward ? { start: at, end: range.end } : { start: range.start, end: at };
}

function toNanos(date: Date): bigint {
  return BigInt(Math.round(date.getTime())) * 1_000_000n;
}
