import { z } from 'zod';
import { defineReadingTool } from '../reading-tool.js';

const MAX_WORDS_LENGTH = 500;

export const searchRunbooks = defineReadingTool({
  name: 'search_runbooks',
  description:
    'Finds runbooks by words: titles, what causes they are for, and why they were found. read_runbook reads one.',
  input: {
    words: z.string().trim().min(1).max(MAX_WORDS_LENGTH).describe('What it should be about, in a few words'),
  },
  async read({ words }, reading) {
    const { found, outOf } = await reading.findRunbooks({ incidentId: null, words });
    return {
      subject: null,
      answer: {
        runbooks: found.map(({ runbook: { id, title, cause }, reason, isKnownToFit }) => ({
          id,
          title,
          cause,
          reason,
          isSure: isKnownToFit,
        })),
        outOf,
      },
    };
  },
});
