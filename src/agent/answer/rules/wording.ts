/** How answers by rules write times, people, changes and evidence. */
import type { Change } from '../../../incidents/change.js';
import type { Evidence } from '../../../incidents/evidence.js';
import type { Actor } from '../../../incidents/incident.js';

/** A phone shows about this many. */
export const MAX_LINES = 6;

export function cite(ids: readonly string[]): string {
  return ids.length === 0 ? '' : ` (${ids.slice(0, 5).join(', ')})`;
}

export function nameActor(actor: Actor): string {
  if (actor.kind === 'firewatch') return 'Firewatch';
  return actor.kind === 'person' ? `@${actor.id}` : actor.id;
}

/** With its number, which the evidence message explains. */
export function withId({ id, statement }: Pick<Evidence, 'id' | 'statement'>): string {
  return `${statement} (${id})`;
}

/** `deploy of checkout 1.4.2 by ann, 20 s before it began at 03:11:40 UTC: …`. */
export function changeLine(change: Change, onset: Date | null): string {
  const { kind, service, version, author, at, summary } = change;
  const what = [
    kind,
    ...(service === null ? [] : [`of ${service}`]),
    ...(version === null ? [] : [version]),
    ...(author === null ? [] : [`by ${author}`]),
  ];
  return `${what.join(' ')} at ${clock(at)}${onset === null ? '' : `, ${relative(at, onset)}`}: ${summary}`;
}

function relative(at: Date, onset: Date): string {
  const ms = onset.getTime() - at.getTime();
  return ms >= 0 ? `${span(ms)} before it began` : `${span(-ms)} after it began`;
}

/** `8 min ago`. */
export function ago(at: Date, now: Date): string {
  return `${span(now.getTime() - at.getTime())} ago`;
}

/** `03:12 UTC`. */
export function clock(at: Date): string {
  return `${at.toISOString().slice(11, 16)} UTC`;
}

function span(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.round(seconds / 60)} min`;
  return seconds < 172_800 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86_400)} d`;
}
