/** Answers "is there a runbook for this?" by names of alerts and full-text search. It returns titles; read_runbook returns the text. */
import { z } from 'zod';
import { boundedText } from '../kit/bounded-text.js';
import { clip, count, digits } from '../kit/format.js';
import { refuse } from '../kit/known-services.js';
import { defineTool } from '../tool.js';

const MAX_RUNBOOKS = 5; // a person would not open more
const MAX_NAMES = 8; // of alerts and of actions; read_runbook has them all

export const searchRunbooks = defineTool({
  name: 'search_runbooks',
  description: [
    'Search the team\'s runbooks by words or by an alert\'s name, best first; "isSure": false means it may not fit.',
    'Use this when no runbook in the first message fits.',
    'Example: {"text":"connection pool exhausted"}',
    'It does not return their text: read_runbook does.',
  ].join('\n'),
  requires: [],
  evidence: null,
  input: z.strictObject({
    text: boundedText(300).optional().describe('Words of a symptom or cause'),
    alert: boundedText(200).optional().describe('Exact name of an alert'),
  }),
  run({ text, alert }, { runbooks, incident }) {
    if (text === undefined && alert === undefined) {
      return Promise.resolve(refuse('Give words, the name of an alert, or both.'));
    }
    const matches =
      alert === undefined
        ? runbooks.search(text ?? '', MAX_RUNBOOKS + 1)
        : runbooks.find(
            { alertNames: [alert], service: incident.service, text: text ?? '' },
            MAX_RUNBOOKS + 1,
          );
    const asked = [text, alert].filter((one) => one !== undefined).map((one) => JSON.stringify(one));
    const query = `runbooks about ${asked.join(' and ')}`;
    const [best] = matches;
    if (!best) {
      const all = count(runbooks.list().length, 'runbook');
      return Promise.resolve({ status: 'no_data', searched: `${query}, in ${all}` });
    }
    const shown = matches.slice(0, MAX_RUNBOOKS);
    const sure = shown.filter(({ isSure }) => isSure).length;
    return Promise.resolve({
      status: 'ok',
      query,
      summary: best.isSure
        ? `${count(sure, 'runbook')} ${sure === 1 ? 'fits' : 'fit'}, best: ${best.runbook.title}.`
        : `No runbook clearly fits; the nearest is ${best.runbook.title} (${best.reason}).`,
      data: shown.map(({ runbook, score, reason, isSure }) => ({
        id: runbook.id,
        title: clip(runbook.title),
        isSure,
        score: digits(score),
        reason,
        alerts: runbook.match.alerts.slice(0, MAX_NAMES),
        actions: runbook.actions.slice(0, MAX_NAMES).map((action) => clip(action.title)),
      })),
      hasMore: matches.length > MAX_RUNBOOKS,
    });
  },
});
