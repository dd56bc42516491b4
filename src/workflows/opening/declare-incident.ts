/** A person says that something is wrong, before or without an alert. */
import { COMMAND } from '../../incidents/command.js';
import { DECLARED_SOURCE, type Incident, type Severity } from '../../incidents/incident.js';
import type { Clock } from '../../shared/clock.js';
import { UserInputError } from '../../shared/errors.js';
import { openIncident, type OpenIncidentDeps } from './open-incident.js';
import type { Store } from '../transaction.js';
import type { Person } from '../use-cases.js';
import { actorOf } from '../use-cases/person.js';

/** A person who declares without saying how bad it is means it. */
const DEFAULT_SEVERITY: Severity = 'sev2';
const MAX_TITLE = 200;

export async function declareIncident(
  deps: OpenIncidentDeps & { store: Store; clock: Clock },
  by: Person,
  request: { requestId: string; title: string; severity: Severity | null; service: string | null },
): Promise<Incident> {
  const title = request.title.trim();
  if (title === '')
    throw new UserInputError(`Say in a few words what is wrong, for example: ${COMMAND} new checkout fails`);
  if (title.length > MAX_TITLE)
    throw new UserInputError(`Please use at most ${MAX_TITLE} characters for the title.`);
  if (request.service !== null && !deps.catalog().get(request.service)) {
    const known = deps
      .catalog()
      .list()
      .map((service) => service.name);
    throw new UserInputError(
      `The service catalogue has no ${request.service}. Known services: ${known.join(', ') || 'none'}.`,
    );
  }
  const actor = actorOf(by);
  const now = deps.clock.now();
  // The command may be handled twice after a crash; its id is the group, and a group opens one incident.
  const groupKey = `slack:${request.requestId}`;
  return deps.store.transaction(async (tx) => {
    await tx.incidents.lockGrouping();
    const earlier = await tx.incidents.findByGroup(groupKey);
    if (earlier) return earlier;
    return openIncident(deps, tx, {
      title,
      severity: request.severity ?? DEFAULT_SEVERITY,
      service: request.service,
      source: DECLARED_SOURCE,
      groupKey,
      startedAt: now,
      now,
      actor,
      text: 'Declared by hand.',
    });
  });
}
