/** Pages the next level of the escalation policy in PagerDuty for the incident that the proposal belongs to. */
import { z } from 'zod';
import { UserInputError } from '../../src/shared/errors.js';
import { defineAction } from './action.js';
import { findPaging } from './kit/find-paging.js';
import { ServiceName } from './kit/names.js';
import { PAGES_PEOPLE } from './kit/plan-parts.js';
import { changedSinceApproval } from './kit/target-version.js';
import type { PagedIncident } from './ports/paging.js';

export const pageOnCall = defineAction({
  name: 'page_on_call',
  description: 'Escalates the incident to the next level of its escalation policy in PagerDuty.',
  input: z.strictObject({
    service: ServiceName,
    incident: z.uuid('must be $incident').describe('Always $incident: the incident of the proposal'),
  }),
  async plan({ service, incident }, context) {
    const paged = await findPaging(context).find(service, incident, context.signal);
    const { level, next } = nextOf(paged);
    const people = next.people.join(', ');
    return {
      effect: `Page level ${next.level} of the escalation policy in PagerDuty: ${people}`,
      target: {
        name: `${service} (PagerDuty incident ${paged.id})`,
        version: `${paged.id}@${level}>${next.level}`,
      },
      dryRun:
        `${paged.id} is at level ${level}${paged.isAcknowledged ? ' and acknowledged' : ', not acknowledged'}. ` +
        `${people} would be paged.`,
      service,
      ...PAGES_PEOPLE,
    };
  },
  async execute({ service, incident }, context) {
    const paging = findPaging(context);
    const approved = /^(\S+)@(\d+)>(\d+)$/.exec(context.targetVersion);
    const [, id = '', , wanted = ''] = approved ?? [];
    const level = Number(wanted);
    const now = await paging.find(service, incident, context.signal);
    if (!approved || now.id !== id)
      throw changedSinceApproval(
        'pagerduty',
        `The incident in PagerDuty is ${now.id} by now, which nobody approved.`,
      );
    if (now.level !== null && now.level >= level)
      return { output: `${id} was at level ${now.level} already; nobody was paged again.` };
    await paging.escalate({ service, incidentId: incident, id, level }, context.signal);
    return { output: `${id} was escalated to level ${level}.` };
  },
  async check({ service, incident }, context) {
    const paged = await findPaging(context).find(service, incident, context.signal);
    return paged.isAcknowledged
      ? { isReached: true, text: `${paged.id} is acknowledged` }
      : { isReached: false, text: `${paged.id} is at level ${paged.level ?? 'unknown'}, not acknowledged` };
  },
});

function nextOf({ id, level, next }: PagedIncident): {
  level: number;
  next: NonNullable<PagedIncident['next']>;
} {
  if (level === null)
    throw new UserInputError(
      `${id} is assigned to nobody of its escalation policy in PagerDuty; page by hand.`,
    );
  if (next === null)
    throw new UserInputError(`${id} is at the last level of its escalation policy in PagerDuty already.`);
  return { level, next };
}
