/** Asks for an investigation; one that waits already covers what came since. */
import type { IncidentId } from '../../shared/ids.js';
import type { Transaction } from '../transaction.js';

/** A new kind of alert joined: wait a moment for its companions, then look again. */
export const COMPANIONS_SECONDS = 3;

/** How the reason begins when a person asked; what they want looked at follows. */
const ASKED = 'a person asked';

export function reasonOfPerson(hint: string): string {
  return hint === '' ? ASKED : `${ASKED}: ${hint}`;
}

/** What a person wants looked at; undefined when nobody said. */
export function hintIn(reason: string): string | undefined {
  return reason.startsWith(`${ASKED}: `) ? reason.slice(ASKED.length + 2) : undefined;
}

export async function requestInvestigation(
  tx: Transaction,
  incidentId: IncidentId,
  reason: string,
  startAfterSeconds = 0,
): Promise<void> {
  const investigation = await tx.investigations.request(incidentId, reason);
  if (!investigation) return;
  await tx.jobs.send('investigate-incident', { investigationId: investigation.id }, { startAfterSeconds });
}
