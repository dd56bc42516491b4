import { buildIncidentCard } from '../../blocks/cards/incident-card.js';
import { defineCommand } from '../command.js';
import { readOnlyTarget } from '../target.js';

export const show = defineCommand({
  verb: 'show',
  aliases: ['view'],
  section: 'See',
  forms: [['show [12]', 'what is known about it']],
  run: async (words, context) => buildIncidentCard(await readOnlyTarget(words, context, 'show')),
});
