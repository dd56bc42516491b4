import { buildCatchUp } from '../../blocks/answers/catch-up.js';
import { defineCommand } from '../command.js';
import { findOnlyTarget } from '../target.js';

export const catchup = defineCommand({
  verb: 'catchup',
  aliases: ['catch-up', 'tldr', 'summary'],
  section: 'See',
  forms: [['catchup [12]', 'what you missed, for your eyes only']],
  async run(words, context) {
    // Without a number it is about everything that goes on here.
    if (words.list.length === 0 && !context.incident) {
      const views = await context.useCases.catchUp(context.channelId);
      if (views.length > 0) return buildCatchUp(views);
      const [last] = await context.useCases.listResolved(1, context.channelId);
      return buildCatchUp(last ? [await context.useCases.readCatchUp(last.id)] : []);
    }
    const incident = await findOnlyTarget(words, context, 'catchup');
    return buildCatchUp([await context.useCases.readCatchUp(incident.id)]);
  },
});
