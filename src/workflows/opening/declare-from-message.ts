/** Opens an incident about something that somebody wrote, and says in its thread where that was. */
import type { Incident } from '../../incidents/incident.js';
import type { Clock } from '../../shared/clock.js';
import { appendMessage, type AddToTimelineDeps } from '../add-to-timeline.js';
import { declareIncident } from './declare-incident.js';
import type { OpenIncidentDeps } from './open-incident.js';
import type { ConversationUseCases } from '../use-cases/conversation.js';
import type { Person } from '../use-cases/person.js';

/** Handled twice after a crash, it opens one incident and quotes the message once. */
export async function declareFromMessage(
  deps: OpenIncidentDeps & AddToTimelineDeps & { clock: Clock },
  by: Person,
  { message, ...request }: Parameters<ConversationUseCases['declareFromMessage']>[1],
): Promise<Incident> {
  const incident = await declareIncident(deps, by, request);
  await deps.store.transaction(async (tx) => {
    await tx.incidents.lock(incident.id);
    const entry = await appendMessage(deps, tx, by, incident.id, message);
    if (entry)
      await tx.notifier.touch({ kind: 'note', incidentId: incident.id, subjectId: String(entry.id) });
  });
  return incident;
}
