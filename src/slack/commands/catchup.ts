import { buildCatchUp } from '../blocks/catch-up.js';
import { defineCommand } from './command.js';
import { findOnlyTarget } from './target.js';

export const catchup = defineCommand({
  verb: 'catchup',
  aliases: ['catch-up', 'tldr', 'summary'],
  section: 'See',
  forms: [['catchup [12]', 'what you missed, for your eyes only']],
  async run(words, context) {
    const incident = await findOnlyTarget(words, context, 'catchup');
    return buildCatchUp([await context.useCases.readCatchUp(incident.id)]);
  },
});
