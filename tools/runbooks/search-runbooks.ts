/** Answers "is there a runbook for this?" by full-text search. It returns titles; read_runbook returns the text. */
import { z } from 'zod';
import { defineTool } from '../tool.js';

const MAX_RUNBOOKS = 5; // a person would not open more

export const searchRunbooks = defineTool({
  name: 'search_runbooks',
  description: [
    "Search the team's runbooks by words.",
    'Use this when you need to know',
    '- whether a procedure exists for a symptom or a cause,',
    '- the id of a runbook to read or to propose a step from.',
    `At most ${MAX_RUNBOOKS} come back, best first.`,
    'Example: {"text":"connection pool exhausted"}',
    'It does not return the text of a runbook; read_runbook does.',
  ].join('\n'),
  requires: [],
  evidence: null,
  input: z.strictObject({
    text: z.string().trim().min(1).max(300).describe('Words from the symptom or the suspected cause'),
  }),
  run({ text }, context) {
    const matches = context.runbooks.search(text, MAX_RUNBOOKS + 1);
    const query = `runbooks about ${JSON.stringify(text)}`;
    if (matches.length === 0) {
      const count = context.runbooks.list().length;
      return Promise.resolve({ status: 'no_data', searched: `${query}, in ${count} runbooks` });
    }
    const shown = matches.slice(0, MAX_RUNBOOKS);
    return Promise.resolve({
      status: 'ok',
      query,
      summary: `${shown.length} runbooks match, best: ${shown[0]?.runbook.title}.`,
      data: shown.map(({ runbook, score, reason }) => ({
        id: runbook.id,
        title: runbook.title,
        score: Math.round(score * 100) / 100,
        reason,
        alerts: runbook.match.alerts,
        actions: runbook.actions.map((action) => action.title),
      })),
      hasMore: matches.length > MAX_RUNBOOKS,
    });
  },
});
