import { incidentLabel } from '../../incidents/incident.js';
import { mrkdwnMention } from '../blocks/block-kit.js';
import { isBy } from '../people.js';
import { defineCommand } from './command.js';
import { sayMrkdwn } from './say.js';
import { findOnlyTarget } from './target.js';

export const ack = defineCommand({
  verb: 'ack',
  aliases: ['acknowledge', 'take'],
  section: 'Work on it',
  forms: [['ack [12]', 'you take it; others see it']],
  async run(words, context) {
    const { by, useCases } = context;
    const incident = await findOnlyTarget(words, context, 'ack');
    if (!isBy(incident.acknowledgedBy, by)) await useCases.acknowledgeIncident(by, incident.id);
    return sayMrkdwn(`${incidentLabel(incident)} is yours, ${mrkdwnMention(by.slackUserId)}.`);
  },
});
