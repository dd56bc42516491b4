import { z } from 'zod';
import { presentHead } from '../present-incident.js';
import { defineReadingTool } from '../reading-tool.js';

const MAX_LISTED = 50;

export const listIncidents = defineReadingTool({
  name: 'list_incidents',
  description:
    'Lists incidents: those that go on, what hurts users most first, or those that are over, the last one first.',
  input: {
    status: z
      .enum(['active', 'resolved'])
      .default('active')
      .describe('active, or resolved for those that are over'),
    limit: z
      .number()
      .int()
      .min(1)
      .max(MAX_LISTED)
      .default(20)
      .describe(`How many at most, up to ${MAX_LISTED}`),
  },
  async read({ status, limit }, reading) {
    const found = await reading.listForAssistants(status, limit + 1);
    return {
      subject: null,
      answer: { incidents: found.slice(0, limit).map(presentHead), hasMore: found.length > limit },
    };
  },
});
