/** A question about the checkout incident, with everything that is stored about it, for tests of the answers. */
import type { AnswerInput, IncidentFacts } from '../../src/agent/answer/answer-input.js';
import type { Analysis } from '../../src/agent/report/report.js';
import type { TimelineEntry, TimelineKind } from '../../src/incidents/timeline.js';
import { ALERT, DIAGNOSED, evidenceStore, OBSERVATIONS, SUSPECTS } from './checkout-evidence.js';
import { DEPLOY, incident, toolContext } from './checkout-incident.js';

const at = (time: string) => new Date(`2026-11-20T${time}Z`);

export const ANALYSIS: Analysis = {
  report: {
    summary: 'HighErrorRate fires on checkout. It most likely started in checkout at 03:12:04 UTC.',
    cause: {
      service: 'checkout',
      component: null,
      mechanism: 'The newest release of checkout fails.',
      confidence: 0.82,
      evidenceIds: ['E1', 'E2'],
    },
    claims: [{ text: 'Failing share of checkout rose from 0.1 % to 41 %.', evidenceIds: ['E1'] }],
    hypotheses: [
      {
        cause: 'Connection pool exhausted',
        status: 'ruled out',
        why: 'Nobody waits.',
        supports: [],
        contradicts: ['E5'],
      },
    ],
    missing: ['The logs of checkout.'],
    nextSteps: ['Follow the runbook “Bad release” (bad-release).'],
  },
  proposals: [],
  verification: null,
  by: 'rules',
  model: null,
  promptVersion: '1',
  note: null,
  usage: { modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, durationMs: 2100 },
};

export function questionInput(
  question: string,
  facts: Partial<IncidentFacts> | null = {},
  input: Partial<AnswerInput> = {},
): AnswerInput {
  const context = toolContext();
  const about = context.incident;
  let id = 0;
  const entry = (time: string, kind: TimelineKind, text: string): TimelineEntry => ({
    id: (id += 1),
    incidentId: about.id,
    at: at(time),
    kind,
    actor: { kind: 'firewatch' },
    text,
  });
  return {
    question,
    earlier: [],
    about:
      facts === null
        ? null
        : {
            known: {
              incident: incident({
                id: about.id,
                status: 'acknowledged',
                acknowledgedBy: { kind: 'person', id: 'U0ALICE' },
                acknowledgedAt: at('03:13:00'),
              }),
              alerts: [ALERT],
              evidence: evidenceStore(OBSERVATIONS).stored,
              suspects: SUSPECTS,
              runbooks: DIAGNOSED,
              gaps: [],
            },
            analysis: ANALYSIS,
            proposals: [
              {
                title: 'Roll back to the previous release',
                status: 'pending',
                runbookId: 'bad-release',
                outcome: null,
                decidedBy: null,
                decidedAt: null,
                expiresAt: at('03:45:00'),
              },
              {
                title: 'Scale out',
                status: 'rejected',
                runbookId: 'bad-release',
                outcome: 'Rejected by a person.',
                decidedBy: { kind: 'person', id: 'U0BOB' },
                decidedAt: at('03:15:00'),
                expiresAt: at('03:45:00'),
              },
            ],
            timeline: [
              entry('03:12:30', 'incident.opened', 'Opened by HighErrorRate on checkout.'),
              entry('03:12:33', 'evidence.gathered', 'Looked at 5 things; 3 of them stand out.'),
              entry('03:13:00', 'incident.acknowledged', 'Acknowledged.'),
              entry('03:16:00', 'status.updated', 'We are rolling back.'),
            ],
            roles: [
              {
                incidentId: about.id,
                role: 'commander',
                slackUserId: 'U0ALICE',
                assignedBy: { kind: 'firewatch' },
                assignedAt: at('03:13:00'),
              },
            ],
            owner: 'team-checkout',
            cost: { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0 },
            ...facts,
          },
    queue: [{ incident: about, cause: ANALYSIS.report.cause, waiting: 1 }],
    changes: [DEPLOY],
    context,
    ...input,
  };
}
