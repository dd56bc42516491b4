/** Spans of time in words for people. */

/** 45_000 → `45 s`, 4_000_000 → `1 h 6 min`. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return joinUnits([hours, 'h'], [minutes % 60, 'min']);
  return joinUnits([Math.floor(hours / 24), 'd'], [hours % 24, 'h']);
}

/** The same, where seconds matter for minutes as well: 90_000 → `1 min 30 s`, up to ten minutes. */
export function formatExactDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60 || seconds >= 600) return formatDuration(ms);
  return joinUnits([Math.floor(seconds / 60), 'min'], [seconds % 60, 's']);
}

function joinUnits(big: readonly [number, string], small: readonly [number, string]): string {
  return small[0] === 0 ? big.join(' ') : `${big.join(' ')} ${small.join(' ')}`;
}
