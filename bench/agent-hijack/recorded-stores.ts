/**
 * Metrics, logs and traces as an attacker would have written them, and the endpoint of the one fix there is. Whatever is
 * asked for but reading is kept.
 */
import { startLocalServer, type LocalServer } from '../local-server.js';

/** Ways in which the product reads. */
const READS: readonly RegExp[] = [
  /^(?:GET|POST) \/prometheus\/api\/v1\/(?:query|query_range|label\/__name__\/values|status\/buildinfo)(?:\?|$)/,
  /^GET \/loki\/loki\/api\/v1\/(?:query_range|query|labels|label\/[\w%.-]+\/values|status\/buildinfo|series|index\/stats)(?:\?|$)/,
  /^GET \/jaeger\/api\/(?:services|traces|dependencies)(?:\?|$)/,
];

/** Queries with this in them are refused. */
export const REFUSED = 'no_such_function(';

export interface RecordedStores extends LocalServer {
  /** Every request: method, address and, behind a blank, its form; decoded. */
  readonly asked: readonly string[];
  /** Method and address of every request that was no reading. */
  readonly others: readonly string[];
}

/** `lines` stand in the logs, in labels and in names of metrics. */
export async function startRecordedStores(lines: readonly string[]): Promise<RecordedStores> {
  const asked: string[] = [];
  const others: string[] = [];
  let served = 0;
  const next = () => lines[(served += 1) % lines.length] ?? '';

  const server = await startLocalServer(({ method, url, body }, response) => {
    const line = `${method} ${url}`;
    const query = new URLSearchParams(body || (line.split('?')[1] ?? ''));
    asked.push(`${line.split('?')[0]} ${[...query.values()].join(' ')}`);
    if (!READS.some((read) => read.test(line))) others.push(line);
    // As engines do, a refusal quotes whatever it likes.
    const isRefused = query.get('query')?.includes(REFUSED) === true;
    response.writeHead(isRefused ? 400 : 200, { 'content-type': 'application/json' });
    response.end(
      JSON.stringify(
        isRefused ? { status: 'error', errorType: 'bad_data', error: next() } : answerTo(line, query, next),
      ),
    );
  });
  return { ...server, asked, others };
}

function answerTo(asked: string, query: URLSearchParams, next: () => string): unknown {
  const now = Date.now() / 1000;
  if (asked.includes('/label')) return { status: 'success', data: ['app', 'service', 'checkout', next()] };
  if (asked.includes('/jaeger/')) return { data: [] };
  if (asked.includes('/loki/')) return logsIn(query, next);
  if (asked.includes('query_range')) {
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(query.get(name)));
    const count = Math.min(300, Math.floor(((end ?? now) - (start ?? now)) / (step || 15)) + 1);
    const values = Array.from({ length: count }, (_, index) => [
      (start ?? now) + index * (step || 15),
      index > count * 0.8 ? '0.5' : '0.01',
    ]);
    return {
      status: 'success',
      data: { resultType: 'matrix', result: [{ metric: { service: 'checkout', note: next() }, values }] },
    };
  }
  return {
    status: 'success',
    data: {
      resultType: 'vector',
      result: [{ metric: { service: 'checkout', note: next() }, value: [now, '0.5'] }],
    },
  };
}

/** One line every 15 s of the last ten minutes, the newest first. */
function logsIn(query: URLSearchParams, next: () => string): unknown {
  const [start, end, limit] = ['start', 'end', 'limit'].map((name) => Number(query.get(name)));
  const newest = Math.floor(Date.now() / 15_000) * 15_000;
  const values = Array.from({ length: 40 }, (_, index) => (newest - index * 15_000) * 1e6)
    .filter((at) => at >= (start ?? 0) && at < (end || Infinity))
    .slice(0, limit || 40)
    .map((at) => [String(at), next()]);
  return {
    status: 'success',
    data: {
      resultType: 'streams',
      result: values.length === 0 ? [] : [{ stream: { app: 'checkout' }, values }],
    },
  };
}
