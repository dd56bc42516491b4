/** A Loki with one log in it, over HTTP: its query API for lines, large logs included. */
import { parseLogql } from '../../demo/logs/parse-logql.js';
import { startLocalServer } from '../local-server.js';
import type { CaseLine } from './log-case.js';

export interface LogServer {
  readonly url: string;
  /** Serves this log from now on; its lines oldest first. */
  serve(lines: readonly CaseLine[]): void;
  close(): Promise<void>;
}

const STREAM = { app: 'checkout' };
const PREFIX = '/loki/api/v1';

export async function startLogServer(): Promise<LogServer> {
  let lines: readonly CaseLine[] = [];
  const server = await startLocalServer(({ url }, response) => {
    const { pathname, searchParams } = new URL(url, 'http://logs');
    const send = (data: unknown) =>
      response
        .writeHead(200, { 'content-type': 'application/json' })
        .end(JSON.stringify({ status: 'success', data }));
    if (pathname === `${PREFIX}/labels`) return send(Object.keys(STREAM));
    if (pathname === `${PREFIX}/label/app/values`) return send([STREAM.app]);
    if (pathname === `${PREFIX}/query_range`) return send(select(lines, searchParams));
    return response.writeHead(404).end('404 page not found\n');
  });
  return {
    url: server.url,
    serve(next) {
      lines = next;
    },
    close: server.close,
  };
}

/** From the end that is asked for, until there are enough: a log of 50 MB is not copied for a page. */
function select(lines: readonly CaseLine[], parameters: URLSearchParams): unknown {
  const query = parseLogql(parameters.get('query') ?? '');
  if (query.kind !== 'lines') throw new Error('this server has lines only');
  const [from, to] = ['start', 'end'].map((name) => Number(parameters.get(name)) / 1e6) as [number, number];
  const limit = Number(parameters.get('limit') ?? 100);
  const isForward = parameters.get('direction') === 'forward';
  const [first, end] = [firstFrom(lines, from), firstFrom(lines, to)];
  const values: [string, string][] = [];
  for (let step = 0; step < end - first && values.length < limit; step += 1) {
    const line = lines[isForward ? first + step : end - 1 - step];
    if (!line || !query.filters.every((accepts) => accepts(line.text))) continue;
    values.push([String(BigInt(Math.round(line.at * 1000)) * 1000n), line.text]);
  }
  return { resultType: 'streams', result: values.length > 0 ? [{ stream: STREAM, values }] : [] };
}

/** Index of the first line at this time or later. */
function firstFrom(lines: readonly CaseLine[], at: number): number {
  let [low, high] = [0, lines.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lines[middle]?.at ?? 0) < at) low = middle + 1;
    else high = middle;
  }
  return low;
}
