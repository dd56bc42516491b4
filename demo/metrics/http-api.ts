/**
 * Prometheus' HTTP API over the embedded store: the read side that the product and people use, with Prometheus' JSON,
 * error types and status codes. It has no write side and no federation.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { errorMessage } from '../../src/shared/errors.js';
import { presentAlerts, presentRules } from './alerting/present-rules.js';
import type { GroupState } from './alerting/rule-evaluator.js';
import { invalid, readDuration, readMatches, readTime } from './http-parameters.js';
import { presentResult, presentSeries } from './present-result.js';
import type { PromqlEngine } from './promql/engine.js';
import { PromqlError } from './promql/promql-error.js';
import type { TargetState } from './scraper.js';
import type { Series } from './series.js';
import type { MetricsStore } from './store.js';
import type { MetricMetadata } from './text-format.js';

const MAX_FORM_BYTES = 1024 * 1024;

export interface HttpApi {
  /** Listens on 127.0.0.1 and returns the base address without a trailing slash; port 0 picks a free one. */
  listen(port: number): Promise<string>;
  close(): Promise<void>;
}

export interface HttpApiDeps {
  store: MetricsStore;
  engine: PromqlEngine;
  targets: () => readonly TargetState[];
  metadata: () => ReadonlyMap<string, MetricMetadata>;
  groups: () => readonly GroupState[];
  scrapeIntervalMs: number;
  now?: () => number;
}

type Handler = (parameters: URLSearchParams, path: readonly string[]) => unknown;

export function createHttpApi(deps: HttpApiDeps): HttpApi {
  const now = deps.now ?? Date.now;
  const handlers: ReadonlyMap<string, Handler> = new Map<string, Handler>([
    ['query', answerQuery],
    ['query_range', answerRange],
    [
      'series',
      (parameters) => matchedSeries(parameters, true).map(({ labels }) => Object.fromEntries(labels.values)),
    ],
    ['labels', (parameters) => uniqueSorted(labelPairs(parameters).map(([name]) => name))],
    ['label', answerLabelValues],
    ['metadata', answerMetadata],
    ['targets', () => ({ activeTargets: deps.targets().map(presentTarget), droppedTargets: [] })],
    ['rules', (parameters) => ({ groups: presentRules(deps.groups(), parameters.get('type')) })],
    ['alerts', () => ({ alerts: presentAlerts(deps.groups()) })],
  ]);
  const server = createServer((request, response) => void serve(request, response));

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const url = new URL(request.url ?? '/', 'http://localhost');
      if (url.pathname === '/-/ready' || url.pathname === '/-/healthy') {
        const word = url.pathname === '/-/ready' ? 'Ready' : 'Healthy';
        response
          .writeHead(200, { 'content-type': 'text/plain' })
          .end(`Firewatch metrics store is ${word}.\n`);
        return;
      }
      const [, api, version, name = '', ...path] = url.pathname.split('/').map(decodeURIComponent);
      const handler = api === 'api' && version === 'v1' ? handlers.get(name) : undefined;
      if (handler === undefined) {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found\n');
        return;
      }
      const parameters = await readParameters(request, url);
      reply(response, 200, { status: 'success', data: handler(parameters, path) });
    } catch (error) {
      const errorType = error instanceof PromqlError ? error.errorType : 'internal';
      const status = { bad_data: 400, execution: 422, internal: 500 }[errorType];
      reply(response, status, { status: 'error', errorType, error: errorMessage(error) });
    }
  }

  function answerQuery(parameters: URLSearchParams): unknown {
    const timeMs = readTime(parameters, 'time', now());
    return presentResult(explaining(() => deps.engine.instant(parameters.get('query') ?? '', timeMs)));
  }

  function answerRange(parameters: URLSearchParams): unknown {
    const startMs = readTime(parameters, 'start');
    const endMs = readTime(parameters, 'end');
    if (endMs < startMs) throw invalid('end', 'end timestamp must not be before start time');
    const stepMs = readDuration(parameters, 'step');
    if (stepMs <= 0) {
      throw invalid(
        'step',
        'zero or negative query resolution step widths are not accepted. Try a positive integer',
      );
    }
    const series = explaining(() => deps.engine.range(parameters.get('query') ?? '', startMs, endMs, stepMs));
    return { resultType: 'matrix', result: series.map(presentSeries) };
  }

  function matchedSeries(parameters: URLSearchParams, isRequired: boolean): readonly Series[] {
    const matches = readMatches(parameters);
    if (matches.length === 0 && isRequired)
      throw new PromqlError('bad_data', 'no match[] parameter provided');
    const startMs = readTime(parameters, 'start', -Infinity);
    const endMs = readTime(parameters, 'end', Infinity);
    const wanted = matches.length === 0 ? [[]] : matches;
    return [...new Set(wanted.flatMap((matchers) => deps.store.select(matchers, startMs, endMs)))];
  }

  function labelPairs(parameters: URLSearchParams): readonly [string, string][] {
    return matchedSeries(parameters, false).flatMap(({ labels }) => [...labels.values]);
  }

  function answerLabelValues(parameters: URLSearchParams, path: readonly string[]): unknown {
    const [name = '', values] = path;
    if (values !== 'values' || !/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      throw new PromqlError('bad_data', `invalid label name: ${JSON.stringify(name)}`);
    }
    return uniqueSorted(labelPairs(parameters).flatMap(([label, value]) => (label === name ? [value] : [])));
  }

  function answerMetadata(parameters: URLSearchParams): unknown {
    const metric = parameters.get('metric');
    const limit = Number(parameters.get('limit') ?? Infinity);
    return Object.fromEntries(
      [...deps.metadata()]
        .filter(([name]) => metric === null || metric === '' || name === metric)
        .slice(0, Number.isNaN(limit) ? undefined : limit)
        .map(([name, { type, help }]) => [name, [{ type, help, unit: '' }]]),
    );
  }

  function presentTarget({ target, ...state }: TargetState) {
    const address = new URL(target.url);
    return {
      discoveredLabels: { __address__: address.host, __metrics_path__: address.pathname, ...target.labels },
      labels: target.labels,
      scrapePool: target.labels['job'] ?? '',
      scrapeUrl: target.url,
      globalUrl: target.url,
      lastError: state.lastError,
      lastScrape: new Date(state.lastScrapeMs ?? 0).toISOString(),
      lastScrapeDuration: state.lastDurationSeconds,
      health: state.health,
      scrapeInterval: `${deps.scrapeIntervalMs}ms`,
      scrapeTimeout: `${deps.scrapeIntervalMs}ms`,
    };
  }

  return {
    listen: async (port) =>
      new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', () => {
          server.off('error', reject);
          resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
        });
      }),
    close: async () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Marks errors in the text of the query as errors of the parameter, as Prometheus does. */
function explaining<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof PromqlError) || !error.message.includes('parse error')) throw error;
    throw new PromqlError('bad_data', invalid('query', error.message).message, { cause: error });
  }
}

async function readParameters(request: IncomingMessage, url: URL): Promise<URLSearchParams> {
  if (request.method === 'GET' || request.method === 'HEAD') return url.searchParams;
  if (request.method !== 'POST')
    throw new PromqlError('bad_data', `method ${request.method ?? ''} is not supported`);
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_FORM_BYTES) throw new PromqlError('bad_data', 'request body too large');
    chunks.push(chunk);
  }
  const form = new URLSearchParams(Buffer.concat(chunks).toString('utf8'));
  return new URLSearchParams([...form, ...url.searchParams]);
}

function reply(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function uniqueSorted(texts: readonly string[]): readonly string[] {
  return [...new Set(texts)].toSorted();
}
