import { incidentLabel } from '../../../incidents/incident.js';
import { UserInputError } from '../../../shared/errors.js';
import { buildTimelineList } from '../../blocks/answers/timeline-list.js';
import { defineCommand } from '../command.js';
import { findOnlyTarget } from '../target.js';

export const timeline = defineCommand({
  verb: 'timeline',
  aliases: ['history'],
  section: 'See',
  forms: [['timeline [12]', 'what happened, the newest first']],
  async run(words, context) {
    const incident = await findOnlyTarget(words, context, 'timeline', { elseResolved: true });
    const view = await context.useCases.readIncident(incident.id);
    if (!view) throw new UserInputError(`${incidentLabel(incident)} is gone.`);
    return buildTimelineList(view);
  },
});
