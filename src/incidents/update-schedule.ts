/** When people next want to hear how an incident goes. Pure. */
import type { Incident, Severity } from './incident.js';

/** Seconds between two status updates; null = nobody waits for any. */
export type UpdateCadence = Readonly<Record<Severity, number | null>>;

/**
 * The time of the next status update when one was just said, or somebody has just begun to work on it. Null while nobody
 * waits: users are well again, it sleeps, or its severity has no cadence.
 */
export function nextUpdateAt(
  incident: Pick<Incident, 'status' | 'severity' | 'snoozedUntil'>,
  cadence: UpdateCadence,
  now: Date,
): Date | null {
  const seconds = cadence[incident.severity];
  const isQuiet = incident.status === 'mitigated' || incident.status === 'resolved';
  if (seconds === null || isQuiet || isSnoozed(incident, now)) return null;
  return new Date(now.getTime() + seconds * 1000);
}

/**
 * The same after the severity changed: what was promised earlier stays promised, a worse severity only brings it forward.
 * Nobody who does not wait begins to.
 */
export function rescheduledUpdateAt(
  incident: Pick<Incident, 'status' | 'severity' | 'snoozedUntil' | 'updateDueAt'>,
  cadence: UpdateCadence,
  now: Date,
): Date | null {
  if (incident.updateDueAt === null) return null;
  const next = nextUpdateAt(incident, cadence, now);
  if (next === null) return null;
  return next < incident.updateDueAt ? next : incident.updateDueAt;
}

export function isSnoozed({ snoozedUntil }: Pick<Incident, 'snoozedUntil'>, now: Date): boolean {
  return snoozedUntil !== null && snoozedUntil > now;
}
