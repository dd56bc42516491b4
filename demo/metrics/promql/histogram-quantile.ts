/** histogram_quantile over classic histograms: buckets told apart by their `le` label. */
import { dropLabels, METRIC_NAME, type LabelSet } from '../label-set.js';
import type { Memos } from './memo.js';
import type { Sample, Vector } from './sample.js';

interface Bucket {
  readonly upperBound: number;
  readonly count: number;
}

const BUCKET_LABELS: ReadonlySet<string> = new Set([METRIC_NAME, 'le']);

/** One quantile per histogram in the vector. Series without a readable `le` are left out, as in Prometheus. */
export function histogramQuantile(expr: object, memos: Memos, q: number, vector: Vector): Vector {
  const histograms = new Map<string, { labels: LabelSet; buckets: Bucket[] }>();
  for (const { labels, value } of vector) {
    const upperBound = parseBound(labels.values.get('le'));
    if (upperBound === undefined) continue;
    const group = memos.labels(expr, labels, () => dropLabels(labels, BUCKET_LABELS));
    const histogram = histograms.get(group.key) ?? { labels: group, buckets: [] };
    histogram.buckets.push({ upperBound, count: value });
    histograms.set(group.key, histogram);
  }
  return [...histograms.values()].map(({ labels, buckets }): Sample => ({
    labels,
    value: bucketQuantile(q, buckets),
  }));
}

function parseBound(text: string | undefined): number | undefined {
  if (text === undefined || text.trim() === '') return undefined;
  if (/^\+?inf$/i.test(text)) return Infinity;
  const bound = Number(text);
  return Number.isNaN(bound) ? undefined : bound;
}

function bucketQuantile(q: number, unsorted: readonly Bucket[]): number {
  if (Number.isNaN(q)) return Number.NaN;
  if (q < 0) return -Infinity;
  if (q > 1) return Infinity;
  const buckets = monotonic(merged(unsorted.toSorted((a, b) => a.upperBound - b.upperBound)));
  const last = buckets.at(-1);
  if (last === undefined || last.upperBound !== Infinity || buckets.length < 2) return Number.NaN;
  const observations = last.count;
  if (observations === 0 || Number.isNaN(observations)) return Number.NaN;

  const rank = q * observations;
  const found = buckets.findIndex(({ count }) => count >= rank);
  const index = found < 0 ? buckets.length - 1 : found;
  const bucket = buckets[index] ?? last;
  const below = buckets[index - 1];
  // Above the highest finite bound nothing is known but the bound itself.
  if (index === buckets.length - 1) return below?.upperBound ?? Number.NaN;
  if (below === undefined) {
    return bucket.upperBound <= 0 ? bucket.upperBound : bucket.upperBound * (rank / bucket.count);
  }
  const share = (rank - below.count) / (bucket.count - below.count);
  return below.upperBound + (bucket.upperBound - below.upperBound) * share;
}

/** Adds up buckets with the same bound, such as those of two ways to write one number. */
function merged(sorted: readonly Bucket[]): Bucket[] {
  const result: Bucket[] = [];
  for (const bucket of sorted) {
    const last = result.at(-1);
    if (last?.upperBound === bucket.upperBound) {
      result[result.length - 1] = { upperBound: last.upperBound, count: last.count + bucket.count };
    } else {
      result.push(bucket);
    }
  }
  return result;
}

/** Cumulative counts never fall; scrapes of several processes and float rounding can make them seem to. */
function monotonic(buckets: readonly Bucket[]): Bucket[] {
  let highest = -Infinity;
  return buckets.map(({ upperBound, count }) => {
    if (count > highest) highest = count;
    return { upperBound, count: count < highest ? highest : count };
  });
}
