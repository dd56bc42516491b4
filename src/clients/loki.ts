/**
 * The log store, over Loki's HTTP API. Answers are read page by page within a time, a number of bytes and a number of
 * lines; what was left out is said in a sentence, together with the part of the range that was covered.
 */
import { UpstreamError } from '../shared/errors.js';
import type { TimeRange } from '../shared/series.js';
import type { LogAnswer, LogSource } from '../incidents/ports/log-source.js';
import { asWarning, createGrafanaBackend, type GrafanaBackendOptions } from './grafana-backend.js';
import { readLines, readMatrix, readNames, readVersion, type StampedLine } from './loki-answer.js';

/** `maxBytes` is of all pages of an answer together. */
export interface LokiOptions extends GrafanaBackendOptions {
  /** Most lines of one answer, whatever is asked for. */
  readonly maxLines: number;
  /** Lines of one request. Loki refuses more than its `max_entries_limit_per_query`, 5,000 unless configured. */
  readonly pageLines?: number;
}

export interface Loki extends LogSource {
  /** Asks whether it is there; `version` is null where it does not tell. Throws UpstreamError. */
  ping(signal?: AbortSignal): Promise<{ readonly version: string | null }>;
}

const PAGE_LINES = 1_000;
/** A page with very long lines is asked for again with this many times fewer; three times lead from 1,000 lines to two. */
const SHRINK = 8;
const API = '/loki/api/v1';

export function createLoki(options: LokiOptions): Loki {
  const backend = createGrafanaBackend({ service: 'loki', title: 'Loki', variable: 'LOKI_URL' }, options);
  const call = (path: string, query: Record<string, string>, signal: AbortSignal | undefined) =>
    backend.get(`${API}${path}`, query, signal);

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
    let pageLines = options.pageLines ?? PAGE_LINES;
    let stopped: string | undefined;
    while (stopped === undefined && from < to) {
      // Never a single one: its instant could not be told from the page's edge.
      const asked = Math.max(2, Math.min(pageLines, wanted - lines.length + 1));
      const ask = async (until: AbortSignal | undefined) =>
        backend.getSmall(
          `${API}/query_range`,
          {
            query,
            start: String(from),
            end: String(to),
            limit: String(asked),
            direction: isBackward ? 'backward' : 'forward',
          },
          until,
        );
      let body: string | undefined;
      try {
        body = lines.length === 0 ? await ask(signal) : await backend.goOn(startedAt, signal, ask);
      } catch (error) {
        // A page that does not come must not cost those before it; the caller's own end does.
        if (lines.length === 0 || signal?.aborted || !(error instanceof UpstreamError)) throw error;
        stopped = 'the rest was not answered';
        continue;
      }
      if (body === undefined) {
        if (asked === 2) stopped = 'single lines are too large';
        else if (!backend.mayGoOn(startedAt)) stopped = 'reading them took too long';
        pageLines = Math.floor(asked / SHRINK);
        continue;
      }
      bytes += Buffer.byteLength(body);
      const page =
        readLines(body) ??
        (readMatrix(body)
          ? backend.refuse('The query gives numbers, not lines; ask for a log query.')
          : backend.notIt());
      for (const warning of page.warnings) warnings.add(asWarning(warning));
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
      else if (!backend.mayGoOn(startedAt)) stopped = 'reading them took too long';
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

  return {
    queryLines,

    async queryRange(query, range, { stepSeconds, signal }) {
      const step = backend.boundStep(range, stepSeconds);
      const body = await call('/query_range', { query, ...inRange(range), step: String(step) }, signal);
      const read = readMatrix(body) ?? backend.notIt();
      if (read === 'lines') {
        return backend.refuse('The query gives lines, not numbers; wrap it in count_over_time or rate.');
      }
      return backend.boundSeries(read.series, { asked: stepSeconds, used: step }, read.warnings);
    },

    async listLabels(range, signal) {
      return readNames(await call('/labels', inRange(range), signal)) ?? backend.notIt();
    },

    async listLabelValues(label, range, { limit, signal }) {
      const path = `/label/${encodeURIComponent(label)}/values`;
      const names = readNames(await call(path, inRange(range), signal)) ?? backend.notIt();
      return { names: names.slice(0, limit), hasMore: names.length > limit };
    },

    async ping(signal) {
      const { status, body } = await backend.http.request({
        path: `${API}/status/buildinfo`,
        signal,
        accept: [404, 501],
      });
      if (status === 200) return { version: readVersion(body) ?? backend.notIt() };
      // Gateways may hide that page, but all pass on the labels.
      const names = readNames(await call('/labels', {}, signal));
      return names ? { version: null } : backend.notIt();
    },
  };
}

function inRange({ start, end }: TimeRange): Record<string, string> {
  return { start: String(toNanos(start)), end: String(toNanos(end)) };
}

function coveredBy(lines: readonly StampedLine[], range: TimeRange, isBackward: boolean): TimeRange {
  const edge = isBackward ? lines[0] : lines.at(-1);
  const at = edge ? new Date(edge.time * 1000) : isBackward ? range.end : range.start;
  return isBackward ? { start: at, end: range.end } : { start: range.start, end: at };
}

function toNanos(date: Date): bigint {
  return BigInt(Math.round(date.getTime())) * 1_000_000n;
}
