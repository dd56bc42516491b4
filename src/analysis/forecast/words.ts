/** Quantities and spans of time as forecasts write them. */
import { formatDuration, formatValue, type Unit } from '../format-value.js';

export type ForecastUnit = Unit | 'bytes';

/** Beyond two days people plan in days, and a pace by the hour has no digits left. */
export const SLOW_SECONDS = 172_800;

export function describer(unit: ForecastUnit): (value: number) => string {
  if (unit === 'seconds') return (value) => (value < 0 ? `-${formatSpan(-value)}` : formatSpan(value));
  if (unit !== 'bytes') return (value) => formatValue(value, unit);
  return (value) => {
    const names = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'];
    const power = Math.min(names.length - 1, Math.max(0, Math.floor(Math.log2(Math.abs(value) || 1) / 10)));
    const scaled = value / 1024 ** power;
    return `${Math.abs(scaled) >= 10 ? Math.round(scaled) : Math.round(scaled * 10) / 10} ${names[power]}`;
  };
}

export function formatSpan(seconds: number): string {
  return seconds >= SLOW_SECONDS ? `${Math.round(seconds / 86_400)} days` : formatDuration(seconds);
}
