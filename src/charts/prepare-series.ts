/** Makes any data drawable: sorted, finite, a bounded number of points and lines, cut into segments at gaps. */
import type { Chart, ChartSeries } from '../incidents/chart.js';

/** A picture 1,400 pixels wide shows no more. */
const MAX_POINTS = 700;
/** More lines than these cannot be told apart on a phone. */
export const MAX_LINES = 5;
/** A pause this many times longer than usual between two points is a gap; downsampled points are up to two steps apart. */
const GAP_STEPS = 3.5;
/** Larger numbers overflow when scales multiply them. */
const MAX_SIZE = 1e150;
const MIN_SIZE = 1e-150;
/** What a Date can hold, in seconds. */
const MAX_TIME = 8e12;

export type Sample = readonly [time: number, value: number];

export interface Line {
  readonly name: string;
  readonly isEmphasised: boolean;
  /** Without gaps inside; a segment of one sample is a dot. */
  readonly segments: readonly (readonly Sample[])[];
  readonly last: Sample;
}

export interface PreparedSeries {
  /** Those to draw, the emphasised first. */
  readonly lines: readonly Line[];
  /** How many more there were. */
  readonly left: number;
}

export function prepareSeries({ series }: Pick<Chart, 'series'>): PreparedSeries {
  const lines = series.flatMap((one) => {
    const line = prepareLine(one);
    return line ? [line] : [];
  });
  const telling = lines
    .map((line) => ({ line, reach: reachOf(line) }))
    .sort((a, b) => Number(b.line.isEmphasised) - Number(a.line.isEmphasised) || b.reach - a.reach)
    .map(({ line }) => line);
  return { lines: telling.slice(0, MAX_LINES), left: Math.max(0, lines.length - MAX_LINES) };
}

const isSize = (value: number) => Number.isFinite(value) && Math.abs(value) <= MAX_SIZE;
const withoutDust = (value: number) => (Math.abs(value) < MIN_SIZE ? 0 : value);
const isTime = (time: number) => Number.isFinite(time) && Math.abs(time) < MAX_TIME;

/** The chart without marks whose place is no place. */
export function withSoundMarks(chart: Chart): Chart {
  const { incident, onset, changes, usual, threshold, projection } = chart;
  const isSound =
    incident !== null && isTime(incident.start) && (incident.end === null || isTime(incident.end));
  return {
    ...chart,
    incident: isSound ? incident : null,
    onset: onset !== null && isTime(onset) ? onset : null,
    changes: changes.filter(({ at }) => isTime(at)),
    usual: usual !== null && isSize(usual.from) && isSize(usual.to) ? usual : null,
    projection:
      projection !== null && isSoundProjection(projection)
        ? { ...projection, value: withoutDust(projection.value) }
        : null,
    threshold: threshold !== null && isSize(threshold.value) ? threshold : null,
  };
}

function isSoundProjection({ from, value, at, earliest, latest }: NonNullable<Chart['projection']>): boolean {
  return isSize(value) && [from, at, earliest, latest ?? at].every(isTime);
}

/** How far it moved: what moves most tells most. */
function reachOf({ segments }: Line): number {
  let low = Infinity;
  let high = -Infinity;
  for (const [, value] of segments.flat()) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return high - low;
}

function prepareLine({ name, points, isEmphasised }: ChartSeries): Line | undefined {
  const sorted = points.filter(([time]) => isTime(time)).toSorted(([a], [b]) => a - b);
  const gapSeconds = GAP_STEPS * medianStep(sorted.map(([time]) => time));
  const segments: Sample[][] = [];
  let segment: Sample[] = [];
  for (const [time, value] of sorted) {
    const isSample = value !== null && isSize(value);
    const before = segment.at(-1);
    if (before && (!isSample || time - before[0] > gapSeconds)) {
      segments.push(segment);
      segment = [];
    }
    if (isSample) segment.push([time, withoutDust(value)]);
  }
  if (segment.length > 0) segments.push(segment);
  const last = segments.at(-1)?.at(-1);
  if (last === undefined) return undefined;
  const total = segments.reduce((sum, { length }) => sum + length, 0);
  const shrink = Math.min(1, MAX_POINTS / total);
  return {
    name,
    isEmphasised,
    last,
    segments: thin(segments).map((one) => downsample(one, Math.ceil(one.length * shrink))),
  };
}

/** A series full of holes has as many segments as points; the longest are kept. */
function thin(segments: readonly Sample[][]): readonly Sample[][] {
  if (segments.length <= MAX_POINTS) return segments;
  const longest = new Set(segments.toSorted((a, b) => b.length - a.length).slice(0, MAX_POINTS));
  return segments.filter((segment) => longest.has(segment));
}

function medianStep(times: readonly number[]): number {
  const steps = times
    .slice(1)
    .map((time, index) => time - (times[index] ?? time))
    .filter((step) => step > 0)
    .sort((a, b) => a - b);
  return steps[Math.floor(steps.length / 2)] ?? Infinity;
}

/** Of each stretch its lowest and highest sample, in order of time: peaks survive. */
function downsample(samples: readonly Sample[], max: number): readonly Sample[] {
  if (samples.length <= Math.max(2, max)) return samples;
  const stretches = Math.max(1, Math.floor(max / 2));
  const size = samples.length / stretches;
  return Array.from({ length: stretches }, (_, index) => {
    const part = samples.slice(Math.floor(index * size), Math.floor((index + 1) * size));
    const low = part.reduce((a, b) => (b[1] < a[1] ? b : a));
    const high = part.reduce((a, b) => (b[1] > a[1] ? b : a));
    return low === high ? [low] : low[0] <= high[0] ? [low, high] : [high, low];
  }).flat();
}
