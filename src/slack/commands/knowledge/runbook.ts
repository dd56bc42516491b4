import { buildRunbookView } from '../../blocks/answers/runbook-view.js';
import { defineCommand } from '../command.js';
import { findOptionalTarget, findTarget } from '../target.js';

export const runbook = defineCommand({
  verb: 'runbook',
  aliases: ['runbooks', 'playbook'],
  section: 'Fix',
  forms: [
    ['runbook [12]', 'the runbook that fits, with its checks asked now'],
    ['runbook [12] <words>', 'runbooks about something: `runbook full disk`'],
  ],
  async run(words, context) {
    const { incident, rest } =
      words.list.length === 0
        ? await findTarget(words, context, 'runbook')
        : await findOptionalTarget(words, context, 'runbook');
    const request = { incidentId: incident?.id ?? null, words: rest.text };
    return buildRunbookView(await context.useCases.findRunbooks(request));
  },
});
