/** A small Loki: streams in memory, and its query API with its limits, its order and its ways to refuse. */
import { startHttpStub, type HttpStub, type StubAnswer } from '../helpers/http-stub.js';

export interface FakeLine {
  readonly nanos: bigint;
  readonly text: string;
  readonly stream?: Readonly<Record<string, string>>;
}

const MAX_ENTRIES = 5_000;
const MAX_RANGE_NANOS = 721n * 3_600n * 1_000_000_000n; // `max_query_length`: 30d1h

/** Of the query language it knows stream selectors with `=` and `=~` and the line filters `|=`, `|~` and `!~`. */
export function startFakeLoki(
  lines: readonly FakeLine[],
  { tenant }: { tenant?: string } = {},
): Promise<HttpStub> {
  return startHttpStub(({ path, query, headers }) => {
    if (tenant && headers['x-scope-orgid'] !== tenant) return { status: 401, body: 'no org id\n' };
    const labels = () => [...new Set(lines.flatMap(({ stream = {} }) => Object.keys(stream)))].toSorted();
    if (path === '/loki/api/v1/labels') {
      const names = labels();
      return { body: { status: 'success', ...(names.length > 0 ? { data: names } : {}) } };
    }
    const label = /^\/loki\/api\/v1\/label\/([^/]+)\/values$/.exec(path)?.[1];
    if (label) {
      const values = new Set(lines.flatMap(({ stream }) => stream?.[decodeURIComponent(label)] ?? []));
      return { body: { status: 'success', data: [...values].toSorted() } };
    }
    if (path === '/loki/api/v1/status/buildinfo') return { body: { version: '3.1.0', revision: 'x' } };
    if (path !== '/loki/api/v1/query_range') return { status: 404, body: '404 page not found\n' };
    return queryRange(lines, query);
  });
}

function queryRange(lines: readonly FakeLine[], query: URLSearchParams): StubAnswer {
  const text = query.get('query') ?? '';
  if (!/^[{a-z]/.test(text)) {
    return { status: 400, body: `parse error at line 1, col 1: syntax error: unexpected IDENTIFIER\n` };
  }
  const [start, end] = [BigInt(query.get('start') ?? 0), BigInt(query.get('end') ?? 0)];
  if (end < start) return { status: 400, body: 'end timestamp must not be before or equal to start time\n' };
  if (end - start > MAX_RANGE_NANOS) {
    return {
      status: 400,
      body: 'the query time range exceeds the limit (query length: 800h0m0s, limit: 30d1h)\n',
    };
  }
  const limit = Number(query.get('limit') ?? 100);
  if (limit > MAX_ENTRIES) {
    const body = `max entries limit per query exceeded, limit > max_entries_limit_per_query (${limit} > ${MAX_ENTRIES})\n`;
    return { status: 400, body };
  }
  if (!text.startsWith('{')) {
    const value = [Number(start / 1_000_000_000n), String(lines.length)];
    const result = [
      { metric: { service: 'cart' }, values: [value] },
      { metric: { service: 'shop' }, values: [[value[0], 'NaN']] },
    ];
    return { body: { status: 'success', data: { resultType: 'matrix', result, stats: {} } } };
  }
  const isForward = query.get('direction')?.toLowerCase() === 'forward';
  const isWanted = readQuery(text);
  const found = lines.filter((line) => line.nanos >= start && line.nanos < end && isWanted(line));
  found.sort((a, b) => Number(a.nanos - b.nanos) * (isForward ? 1 : -1));
  const streams = new Map<string, { stream: object; values: unknown[] }>();
  for (const { nanos, text: line, stream = {} } of found.slice(0, limit)) {
    const key = JSON.stringify(stream);
    const known = streams.get(key) ?? { stream, values: [] };
    known.values.push([String(nanos), line]);
    streams.set(key, known);
  }
  return {
    body: {
      status: 'success',
      data: { resultType: 'streams', result: [...streams.values()], stats: { summary: {} } },
    },
  };
}

/** Values as Go and JSON both write them. */
function readQuery(text: string): (line: FakeLine) => boolean {
  const end = text.indexOf('}');
  const matchers = [...text.slice(0, end).matchAll(/(\w+)\s*(=~?)\s*("(?:[^"\\]|\\.)*")/g)];
  const filters = [...text.slice(end).matchAll(/(\||!)([=~])\s*(?:("(?:[^"\\]|\\.)*")|`([^`]*)`)/g)];
  return ({ text: line, stream = {} }) =>
    matchers.every(([, label = '', operator, value = '""']) => {
      const wanted = JSON.parse(value) as string;
      return operator === '='
        ? stream[label] === wanted
        : regexOf(`^(?:${wanted})$`).test(stream[label] ?? '');
    }) &&
    filters.every(([, sign, operator, quoted, raw = '']) => {
      const wanted = quoted === undefined ? raw : (JSON.parse(quoted) as string);
      const isFound = operator === '=' ? line.includes(wanted) : regexOf(wanted).test(line);
      return isFound === (sign === '|');
    });
}

/** RE2 takes flags at the beginning of the expression. */
function regexOf(pattern: string): RegExp {
  return pattern.startsWith('(?i)') ? new RegExp(pattern.slice(4), 'i') : new RegExp(pattern);
}
