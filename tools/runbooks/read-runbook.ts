/** Answers "what does this runbook say?": its checks, its numbered actions and its text. It runs nothing. */
import { z } from 'zod';
import {
  formatComparison,
  type ActionCondition,
  type Runbook,
  type RunbookAction,
} from '../../src/incidents/runbook.js';
import { boundedText } from '../kit/bounded-text.js';
import { defineTool } from '../tool.js';

const MAX_BODY_CHARS = 4000; // about 1,000 tokens: the longest runbook a person reads under stress

export const readRunbook = defineTool({
  name: 'read_runbook',
  description: [
    'Read a runbook: its checks, its numbered actions, its text.',
    'Use this when you want to know whether it fits, or the number of an action to propose.',
    'Example: {"id":"connection-pool-exhausted"}',
    'It does not run anything.',
  ].join('\n'),
  requires: [],
  evidence: null,
  input: z.strictObject({
    id: boundedText(200).describe('Id of the runbook'),
  }),
  run({ id }, context) {
    const runbook = context.runbooks.get(id);
    if (!runbook)
      return Promise.resolve({
        status: 'no_data',
        searched: `the runbook with the id ${JSON.stringify(id)}`,
      });
    return Promise.resolve({
      status: 'ok',
      query: `runbook ${runbook.id}`,
      summary: `Runbook ${runbook.title}: ${runbook.diagnosis.length} checks, ${runbook.actions.length} actions.`,
      data: present(runbook),
      hasMore: runbook.body.length > MAX_BODY_CHARS,
    });
  },
});

function present(runbook: Runbook) {
  return {
    id: runbook.id,
    title: runbook.title,
    alerts: runbook.match.alerts,
    services: runbook.match.services,
    diagnosis: runbook.diagnosis.map((check) => ({
      name: check.name,
      query: check.query,
      supports: check.supports ? formatComparison(check.supports) : null,
      why: check.why,
    })),
    actions: runbook.actions.map((action, index) => ({ step: index + 1, ...presentAction(action) })),
    body: runbook.body.slice(0, MAX_BODY_CHARS),
    ...(runbook.body.length > MAX_BODY_CHARS ? { bodyCutAt: MAX_BODY_CHARS } : {}),
  };
}

function presentAction({ title, action, when, verify }: RunbookAction) {
  const verification = verify
    ? `${verify.query} ${formatComparison(verify.is)} for ${verify.forSeconds} s, within ${verify.withinSeconds} s`
    : null;
  return { title, action, when: conditions(when), verify: verification };
}

function conditions({ changeWithinSeconds, metric }: ActionCondition): string[] {
  return [
    ...(changeWithinSeconds === null ? [] : [`a change in the last ${changeWithinSeconds} s`]),
    ...(metric ? [`${metric.query} ${formatComparison(metric.is)}`] : []),
  ];
}
