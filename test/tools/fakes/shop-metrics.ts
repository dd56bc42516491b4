/** A Prometheus over HTTP whose series are functions of time, and a shop whose golden signals are asked by short names. */
import { afterEach } from '@jest/globals';
import { createPrometheus } from '../../../src/clients/prometheus.js';
import type { MetricsSource } from '../../../src/incidents/ports/metrics-source.js';
import type { Service } from '../../../src/incidents/service.js';
import { catalogOf, service, STARTED_AT, toolContext } from '../../helpers/checkout-incident.js';
import { startHttpStub, type HttpStub, type StubAnswer } from '../../helpers/http-stub.js';

export type Curve = (time: number) => number;
type Answer = readonly { readonly labels?: Record<string, string>; readonly curve: Curve }[] | StubAnswer;

export interface FakePrometheus extends HttpStub {
  readonly metrics: MetricsSource;
  readonly queries: () => readonly string[];
}

let running: readonly FakePrometheus[] = [];
afterEach(async () => {
  await Promise.all(running.map((server) => server.close()));
  running = [];
});

/** `answer` says which series a query has; undefined = none. It is closed when the test is over. */
export async function startFakePrometheus(
  answer: (query: string) => Answer | undefined,
  timeoutMs = 2_000,
): Promise<FakePrometheus> {
  const formOf = (body: string) => new URLSearchParams(body);
  const stub = await startHttpStub(({ body }) => {
    const form = formOf(body);
    const known = answer(form.get('query') ?? '') ?? [];
    if (!Array.isArray(known)) return known as StubAnswer;
    const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(form.get(name)));
    const result = (known as Exclude<Answer, StubAnswer>).map(({ labels = {}, curve }) => {
      const values: [number, string][] = [];
      for (let time = start ?? 0; time <= (end ?? 0); time += step ?? 1) {
        values.push([time, String(curve(time))]);
      }
      return { metric: labels, values };
    });
    return { body: { status: 'success', data: { resultType: 'matrix', result } } };
  });
  const limits = { maxSeries: 50, maxPointsPerSeries: 11_000, maxBytes: 2 ** 20 };
  const server: FakePrometheus = {
    ...stub,
    get requests() {
      return stub.requests;
    },
    metrics: createPrometheus({ url: stub.url, timeoutMs, ...limits }),
    queries: () => stub.requests.map(({ body }) => formOf(body).get('query') ?? ''),
  };
  running = [...running, server];
  return server;
}

export const ONSET = STARTED_AT.getTime() / 1000 - 24;

/** One value before the trouble began, another since then; a little noise, the same each time. */
export const step =
  (before: number, after: number, onset = ONSET): Curve =>
  (time) =>
    (time < onset ? before : after) * (1 + 0.02 * Math.sin(time));

export const steady = (value: number): Curve => step(value, value);

const UNITS = { requests: 'per_second', errors: 'ratio', latency: 'seconds', saturation: 'ratio' } as const;

/** A service whose signals are asked as `errors{service="checkout"}`. */
export function measured(
  name: string,
  dependsOn: readonly string[] = [],
  more: Partial<Service> = {},
): Service {
  const names = ['requests', 'errors', 'latency', 'saturation'] as const;
  return {
    ...service(name, dependsOn),
    signals: names.map((signal) => ({
      name: signal,
      query: `${signal}{service="${name}"}`,
      unit: UNITS[signal],
    })),
    ...more,
  };
}

/** web → checkout → payments, and search alone: everything as usual but what `curves` says. */
export function shopAnswers(curves: Readonly<Record<string, Curve>>): (query: string) => Answer | undefined {
  const usual: Readonly<Record<string, Curve>> = {
    requests: steady(40),
    errors: steady(0.001),
    latency: steady(0.12),
    saturation: steady(0.3),
  };
  return (query) => {
    const [, signal = '', name = ''] = /^(\w+)\{service="(\w+)"\}$/.exec(query) ?? [];
    const curve = curves[`${signal} ${name}`] ?? usual[signal];
    return curve && [{ curve }];
  };
}

/** Everything a tool may touch, in front of that Prometheus. */
export function shopContext(
  { metrics }: Pick<FakePrometheus, 'metrics'>,
  more: Parameters<typeof toolContext>[0] = {},
) {
  const services = [
    measured('web', ['checkout']),
    measured('checkout', ['payments']),
    measured('payments'),
    measured('search'),
  ];
  return toolContext({ metrics, catalog: catalogOf(services), ...more });
}
