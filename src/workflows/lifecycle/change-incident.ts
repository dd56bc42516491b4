/**
 * What every change that a person makes to one incident has in common: the incident is locked, the same request is done
 * once, and state, timeline, audit and follow-up work are written together or not at all.
 */
import { incidentLabel, type Actor, type Incident } from '../../incidents/incident.js';
import type { TimelineKind } from '../../incidents/timeline.js';
import type { Clock } from '../../shared/clock.js';
import { isPagingRequest } from '../../incidents/paging/origin-tag.js';
import { lockIncident } from '../known-incident.js';
import { isToldElsewhere } from '../paging/told-elsewhere.js';
import type { Store, Transaction } from '../transaction.js';
import type { Change, ChangeRequest } from '../use-cases/lifecycle.js';
import { actorOf, type Doer } from '../use-cases/person.js';

export interface ChangeDeps {
  readonly store: Store;
  readonly clock: Clock;
}

export interface PersonsChange {
  /** As it shall be. */
  readonly incident: Incident;
  readonly kind: TimelineKind;
  /** What happened, in one sentence without the person. */
  readonly text: string;
  /** Whether the thread hears of it; otherwise it is on the timeline alone. */
  readonly isSaid: boolean;
  /** For the audit log, beside the incident's name. */
  readonly details?: Readonly<Record<string, unknown>>;
}

export interface Circumstances {
  readonly actor: Actor;
  readonly now: Date;
}

/** `decide` may write what belongs to the change; it returns null when it is so already. */
export type DecideChange = (
  tx: Transaction,
  incident: Incident,
  circumstances: Circumstances,
) => Promise<PersonsChange | null>;

/** @throws UserInputError when there is no such incident, and whatever `decide` throws. */
export async function changeIncident(
  deps: ChangeDeps,
  by: Doer,
  { incidentId, requestId }: ChangeRequest,
  decide: DecideChange,
): Promise<Change> {
  return deps.store.transaction(async (tx) => {
    const incident = await lockIncident(tx, incidentId);
    if (await tx.timeline.ofRequest(incidentId, requestId)) return { incident, isNew: true };
    const actor = actorOf(by);
    const change = await decide(tx, incident, { actor, now: deps.clock.now() });
    if (!change) return { incident, isNew: false };
    await writeChange(tx, incident, actor, requestId, change);
    return { incident: change.incident, isNew: true };
  });
}

export async function writeChange(
  tx: Transaction,
  before: Incident,
  actor: Actor,
  requestId: string,
  { incident, kind, text, isSaid, details }: PersonsChange,
): Promise<void> {
  await tx.incidents.save(incident);
  const entry = await tx.timeline.append({ incidentId: incident.id, kind, actor, text }, requestId);
  if (isSaid) await tx.notifier.touch({ kind: 'note', incidentId: incident.id, subjectId: String(entry.id) });
  await tx.audit.append({
    actor,
    event: kind,
    subject: incident.id,
    details: { incident: incidentLabel(incident), ...details },
  });
  await tx.notifier.touch({ kind: 'incident_card', incidentId: incident.id, subjectId: null });
  // Whoever does something about it wants to see it; what is over needs no thread any more.
  if (incident.status !== 'resolved') await tx.storms.release(incident.id);
  const evidence = { kind: 'evidence', incidentId: incident.id, subjectId: null } as const;
  // Its advice ends with the incident; one that was never shown has none.
  if (incident.status === 'resolved' && (await tx.notifier.postedIn(evidence)) !== undefined)
    await tx.notifier.touch(evidence);
  // What came from there is known there.
  const isOfInterest =
    before.status !== incident.status || before.severity !== incident.severity || isToldElsewhere(kind);
  if (isOfInterest && !isPagingRequest(requestId))
    await tx.jobs.send('sync-paging', { incidentId: incident.id });
}
