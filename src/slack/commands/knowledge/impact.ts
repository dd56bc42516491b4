import { buildImpactView } from '../../blocks/answers/impact-view.js';
import { defineCommand } from '../command.js';
import { priority } from '../lifecycle/priority.js';
import { withoutNumber } from '../phrases.js';
import { readOnlyTarget } from '../target.js';
import { readNumber, type Words } from '../words.js';

/** `impact 12` asks; `impact 80 because payroll` and `impact 12 80 because …` say, like `priority`. */
const isAsked = (words: Words) =>
  withoutNumber(words).list.length === 0 || readNumber(words.list[0]) === undefined;

export const impact = defineCommand({
  verb: 'impact',
  aliases: ['score', 'budget'],
  section: 'See',
  forms: [['impact [12]', 'how much it hurts, with every part and the query that measured it']],
  run: async (words, context) =>
    isAsked(words)
      ? buildImpactView((await readOnlyTarget(words, context, 'impact')).incident)
      : priority.run(words, context),
});
