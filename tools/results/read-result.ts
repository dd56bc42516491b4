/** Answers "what else was in that result?" page by page. Only results of this incident exist for it. */
import { z } from 'zod';
import { boundedText } from '../kit/bounded-text.js';
import { count } from '../kit/format.js';
import { refuse } from '../kit/known-services.js';
import { defineTool } from '../tool.js';

const MAX_PAGE = 1_000;

export const readResult = defineTool({
  name: 'read_result',
  description: [
    'Read on in a result that was too long, by pages or by a text.',
    'Use this when an answer names its id.',
    'Example: {"id":"R3","contains":"timeout"}',
    'It does not ask again.',
  ].join('\n'),
  requires: [],
  evidence: null,
  input: z.strictObject({
    id: z
      .string()
      .regex(/^R\d{1,6}$/)
      .max(7)
      .describe('Id of the result'),
    page: z.number().int().min(1).max(MAX_PAGE).optional().describe('From 1, the default'),
    contains: boundedText(200).optional().describe('Text in the lines, any case'),
  }),
  async run({ id, page = 1, contains }, { results }) {
    const read = await results?.read({ id, page, contains });
    if (!read) return refuse(`This incident has no result ${id}.`);
    const { about, lines, pages, found, of } = read;
    const filter = contains === undefined ? '' : ` with ${JSON.stringify(contains)}`;
    const query = `${id} (${about})${filter}`;
    if (found === 0) return { status: 'no_data', searched: `${query}, in ${count(of, 'line')}` };
    if (lines.length === 0) return refuse(`${query} has ${count(pages, 'page')} only.`);
    return {
      status: 'ok',
      query,
      summary: `Page ${page} of ${pages}; ${found} of ${count(of, 'line')}.`,
      data: lines,
      hasMore: page < pages,
    };
  },
});
