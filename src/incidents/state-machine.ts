/**
 * The life of an incident: open → acknowledged → mitigated → resolved, and back by reopening. The table is the whole
 * truth; what is not in it is refused with a sentence for the person who tried. Nobody waits for news of what is mitigated
 * or resolved, and what is over does not sleep.
 */
import { UserInputError } from '../shared/errors.js';
import { incidentLabel, type Actor, type Incident, type IncidentStatus } from './incident.js';

export type IncidentEvent = 'acknowledge' | 'mitigate' | 'resolve' | 'reopen';

const NEXT: Readonly<Record<IncidentStatus, Readonly<Partial<Record<IncidentEvent, IncidentStatus>>>>> = {
  open: { acknowledge: 'acknowledged', mitigate: 'mitigated', resolve: 'resolved' },
  acknowledged: { mitigate: 'mitigated', resolve: 'resolved' },
  mitigated: { resolve: 'resolved', reopen: 'open' },
  resolved: { reopen: 'open' },
};

const REFUSALS: Readonly<Record<IncidentEvent, string>> = {
  acknowledge: 'only an open incident can be acknowledged',
  mitigate: 'only an open or acknowledged incident can be mitigated',
  resolve: 'it is resolved already',
  reopen: 'only a mitigated or resolved incident can be reopened',
};

/** Whether the event is allowed now. */
export function canTransition(status: IncidentStatus, event: IncidentEvent): boolean {
  return NEXT[status][event] !== undefined;
}

/**
 * The incident after the event.
 * @throws UserInputError when the table does not allow it, or it has become part of another one.
 */
export function transition(incident: Incident, event: IncidentEvent, actor: Actor, at: Date): Incident {
  const status = NEXT[incident.status][event];
  if (!status) {
    throw new UserInputError(`${incidentLabel(incident)} is ${incident.status}: ${REFUSALS[event]}.`);
  }
  if (event === 'reopen' && incident.mergedInto !== null) {
    throw new UserInputError(
      `${incidentLabel(incident)} is part of another incident and its alerts are there. Go on there.`,
    );
  }
  switch (event) {
    case 'acknowledge':
      return { ...incident, status, acknowledgedAt: at, acknowledgedBy: actor };
    case 'mitigate':
      return { ...incident, status, mitigatedAt: at, updateDueAt: null };
    case 'resolve':
      return {
        ...incident,
        status,
        mitigatedAt: incident.mitigatedAt ?? at,
        resolvedAt: at,
        resolvedBy: actor,
        snoozedUntil: null,
        updateDueAt: null,
      };
    case 'reopen':
      return {
        ...incident,
        status,
        acknowledgedAt: null,
        acknowledgedBy: null,
        mitigatedAt: null,
        resolvedAt: null,
        resolvedBy: null,
        // Whatever it was thought to be, it is not over.
        confirmedCause: null,
        reopenCount: incident.reopenCount + 1,
        // What is over there as well would call nobody again.
        pagerDutyIncidentId: incident.status === 'resolved' ? null : incident.pagerDutyIncidentId,
      };
  }
}
