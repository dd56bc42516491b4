/** How long to wait before a request to a model is sent again. */
import { headerOfModelError } from '../model-error.js';

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 8_000;

/** Full jitter: anything up to a bound that doubles, so that runs that failed together do not come back together. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  return random() * Math.min(FIRST_DELAY_MS * 2 ** (attempt - 1), LONGEST_DELAY_MS);
}

/** Milliseconds that the server asks us to wait, in seconds or as a date; null when it says nothing readable. */
export function retryAfterOf(error: unknown): number | null {
  const milliseconds = Number(headerOfModelError(error, 'retry-after-ms') ?? Number.NaN);
  if (milliseconds >= 0) return milliseconds;
  const text = headerOfModelError(error, 'retry-after');
  if (text === null || text.trim() === '') return null;
  const seconds = Number(text);
  if (seconds >= 0) return seconds * 1000;
  const until = Date.parse(text);
  return Number.isNaN(until) ? null : Math.max(0, until - Date.now());
}
