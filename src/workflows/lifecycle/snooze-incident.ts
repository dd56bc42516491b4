/**
 * Lets an incident sleep: it sinks in the list, nobody is reminded, and alerts that join ask for nobody's attention. It
 * wakes when its time is over, when its severity gets worse, or when somebody wakes it.
 */
import { incidentLabel } from '../../incidents/incident.js';
import { isSnoozed } from '../../incidents/update-schedule.js';
import { formatExactDuration } from '../../shared/duration.js';
import { UserInputError } from '../../shared/errors.js';
import { cut } from '../../shared/text.js';
import type { Change, LifecycleUseCases } from '../use-cases/lifecycle.js';
import type { Person } from '../use-cases/person.js';
import type { AssignRoleDeps } from './assign-role.js';
import { changeIncident } from './change-incident.js';
import { tellMeanwhile, wakeQuietly } from './wake-incident.js';

/** Whatever sleeps longer is not being worked on: it should be resolved. */
const MAX_SNOOZE_SECONDS = 7 * 24 * 60 * 60;
const MAX_REASON = 300;

/** @throws UserInputError when it is resolved, or the time is none. */
export async function snoozeIncident(
  deps: AssignRoleDeps,
  by: Person,
  request: Parameters<LifecycleUseCases['snoozeIncident']>[1],
): Promise<Change> {
  const { seconds } = request;
  const reason = request.reason?.trim() ? cut(request.reason.trim(), MAX_REASON) : null;
  if (seconds !== null && !(seconds > 0 && seconds <= MAX_SNOOZE_SECONDS))
    throw new UserInputError(
      'An incident can sleep for up to 7 days. What nobody works on any more is better resolved.',
    );

  return changeIncident(deps, by, request, async (tx, incident, { now }) => {
    if (seconds === null) {
      if (!isSnoozed(incident, now)) return null;
      const awake = await wakeQuietly(deps, tx, incident);
      return {
        incident: awake,
        kind: 'incident.woken',
        text: `Awake again. ${await tellMeanwhile(tx, incident.id)}`,
        isSaid: true,
      };
    }
    if (incident.status === 'resolved')
      throw new UserInputError(`${incidentLabel(incident)} is resolved: it bothers nobody any more.`);
    const until = new Date(now.getTime() + seconds * 1000);
    return {
      incident: { ...incident, snoozedUntil: until, updateDueAt: null },
      kind: 'incident.snoozed',
      text: `Asleep for ${formatExactDuration(seconds * 1000)}${reason === null ? '.' : `: ${reason}`}`,
      isSaid: true,
      details: { until: until.toISOString(), reason },
    };
  });
}
