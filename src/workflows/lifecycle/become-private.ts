/** No model is shown anything of an incident any more, because something in it is private by the catalogue's word. */
import { FIREWATCH, incidentLabel, type Incident } from '../../incidents/incident.js';
import { sayInThread } from '../messages/say-in-thread.js';
import type { Transaction } from '../transaction.js';

/** The incident as it is then; saved by the caller. Said once, and not when it is private already. */
export async function becomePrivate(tx: Transaction, incident: Incident, why: string): Promise<Incident> {
  if (incident.isPrivate) return incident;
  await sayInThread(tx, await entryFor(tx, incident, why));
  return { ...incident, isPrivate: true };
}

/** For one that is private from its beginning: its card says so, its timeline says why. */
export async function explainPrivate(tx: Transaction, incident: Incident, why: string): Promise<void> {
  await tx.timeline.append(await entryFor(tx, incident, why));
}

/** Written into the audit log; what the timeline says is returned. */
async function entryFor(tx: Transaction, incident: Incident, why: string) {
  await tx.audit.append({
    actor: FIREWATCH,
    event: 'privacy.changed',
    subject: incident.id,
    details: { incident: incidentLabel(incident), isPrivate: true, reason: why },
  });
  return {
    incidentId: incident.id,
    kind: 'privacy.changed',
    actor: FIREWATCH,
    text: `Private: ${why}. No language model is shown anything of it.`,
  } as const;
}
