import { buildChangeList } from '../../blocks/answers/change-list.js';
import { defineCommand } from '../command.js';
import { findOnlyTarget } from '../target.js';

export const changes = defineCommand({
  verb: 'changes',
  aliases: ['deploys', 'releases'],
  section: 'See',
  forms: [['changes [12]', 'what was deployed or changed before it began']],
  async run(words, context) {
    const incident = await findOnlyTarget(words, context, 'changes');
    return buildChangeList(await context.useCases.readChanges(incident.id));
  },
});
