/** What services would have exposed and a scraper would have kept, written into the embedded metrics store. */
import { labelSetFrom, METRIC_NAME, type LabelSet } from '../../../demo/metrics/label-set.js';
import type { MetricsStore, StoredSample } from '../../../demo/metrics/store.js';
import type { Lot } from '../scene/lot.js';
import type { Scene, ServicePlan } from '../scene/scene.js';
import { STEP_SECONDS } from '../simulate/simulate.js';
import { shareAbove, type Moment, type Portion, type ServiceState } from '../simulate/state.js';

const BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];
const MEMORY_LIMIT = 768 * 1024 * 1024;
const CREDENTIAL_DAYS = 40;

/** `onsetMs` is the scene's zero as Unix time. */
export function writeMetrics(
  store: MetricsStore,
  { scene, moments, onsetMs, lot }: { scene: Scene; moments: readonly Moment[]; onsetMs: number; lot: Lot },
): void {
  const counters = createCounters();
  const plans = scene.services.filter(({ kind }) => kind !== 'outside');
  const offsets = new Map(plans.map(({ name }) => [name, Math.floor(lot.next() * STEP_SECONDS * 1000)]));
  const expiries = expiriesOf(scene, onsetMs, lot);
  for (const { t, services } of moments) {
    const isKept = !isInGap(scene, t);
    for (const plan of plans) {
      const state = services.get(plan.name);
      if (!state) continue;
      // Counters go on in the dark, so that what happened there is in the first sample after it.
      const samples = samplesOf(plan, state, { counters, lot, onsetMs, expiries });
      if (!isKept || scene.blind?.metrics?.includes(plan.name)) continue;
      const atMs = onsetMs + t * 1000 + (offsets.get(plan.name) ?? 0);
      if (state.isUp) store.appendSamples(atMs, samples);
      else
        store.markStale(
          atMs,
          samples.map(({ labels }) => labels),
        );
      const up = labelSetFrom({
        [METRIC_NAME]: 'up',
        service: plan.name,
        job: 'services',
        instance: `${plan.name}:9090`,
      });
      store.appendSamples(atMs, [{ labels: up, value: state.isUp ? 1 : 0 }]);
    }
    if (!isKept) continue;
    const extra = (scene.gauges ?? []).map(({ metric, labels, value }) => ({
      labels: labelSetFrom({ [METRIC_NAME]: metric, ...labels }),
      value: value(t),
    }));
    store.appendSamples(onsetMs + t * 1000, extra);
  }
}

const isInGap = ({ blind }: Scene, t: number): boolean =>
  blind?.gap !== undefined && t >= blind.gap.from && t < blind.gap.to;

interface Context {
  readonly counters: Counters;
  readonly lot: Lot;
  readonly onsetMs: number;
  readonly expiries: ReadonlyMap<string, number>;
}

