import { z } from 'zod';
import { UserInputError } from '../../shared/errors.js';
import { defineReadingTool } from '../reading-tool.js';

export const readRunbook = defineReadingTool({
  name: 'read_runbook',
  description:
    'Reads one runbook: its text and the steps that people may approve. Nothing is run by reading.',
  input: {
    id: z.string().trim().min(1).max(200).describe('Id of the runbook as search_runbooks shows it'),
  },
  async read({ id }, reading) {
    const { found } = await reading.findRunbooks({ incidentId: null, words: id });
    const match = found.find(({ runbook }) => runbook.id === id);
    if (!match)
      throw new UserInputError(`There is no runbook ${JSON.stringify(id)}; search_runbooks finds the ids.`);
    const { title, cause, body } = match.runbook;
    return {
      subject: null,
      answer: { id, title, cause, steps: match.steps.map((step) => step.title), text: body },
    };
  },
});
