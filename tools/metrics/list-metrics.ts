/** Answers "which metrics exist?" by a part of their name. It does not return values. */
import { z } from 'zod';
import { defineTool } from '../tool.js';

const MAX_NAMES = 50; // a screenful; a longer list is better narrowed than read

export const listMetrics = defineTool({
  name: 'list_metrics',
  description: [
    'List names of metrics.',
    'Use this when a query needs a name, or found nothing.',
    'Example: {"contains":"pool"}',
    'It does not return values.',
  ].join('\n'),
  requires: ['metrics'],
  evidence: null,
  input: z.strictObject({
    contains: z.string().trim().max(100).describe('Part of the name, any case'),
  }),
  async run({ contains }, context) {
    const { names, hasMore } = await context.metrics.listMetrics({
      contains,
      limit: MAX_NAMES,
      signal: context.signal,
    });

    const query = `metric names containing ${JSON.stringify(contains)}`;
    if (names.length === 0) return { status: 'no_data', searched: query };
    const shown = names.slice(0, MAX_NAMES);
    return {
      status: 'ok',
      query,
      summary: `${shown.length} metric names contain ${JSON.stringify(contains)}${hasMore ? ', and there are more' : ''}.`,
      data: shown,
      hasMore: hasMore || names.length > shown.length,
    };
  },
});