function samplesOf(plan: ServicePlan, state: ServiceState, context: Context): readonly StoredSample[] {
  const { counters, lot, onsetMs, expiries } = context;
  const base = { service: plan.name, job: 'services', instance: `${plan.name}:8080` };
  const gauge = (metric: string, value: number, labels: Record<string, string> = {}) => ({
    labels: labelSetFrom({ [METRIC_NAME]: metric, ...base, ...labels }),
    value,
  });
  const counter = (metric: string, expected: number, labels: Record<string, string> = {}) =>
    counters.add(labelSetFrom({ [METRIC_NAME]: metric, ...base, ...labels }), lot.count(expected));
  const histogram = (metric: string, perSecond: number, latency: readonly Portion[]) =>
    countHistogram({ counters, lot, base, metric }, perSecond * STEP_SECONDS, latency);

  const requests = Object.entries(state.codes).flatMap(([code, share]) => {
    const route = plan.kind === 'database' ? '/query' : '/';
    return counter('http_requests_total', state.rate * STEP_SECONDS * share, { code, route });
  });
  const calls = state.calls.flatMap(({ target, rate, codes }) =>
    Object.entries(codes).map(([code, share]) =>
      counter('upstream_requests_total', rate * STEP_SECONDS * share, { target, code }),
    ),
  );
  return [
    ...requests,
    ...calls,
    ...histogram('http_request_duration_seconds', state.rate, state.latency),
    gauge('app_capacity_requests_per_second', state.capacity),
    gauge('app_replicas', state.replicas),
    gauge('app_heap_bytes', Math.round(state.heap * MEMORY_LIMIT)),
    gauge('app_memory_limit_bytes', MEMORY_LIMIT),
    gauge('process_start_time_seconds', Math.round(onsetMs / 1000 + state.startedAt)),
    gauge('app_build_info', 1, { version: state.version }),
    ...(state.pool
      ? [
          gauge('db_pool_connections', Math.round(state.pool.inUse), { state: 'in_use' }),
          gauge('db_pool_connections', state.pool.size, { state: 'max' }),
          gauge('db_pool_waiting_requests', Math.round(state.pool.waiting)),
        ]
      : []),
    ...(state.queries
      ? [
          ...histogram('db_query_duration_seconds', state.rate, [
            { share: 1, seconds: state.queries.medianSeconds },
          ]),
          gauge('db_longest_running_query_seconds', state.queries.longestSeconds),
        ]
      : []),
    ...[...expiries].flatMap(([key, at]) => {
      const [service, target = ''] = key.split(' ');
      if (service !== plan.name) return [];
      const refused = state.refused.find((one) => one.target === target)?.rate ?? 0;
      return [
        gauge('credential_expiry_timestamp_seconds', at, { credential: `${target}-key` }),
        counter('upstream_auth_failures_total', refused * STEP_SECONDS, { target }),
      ];
    }),
  ];
}

function countHistogram(
  {
    counters,
    lot,
    base,
    metric,
  }: Pick<Context, 'counters' | 'lot'> & { base: Record<string, string>; metric: string },
  expected: number,
  latency: readonly Portion[],
): readonly StoredSample[] {
  const labels = (suffix: string, le?: string) =>
    labelSetFrom({ [METRIC_NAME]: `${metric}_${suffix}`, ...base, ...(le === undefined ? {} : { le }) });
  let [above, total, seconds] = [1, 0, 0];
  const buckets: StoredSample[] = [];
  for (const [index, bound] of BOUNDS.entries()) {
    const share = shareAbove(latency, bound);
    const within = lot.count(expected * Math.max(0, above - share));
    total += within;
    seconds += within * ((bound + (BOUNDS[index - 1] ?? 0)) / 2);
    above = share;
    buckets.push(counters.add(labels('bucket', String(bound)), total));
  }
  total += lot.count(expected * above);
  return [
    ...buckets,
    counters.add(labels('bucket', '+Inf'), total),
    counters.add(labels('count'), total),
    counters.add(labels('sum'), seconds),
  ];
}

/** Who shows a credential to whom, and until when it is valid (Unix seconds). */
function expiriesOf(scene: Scene, onsetMs: number, lot: Lot): ReadonlyMap<string, number> {
  const found = scene.effects.flatMap((effect): [string, number][] => {
    if (effect.kind !== 'refused-credential') return [];
    const days = effect.hasExpired ? 0 : CREDENTIAL_DAYS + lot.between(0, 20);
    return [[`${effect.service} ${effect.target}`, onsetMs / 1000 + days * 86_400]];
  });
  return new Map(found);
}

interface Counters {
  /** Adds to the counter of these labels, and returns where it stands now. */
  add(labels: LabelSet, by: number): StoredSample;
}

function createCounters(): Counters {
  const totals = new Map<string, number>();
  return {
    add(labels, by) {
      const value = (totals.get(labels.key) ?? 0) + by;
      totals.set(labels.key, value);
      return { labels, value };
    },
  };
}
