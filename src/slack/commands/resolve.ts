import { incidentLabel } from '../../incidents/incident.js';
import { isBy } from '../people.js';
import { defineCommand } from './command.js';
import { sayMrkdwn } from './say.js';
import { findOnlyTarget } from './target.js';

export const resolve = defineCommand({
  verb: 'resolve',
  aliases: ['close'],
  section: 'End',
  forms: [['resolve [12]', 'it is over']],
  async run(words, context) {
    const { by, useCases } = context;
    const incident = await findOnlyTarget(words, context, 'resolve');
    if (!isBy(incident.resolvedBy, by)) await useCases.resolveIncident(by, incident.id);
    return sayMrkdwn(`${incidentLabel(incident)} is resolved.`);
  },
});
