/**
 * Samples with everything that makes PromQL hard: counters that reset, gaps, jittered and exactly aligned scrapes, NaN and
 * infinities, classic histograms, series that end with a stale marker and come back. Deterministic.
 */
export interface SyntheticSeries {
  readonly labels: Readonly<Record<string, string>>;
  /** Time in ms and value; undefined stands for a stale marker. */
  readonly samples: readonly (readonly [number, number | undefined])[];
}

export const START_MS = 1_700_000_000_000;
export const END_MS = START_MS + 40 * 60 * 1000;
const INTERVAL_MS = 5_000;
const SERVICES = ['web', 'checkout', 'payments'];
const BOUNDS = ['0.005', '0.05', '0.1', '0.5', '1', '2.5', '+Inf'];

/** All synthetic series, ordered times within each. */
export function syntheticSeries(): readonly SyntheticSeries[] {
  const random = createRandom(42);
  const steps = Array.from({ length: (END_MS - START_MS) / INTERVAL_MS + 1 }, (_, index) => index);
  const jittered = (index: number) => START_MS + index * INTERVAL_MS + Math.floor(random() * 400);
  const aligned = (index: number) => START_MS + index * INTERVAL_MS;
  const series: SyntheticSeries[] = [];
  const add = (
    name: string,
    labels: Readonly<Record<string, string>>,
    timeOf: (index: number) => number,
    valueOf: (index: number) => number | 'gap' | 'stale',
  ) => {
    const samples = steps.flatMap((index): [number, number | undefined][] => {
      const value = valueOf(index);
      return value === 'gap' ? [] : [[timeOf(index), value === 'stale' ? undefined : value]];
    });
    series.push({ labels: { __name__: name, ...labels }, samples });
  };

  for (const service of SERVICES) {
    for (const code of ['200', '404', '503']) {
      for (const method of ['GET', 'POST']) {
        let total = Math.floor(random() * 1000);
        const reset = 120 + Math.floor(random() * 200);
        const labels = { job: 'shop', service, code, method, instance: `${service}:9000` };
        add('http_requests_total', labels, jittered, (index) => {
          total = index === reset ? 3 : total + Math.floor(random() * (code === '200' ? 40 : 3));
          return service === 'payments' && index > 200 && index < 350 ? 'gap' : total;
        });
      }
    }
    const counts = BOUNDS.map(() => 0);
    const times = steps.map(jittered);
    const history = steps.map(() => {
      const observations = BOUNDS.map(() => Math.floor(random() * 6));
      let sum = 0;
      return counts.map((count, index) => {
        sum += observations[index] ?? 0;
        return (counts[index] = count + sum);
      });
    });
    for (const [bucket, le] of BOUNDS.entries()) {
      const value = (index: number) => history[index]?.[bucket] ?? 0;
      add(
        'request_duration_seconds_bucket',
        { job: 'shop', service, le },
        (index) => times[index] ?? 0,
        value,
      );
    }
    const total = (index: number) => history[index]?.at(-1) ?? 0;
    add('request_duration_seconds_count', { job: 'shop', service }, (index) => times[index] ?? 0, total);
    const sum = (index: number) => total(index) * 0.37;
    add('request_duration_seconds_sum', { job: 'shop', service }, (index) => times[index] ?? 0, sum);
    add(
      'service_info',
      { service, team: `team-${service}`, tier: service === 'web' ? '1' : '2' },
      aligned,
      () => 1,
    );
  }

  for (const [number, service] of SERVICES.entries()) {
    add('memory_bytes', { service, instance: `${service}:9000` }, aligned, (index) =>
      Math.round(1e8 + number * 1e7 + index * 12_345 + Math.sin(index / 9) * 1e6),
    );
    add('memory_limit_bytes', { service }, aligned, () => 2e8 + number * 5e7);
    add('queue_depth', { service, queue: 'a' }, aligned, (index) =>
      index % 17 === 3 + number ? Number.NaN : Math.round((random() - 0.3) * 100) / 4,
    );
    add('flapping', { service }, aligned, (index) => {
      const phase = (index + number * 20) % 120;
      return phase < 70 ? index % 5 : phase === 70 ? 'stale' : 'gap';
    });
  }
  add('extreme_value', { kind: 'inf' }, aligned, (index) => (index % 40 === 7 ? Infinity : index));
  add('extreme_value', { kind: 'minus' }, aligned, (index) => (index % 40 === 9 ? -Infinity : -index));
  add('extreme_value', { kind: 'nan' }, aligned, () => Number.NaN);
  add('extreme_value', { kind: 'huge' }, aligned, (index) => 1e300 * (index % 3));
  add('extreme_value', { kind: 'tiny' }, aligned, (index) => 1e-9 * index);
  add('constant', { label: 'ä "quoted" \\ text' }, aligned, () => 7);
  add('once', {}, aligned, (index) => (index === 100 ? 5 : 'gap'));
  add('short_lived', { a: 'x' }, aligned, (index) => (index < 150 ? index : index === 150 ? 'stale' : 'gap'));
  add('up', { job: 'shop', instance: 'web:9000' }, aligned, (index) => Number(index % 50 > 3));
  add('up', { job: 'shop', instance: 'cart:9000' }, aligned, () => 0);
  return series;
}

/** A small linear congruential generator: the same numbers on every machine. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
