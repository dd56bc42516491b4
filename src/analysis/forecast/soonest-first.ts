/** Which of several forecasts matters first, and which of several series each is about. */
import type { Forecast, ForecastOutcome } from './forecast-exhaustion.js';

/** Labels that tell the parts of one answer apart, such as the device of a disk. */
const MAX_LABELS = 2;

const URGENCY: Readonly<Record<ForecastOutcome, number>> = {
  exhausted: 0,
  exhausts: 1,
  distant: 2,
  cyclic: 3,
  no_trend: 3,
  too_few: 4,
};

interface Forecasted {
  readonly forecast: Forecast;
  readonly current: number;
  readonly limit: number;
}

/** What has run out, then by the time when it will, then by how close it is. */
export function soonestFirst(a: Forecasted, b: Forecasted): number {
  return (
    URGENCY[a.forecast.outcome] - URGENCY[b.forecast.outcome] ||
    (a.forecast.at ?? Infinity) - (b.forecast.at ?? Infinity) ||
    distance(a) - distance(b) ||
    0
  );
}

const distance = ({ current, limit }: Forecasted): number => Math.abs(limit - current);

type Labels = Readonly<Record<string, string>>;

/** The labels in which a series differs from its siblings, shortest names first; null when there are none. */
export function partOf(labels: Labels, all: readonly { readonly labels: Labels }[]): string | null {
  const telling = Object.keys(labels)
    .filter((name) => all.some((other) => other.labels[name] !== labels[name]))
    .sort((a, b) => a.length - b.length || (a < b ? -1 : 1))
    .slice(0, MAX_LABELS);
  return telling.length === 0 ? null : telling.map((name) => labels[name] ?? '').join(' ');
}
