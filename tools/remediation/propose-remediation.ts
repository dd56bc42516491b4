/** Puts one step of a runbook in front of people as a proposal. It executes nothing; people decide. */
import { z } from 'zod';
import { fillPlaceholders, formatComparison } from '../../src/incidents/runbook.js';
import { boundedText } from '../kit/bounded-text.js';
import { defineTool } from '../tool.js';

const MAX_STEP = 50;

export const proposeRemediation = defineTool({
  name: 'propose_remediation',
  description: [
    "Propose one of a runbook's numbered actions for a service. People see the exact effect and decide.",
    'Use this when the evidence supports a cause that the action would mend; once or twice per incident.',
    'Example: {"runbookId":"bad-release","step":1,"service":"checkout","rationale":"Errors began with release 1.4.2.","evidenceIds":["E5"]}',
    'It does not execute anything and takes no commands.',
  ].join('\n'),
  requires: [],
  evidence: null,
  input: z.strictObject({
    runbookId: boundedText(200).describe('Id of the runbook'),
    step: z.number().int().min(1).max(MAX_STEP).describe('Number of the action'),
    service: boundedText(200).describe('To act on, as in the catalogue'),
    rationale: boundedText(500).describe('Why it should help'),
    evidenceIds: z
      .array(z.string().regex(/^E\d{1,4}$/))
      .min(1)
      .max(12)
      .describe('What this rests on'),
  }),
  async run(request, { catalog, runbooks, proposals, window }) {
    const runbook = runbooks.get(request.runbookId);
    if (!runbook)
      return { status: 'refused', reason: 'There is no runbook with this id. Ask search_runbooks for one.' };
    const action = runbook.actions[request.step - 1];
    if (!action) {
      return {
        status: 'refused',
        reason: `The runbook has ${runbook.actions.length} actions; step ${request.step} does not exist.`,
      };
    }
    if (!catalog.get(request.service)) {
      return {
        status: 'refused',
        reason: 'The catalogue has no service with this name. Act on a known service only.',
      };
    }

    const answer = await proposals.propose(request);

    if (answer.status === 'refused') return answer;
    const fill = (text: string) => fillPlaceholders(text, { service: request.service, window }) ?? text;
    return {
      status: 'ok',
      query: `step ${request.step} of runbook ${runbook.id} for ${request.service}`,
      summary: `Proposed "${fill(action.title)}" for ${request.service}; people decide now.`,
      data: {
        proposalId: answer.proposalId,
        effect: answer.effect,
        verification: action.verify
          ? `${fill(action.verify.query)} ${formatComparison(action.verify.is)}`
          : null,
      },
      hasMore: false,
    };
  },
});
