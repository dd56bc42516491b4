/**
 * Many alerts of several services that begin in one minute: the onset of a trouble. An incident that began with such a wave
 * has spread already; another wave later, of alerts that it does not know, is taken for trouble of its own. What began
 * small and spreads late, what one service's instances say, and what comes back, is none.
 */
import type { Alert } from '../alert.js';
import type { GroupingCandidate } from './candidate.js';

/** An alert that is still to be grouped. */
export interface WaveMember extends Pick<Alert, 'fingerprint' | 'startsAt'> {
  /** As `subjectOf` has it. */
  readonly subject: string | null;
  /** As `scopeOf` has it. */
  readonly scope: Readonly<Record<string, string>>;
}

/** More than one service's instances say together, and well below what a trouble of many services makes. */
const MIN_ALERTS = 12;
/** Two services that call each other always fail together. */
const MIN_SUBJECTS = 3;
/** As large as a quarter of the wave before it, or it is a ripple of that. */
const MIN_SHARE = 0.25;
/** A wave takes its minute, and half a one more where scrapes and evaluations do not begin together. */
const AFTER_SECONDS = 90;

/** Whether what began with the alert has to be known to tell: most alerts come too soon after for a wave of their own. */
export function mayBeNewWave(
  alert: Pick<Alert, 'startsAt'>,
  { onset, startedAt }: Pick<GroupingCandidate, 'onset' | 'startedAt'>,
): boolean {
  return (
    alert.startsAt.getTime() - startedAt.getTime() >= AFTER_SECONDS * 1000 &&
    onset.subjects.size >= MIN_SUBJECTS
  );
}

/** How many alerts make a new wave beside this incident; 0 when it is none. `wave`: who began with the alert. */
export function newWave(alert: Alert, candidate: GroupingCandidate, wave: readonly WaveMember[]): number {
  const { onset, fingerprints } = candidate;
  if (wave.length < MIN_ALERTS || wave.length < MIN_SHARE * onset.alertCount) return 0;
  if (!mayBeNewWave(alert, candidate)) return 0;
  const unknown = wave.filter(
    ({ fingerprint, scope }) => !fingerprints.has(fingerprint) && isOfOneCopy(scope, alert.labels),
  );
  if (unknown.length < MIN_ALERTS) return 0;
  const subjects = new Set(unknown.map(({ subject }) => subject));
  return subjects.size < MIN_SUBJECTS ? 0 : unknown.length;
}

function isOfOneCopy(scope: WaveMember['scope'], labels: Alert['labels']): boolean {
  return Object.entries(scope).every(([key, value]) => !labels[key] || labels[key] === value);
}
