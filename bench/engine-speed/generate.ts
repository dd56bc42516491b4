/** A made-up system of any size with one fault in it: a layered call graph and twelve metrics of each service. */
import { createRandom } from '../random/create-random.js';
import type { CallEdge } from '../../src/analysis/call-graph.js';
import type { SignalKind } from '../../src/analysis/baseline.js';
import type { MetricObservation, RootCauseQuestion } from '../../src/analysis/root-cause/question.js';

export interface SystemSize {
  readonly services: number;
  readonly hours: number;
  readonly stepSeconds: number;
  readonly seed: number;
}

export interface GeneratedSystem {
  readonly question: RootCauseQuestion;
  /** The service that is slow and fails from the start of the incident on. */
  readonly culprit: string;
}

/** Part of the time that is the incident. */
const INCIDENT_SHARE = 1 / 12;
const CALLEES_PER_SERVICE = 3;
/** Services of the entry's layer; each further layer is three times as wide. */
const FIRST_LAYER = 2;

const METRICS: readonly (readonly [name: string, signal: SignalKind, usual: number, noise: number])[] = [
  ['requests', 'requests', 50, 5],
  ['failing share', 'errors', 0.001, 0.0005],
  ['latency', 'latency', 0.05, 0.004],
  ['CPU', 'saturation', 0.4, 0.04],
  ['memory', 'saturation', 0.5, 0.01],
  ['connections', 'saturation', 0.3, 0.03],
  ['threads', 'generic', 80, 4],
  ['garbage collections', 'generic', 3, 1],
  ['received bytes', 'generic', 1e6, 1e5],
  ['sent bytes', 'generic', 2e6, 2e5],
  ['open files', 'generic', 120, 5],
  ['queue length', 'generic', 2, 1],
];

export function generateSystem({ services, hours, stepSeconds, seed }: SystemSize): GeneratedSystem {
  const random = createRandom(seed);
  const names = Array.from({ length: services }, (_, index) => `service-${String(index).padStart(4, '0')}`);
  const calls = callsBetween(names, random);
  const callers = new Map<string, string[]>();
  for (const { caller, callee } of calls) callers.set(callee, [...(callers.get(callee) ?? []), caller]);
  const culprit = names[Math.floor(services * (0.6 + 0.3 * random()))] ?? '';
  const samples = Math.round((hours * 3600) / stepSeconds);
  const start = Math.round(samples * (1 - INCIDENT_SHARE));
  const times = Float64Array.from({ length: samples }, (_, index) => index * stepSeconds);
  const affected = above(culprit, callers);
  const metrics = names.flatMap((component) =>
    METRICS.map(([name, signal, usual, noise]): MetricObservation => {
      const values = new Float64Array(samples);
      const factor = harm(signal, affected.get(component));
      for (let index = 0; index < samples; index += 1) {
        const level = index < start ? usual : usual * factor;
        values[index] = Math.max(0, level + noise * (random() + random() + random() - 1.5));
      }
      // Views, not copies: what is measured is the ranking.
      return {
        component,
        name,
        signal,
        usual: values.subarray(0, start),
        times: times.subarray(start),
        values: values.subarray(start),
      };
    }),
  );
  return { question: { components: names.map((id) => ({ id, kind: 'service' })), calls, metrics }, culprit };
}

/** What the fault makes of a usual value, at a number of calls above the culprit. */
function harm(signal: SignalKind, distance: number | undefined): number {
  if (distance === undefined) return 1;
  if (signal === 'latency') return 1 + 10 / (1 + distance);
  if (signal === 'errors') return 1 + 200 / (1 + distance);
  return 1;
}

function callsBetween(names: readonly string[], random: () => number): readonly CallEdge[] {
  const calls: CallEdge[] = [];
  let [from, to, width] = [0, FIRST_LAYER, FIRST_LAYER];
  while (to < names.length) {
    const next = Math.min(names.length, to + 3 * width);
    for (let index = to; index < next; index += 1) {
      // Every service is called by somebody above it.
      const caller = names[from + Math.floor(random() * (to - from))] ?? '';
      calls.push({ caller, callee: names[index] ?? '' });
    }
    for (let index = from; index < to; index += 1) {
      for (let count = 1; count < CALLEES_PER_SERVICE; count += 1) {
        const callee = names[to + Math.floor(random() * (next - to))] ?? '';
        calls.push({ caller: names[index] ?? '', callee });
      }
    }
    [from, to, width] = [to, next, 3 * width];
  }
  return calls;
}

/** Callers of callers …, with how many calls they are away; the culprit itself at 0. */
function above(
  culprit: string,
  callers: ReadonlyMap<string, readonly string[]>,
): ReadonlyMap<string, number> {
  const found = new Map([[culprit, 0]]);
  for (const [name, distance] of found) {
    for (const caller of callers.get(name) ?? []) if (!found.has(caller)) found.set(caller, distance + 1);
  }
  return found;
}
