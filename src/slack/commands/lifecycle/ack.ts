import { incidentLabel, type Incident } from '../../../incidents/incident.js';
import type { Person } from '../../../workflows/use-cases.js';
import { mrkdwnMention } from '../../blocks/kit/block-kit.js';
import { actorMrkdwn } from '../../blocks/kit/words.js';
import { COMMAND } from '../../ids.js';
import { isBy } from '../../people.js';
import { defineCommand } from '../command.js';
import { sayMrkdwn } from '../say.js';
import { findOnlyTarget } from '../target.js';

export const ack = defineCommand({
  verb: 'ack',
  aliases: ['acknowledge', 'take'],
  section: 'Work on it',
  forms: [['ack [12]', 'you take it; others see it']],
  async run(words, context) {
    const { by, requestId, useCases } = context;
    const target = await findOnlyTarget(words, context, 'ack');
    const { incident } = await useCases.acknowledgeIncident(by, { incidentId: target.id, requestId });
    return sayMrkdwn(describeAcknowledged(incident, by));
  },
});

/** Whose the incident is, said to the person who wanted it. */
export function describeAcknowledged(
  incident: Pick<Incident, 'number' | 'acknowledgedBy'>,
  by: Person,
): string {
  const name = incidentLabel(incident);
  if (incident.acknowledgedBy === null || isBy(incident.acknowledgedBy, by))
    return `${name} is yours, ${mrkdwnMention(by.slackUserId)}.`;
  return `${actorMrkdwn(incident.acknowledgedBy)} has ${name} already. To lead it instead: \`${COMMAND} assign ${incident.number} commander me\`.`;
}
