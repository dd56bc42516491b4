/**
 * Without a known objective: where latency and failures beyond the usual begin, from each component's own metrics. A
 * component's excess, in seconds waited or requests failed, less that of what it calls is its own.
 */
import { formatValue } from '../format-value.js';
import { independent, surprise } from './behaviour-evidence.js';
import type { Evidence } from './evidence.js';
import { measureExcess, type Excess, type FlowingSignal } from './excess.js';
import type { MetricObservation, Reason, RootCauseQuestion } from './question.js';
import { createUsualDescriber } from './usual.js';

/** As for waiting on edges: it is what callers suffer. */
const WEIGHT = 2;

export function weighSelfExcess(question: RootCauseQuestion): ReadonlyMap<string, Evidence> {
  const byComponent = new Map<string, Reason[]>();
  for (const signal of ['latency', 'errors'] as const) {
    for (const [component, reason] of judge(question, signal)) {
      byComponent.set(component, [...(byComponent.get(component) ?? []), reason]);
    }
  }
  return new Map(
    [...byComponent].map(([component, reasons]) => [
      component,
      { score: reasons.reduce((sum, { weight }) => sum + weight, 0), reasons },
    ]),
  );
}

function judge(
  { metrics = [], calls, edges = [] }: RootCauseQuestion,
  signal: FlowingSignal,
): readonly (readonly [component: string, reason: Reason])[] {
  // Edges tell more about latency than averages of components do.
  const covered = new Set(
    signal === 'latency' ? edges.flatMap(({ caller, callee }) => [caller, callee]) : [],
  );
  const describer = createUsualDescriber();
  const traffic = new Map<string, MetricObservation>();
  for (const metric of metrics) if (metric.signal === 'requests') traffic.set(metric.component, metric);
  const excesses = new Map<string, Excess>();
  for (const metric of metrics) {
    if (metric.signal !== signal || covered.has(metric.component)) continue;
    const { times: moments, component } = metric;
    const excess = measureExcess(metric, traffic.get(component), { moments, isSymptom: false, describer });
    if (excess && excess.total > (excesses.get(component)?.total ?? 0)) excesses.set(component, excess);
  }
  const below = new Map<string, number>();
  const counted = new Set<string>();
  for (const { caller, callee } of calls) {
    const key = `${caller}\n${callee}`;
    if (caller === callee || counted.has(key)) continue;
    counted.add(key);
    below.set(caller, (below.get(caller) ?? 0) + (excesses.get(callee)?.total ?? 0));
  }
  const own = [...excesses.values()].map((excess) => ({
    excess,
    self: Math.max(0, excess.total - (below.get(excess.component) ?? 0)),
  }));
  const all = own.reduce((sum, { self }) => sum + self, 0);
  const unit = signal === 'latency' ? 'seconds' : 'ratio';
  return own
    .filter(({ self }) => self > 0)
    .map(({ excess, self }) => {
      const { beyondBefore, beyondNow, center, peak, name } = excess;
      const nats = surprise(independent(beyondBefore), independent(beyondNow));
      const text = `its ${name} rose from ${formatValue(center, unit)} to ${formatValue(peak, unit)}`;
      return [excess.component, { kind: 'metric', name, text, weight: (WEIGHT * nats * self) / all }];
    });
}
