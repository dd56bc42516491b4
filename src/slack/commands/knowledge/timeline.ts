import { buildTimelineList } from '../../blocks/answers/timeline-list.js';
import { defineCommand } from '../command.js';
import { readOnlyTarget } from '../target.js';

export const timeline = defineCommand({
  verb: 'timeline',
  aliases: ['history'],
  section: 'See',
  forms: [['timeline [12]', 'what happened, the newest first']],
  run: async (words, context) => buildTimelineList(await readOnlyTarget(words, context, 'timeline')),
});
