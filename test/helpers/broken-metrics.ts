/** A metrics backend that saw trouble begin a moment ago, whatever it is asked. */
import type { StubAnswer, StubRequest } from './http-stub.js';

/** What every query gave before the trouble began, and how long ago that was. */
const HEALTHY = '0.01';
const BROKEN_FOR_SECONDS = 45;

/** Answers like a Prometheus whose every known query gave 0.01 until a moment ago and `value` since; null = no data. */
export function answerQuery({ path, body, query }: StubRequest, value: string | null): StubAnswer {
  const asked = body === '' ? query : new URLSearchParams(body);
  if (isForeign(asked.get('query') ?? '')) return answer(path, []);
  return answer(path, value === null ? [] : [sample(path, asked, value)]);
}

/** Checkout counts its errors in a metric of its own and has none of the usual names. */
const isForeign = (query: string) => /http_request\w+\{service="checkout"/.test(query);

function answer(path: string, result: readonly object[]): StubAnswer {
  const resultType = path.endsWith('query_range') ? 'matrix' : 'vector';
  return { body: { status: 'success', data: { resultType, result } } };
}

function sample(path: string, asked: URLSearchParams, value: string) {
  const metric = { service: 'checkout' };
  const valueAt = (time: number) => (time < Date.now() / 1000 - BROKEN_FOR_SECONDS ? HEALTHY : value);
  if (!path.endsWith('query_range')) {
    const time = Number(asked.get('time') ?? Date.now() / 1000);
    return { metric, value: [time, valueAt(time)] };
  }
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(asked.get(name)));
  const values: [number, string][] = [];
  for (let time = start ?? 0; time <= (end ?? 0) && values.length < 1_000; time += step ?? 15) {
    values.push([time, valueAt(time)]);
  }
  return { metric, values };
}
