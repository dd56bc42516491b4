/** Numbers in words for people: units right, no more digits than anybody can use at 3 a.m. */

export type Unit = 'per_second' | 'ratio' | 'seconds' | 'number';

/** 0.4132 → `41 %`, 0.34 s → `340 ms`, 12.3/s → `12/s`. Unknown values read `unknown`. */
export function formatValue(value: number | null, unit: Unit): string {
  if (value === null || !Number.isFinite(value)) return 'unknown';
  switch (unit) {
    case 'ratio':
      return `${formatNumber(value * 100)} %`;
    case 'seconds':
      return formatDuration(value);
    case 'per_second':
      return `${formatNumber(value)}/s`;
    case 'number':
      return formatNumber(value);
  }
}

/** 0.0034 → `3.4 ms`, 95 → `95 s`, 600 → `10 min`, 7300 → `2 h`. */
export function formatDuration(seconds: number): string {
  const size = Math.abs(seconds);
  if (size === 0) return '0 s';
  if (size < 1) return `${formatNumber(seconds * 1000)} ms`;
  if (size < 120) return `${formatNumber(seconds)} s`;
  if (size < 7200) return `${Math.round(seconds / 60)} min`;
  return `${formatNumber(seconds / 3600)} h`;
}

/** Unix seconds → `03:12:04 UTC`. */
export function formatTime(unixSeconds: number): string {
  return `${new Date(unixSeconds * 1000).toISOString().slice(11, 19)} UTC`;
}

/** `a`, `a and b`, `a, b and c`; beyond `limit` the rest is counted. */
export function formatList(items: readonly string[], limit = 5): string {
  const shown = items.slice(0, limit);
  const rest = items.length - shown.length;
  const parts = rest > 0 ? [...shown, `${rest} more`] : shown;
  if (parts.length < 2) return parts.join('');
  return `${parts.slice(0, -1).join(', ')} and ${parts.at(-1)}`;
}

function formatNumber(value: number): string {
  const size = Math.abs(value);
  if (size === 0) return '0';
  if (size >= 10) return String(Math.round(value));
  if (size >= 1) return String(Math.round(value * 10) / 10);
  return String(Number(value.toPrecision(1)));
}
