import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import { buildIncidentCard } from '../../blocks/cards/incident-card.js';
import { defineCommand } from '../command.js';
import { findOnlyTarget } from '../target.js';

export const show = defineCommand({
  verb: 'show',
  aliases: ['view'],
  section: 'See',
  forms: [['show [12]', 'what is known about it']],
  async run(words, context) {
    const incident = await findOnlyTarget(words, context, 'show', { elseResolved: true });
    const view = await context.useCases.readIncident(incident.id);
    if (!view) throw new UserInputError(`${incidentLabel(incident)} is gone.`);
    return buildIncidentCard(view);
  },
});
