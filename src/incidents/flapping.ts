/** Trouble that goes on and off: nobody can read every turn, and nothing that is started on one turn is of use on the next. */
import type { TimelineEntry } from './timeline.js';

/** Back so often within so long: nobody reads every turn, and the thread is needed for other things. */
const FLAPPING_TURNS = 3;
const WINDOW_MS = 10 * 60_000;
/** Entries of a timeline that suffice: more than an alert makes that goes on and off every few seconds for the whole time. */
export const FLAPPING_ENTRIES = 1_000;

interface Flapping {
  readonly isFlapping: boolean;
  /** How often it came back lately. */
  readonly returns: number;
  /** What came before is history. */
  readonly since: Date;
}

/** `recent`: the last entries of the incident's timeline, `FLAPPING_ENTRIES` at most. */
export function judgeFlapping(recent: readonly TimelineEntry[], now: Date): Flapping {
  const since = new Date(now.getTime() - WINDOW_MS);
  const returns = recent.filter(({ kind, at }) => kind === 'incident.reopened' && at > since).length;
  return { isFlapping: returns >= FLAPPING_TURNS, returns, since };
}
