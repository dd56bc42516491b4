/** A person wants another look; at most one waits for each incident, and it covers everything that came before it. */
import { COMMAND } from '../../incidents/command.js';
import { incidentLabel } from '../../incidents/incident.js';
import { UserInputError } from '../../shared/errors.js';
import { oneLine } from '../../shared/text.js';
import { lockIncident } from '../known-incident.js';
import { reasonOfPerson, requestInvestigation } from '../investigation/request-investigation.js';
import type { Store } from '../transaction.js';
import type { KnowledgeUseCases } from '../use-cases/knowledge.js';
import { actorOf, type Person } from '../use-cases/person.js';

const MAX_HINT = 300;

export async function askForInvestigation(
  deps: { store: Store },
  by: Person,
  { incidentId, requestId, hint }: Parameters<KnowledgeUseCases['askForInvestigation']>[1],
): ReturnType<KnowledgeUseCases['askForInvestigation']> {
  const said = oneLine(hint).slice(0, MAX_HINT);
  return deps.store.transaction(async (tx) => {
    const incident = await lockIncident(tx, incidentId);
    if (await tx.timeline.ofRequest(incidentId, requestId)) return { incident, state: 'requested' };
    if (incident.status === 'resolved') {
      throw new UserInputError(
        `${incidentLabel(incident)} is resolved. \`${COMMAND} reopen ${incident.number}\` opens it again, and it is looked at anew.`,
      );
    }
    const unfinished = (await tx.investigations.latest(incidentId)).filter(
      ({ finishedAt }) => finishedAt === null,
    );
    if (unfinished.some(({ findings }) => findings === null)) return { incident, state: 'waiting' };
    await requestInvestigation(tx, incidentId, reasonOfPerson(said));
    await tx.timeline.append(
      {
        incidentId,
        kind: 'note',
        actor: actorOf(by),
        text: said === '' ? 'Asked for another look.' : `Asked for another look: ${said}`,
      },
      requestId,
    );
    return { incident, state: unfinished.length > 0 ? 'running' : 'requested' };
  });
}
