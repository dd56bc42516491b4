/** The parts of Loki's HTTP API that read: lines and numbers over a range, labels and their values. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { listenOnAnyPort, sendJson, stopServer } from '../shop/http-server.js';
import type { LineQuery, NumberQuery } from './ast.js';
import { evaluateNumbers, stepCount } from './evaluate-numbers.js';
import { readDirection, readLimit, readSpan, readStep, type TimeSpan } from './log-parameters.js';
import { groupByStream, type LogStore } from './log-store.js';
import { LogqlError } from './logql-error.js';
import { parseLogql } from './parse-logql.js';

const PREFIX = '/loki/api/v1';
const MAX_SERIES = 500;
/** Every line. */
const ALL = { matchers: [], filters: [] };

export interface LogsApi {
  /** Listens on a free port of 127.0.0.1; returns the base address. */
  start(): Promise<string>;
  stop(): Promise<void>;
}

export function createLogsApi(store: LogStore, now: () => number = Date.now): LogsApi {
  const server = createServer((request, response) => handle(request, response));

  function handle(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', 'http://logs');
    try {
      const data = answer(url.pathname, url.searchParams);
      if (data === undefined) sendText(response, 404, '404 page not found\n');
      else sendJson(response, 200, data);
    } catch (error) {
      const status = error instanceof LogqlError ? 400 : 500;
      sendText(response, status, `${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  /** Undefined when there is no such page. */
  function answer(path: string, parameters: URLSearchParams): unknown {
    if (path === `${PREFIX}/status/buildinfo`) return { version: '3.0.0', revision: 'demo' };
    if (path === `${PREFIX}/query_range`) return success(queryRange(parameters));
    if (path === `${PREFIX}/labels`) return names(labelPairs(parameters).map(([name]) => name));
    const label = /^\/label\/([^/]+)\/values$/.exec(path.slice(PREFIX.length))?.[1];
    if (label === undefined || !path.startsWith(PREFIX)) return undefined;
    const wanted = decodeURIComponent(label);
    return names(labelPairs(parameters).flatMap(([name, value]) => (name === wanted ? [value] : [])));
  }

  function queryRange(parameters: URLSearchParams): unknown {
    const query = parseLogql(parameters.get('query') ?? '');
    const span = readSpan(parameters, now());
    return query.kind === 'lines'
      ? selectLines(query, span, parameters)
      : numbersOver(query, span, readStep(parameters, span));
  }

  function selectLines(query: LineQuery, { start, end }: TimeSpan, parameters: URLSearchParams): unknown {
    const limit = readLimit(parameters);
    const isForward = readDirection(parameters) === 'forward';
    const found = store.select(query, start, end);
    const shown = isForward ? found.slice(0, limit) : found.slice(-limit).toReversed();
    const result = [...groupByStream(shown)].map(([stream, lines]) => ({
      stream: Object.fromEntries(stream.values),
      values: lines.map(({ nanos, text }) => [String(nanos), text]),
    }));
    return { resultType: 'streams', result, stats: {} };
  }

  function numbersOver(query: NumberQuery, { start, end }: TimeSpan, stepMs: number): unknown {
    const steps = { startMs: Number(start) / 1e6, endMs: Number(end) / 1e6, stepMs };
    const series = evaluateNumbers(store, query, steps);
    if (series.length > MAX_SERIES) {
      throw new LogqlError(`maximum of series (${MAX_SERIES}) reached for a single query`);
    }
    const times = Array.from(
      { length: stepCount(steps) },
      (_, index) => (steps.startMs + index * stepMs) / 1000,
    );
    const result = series.map(({ labels, values }) => ({
      metric: Object.fromEntries(labels.values),
      values: values.flatMap((value, index) => (value === undefined ? [] : [[times[index], String(value)]])),
    }));
    return { resultType: 'matrix', result, stats: {} };
  }

  function labelPairs(parameters: URLSearchParams): readonly (readonly [string, string])[] {
    const { start, end } = readSpan(parameters, now());
    const streams = new Set(store.select(ALL, start, end).map(({ stream }) => stream));
    return [...streams].flatMap(({ values }) => [...values]);
  }

  return {
    start: async () => listenOnAnyPort(server),
    stop: async () => stopServer(server),
  };
}

const success = (data: unknown) => ({ status: 'success', data });

/** Like Loki, without `data` when there are none. */
function names(texts: readonly string[]): unknown {
  const sorted = [...new Set(texts)].toSorted();
  return { status: 'success', ...(sorted.length > 0 ? { data: sorted } : {}) };
}

function sendText(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status, { 'content-type': 'text/plain; charset=utf-8' }).end(text);
}
