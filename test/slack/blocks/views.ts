/** The sample incident at its busiest and at its worst. */
import type { Analysis } from '../../../src/agent/report/report.js';
import type { IncidentView } from '../../../src/workflows/reading/incident-view.js';
import {
  ANALYSIS,
  INCIDENT_ID,
  NOW,
  sampleAlert,
  sampleEvidence,
  sampleIncident,
  sampleProposalView,
  sampleView,
} from '../sample-view.js';

const at = (time: string) => new Date(`2026-11-22T${time}Z`);

/** Later that night: taken, argued about, asleep, analysed by a model. */
export function busyView(): IncidentView {
  const alice = { kind: 'person', id: 'U0ALICE' } as const;
  const bob = { kind: 'person', id: 'U0BOB' } as const;
  const role = (name: 'commander' | 'scribe', slackUserId: string) => ({
    incidentId: INCIDENT_ID,
    role: name,
    slackUserId,
    assignedBy: bob,
    assignedAt: NOW,
  });
  return sampleView({
    incident: sampleIncident({
      status: 'acknowledged',
      acknowledgedAt: at('03:14:00'),
      acknowledgedBy: alice,
      impactOverride: { score: 95, reason: 'Every payment counts double today.', by: bob, at: NOW },
      snoozedUntil: at('04:00:00'),
      updateDueAt: at('03:45:00'),
      reopenCount: 1,
    }),
    roles: [role('commander', 'U0ALICE'), role('scribe', 'U0BOB')],
    analysis: { ...ANALYSIS, by: 'model', model: 'gpt-5-mini' },
    cost: {
      modelCalls: 12,
      inputTokens: 45_210,
      outputTokens: 2110,
      costUsd: 0.107,
      unpricedCalls: 0,
      durationMs: 41_000,
    },
    feedback: { right: 2, wrong: 1 },
    timeline: [
      {
        id: 7,
        incidentId: INCIDENT_ID,
        at: at('03:18:00'),
        kind: 'status.updated',
        actor: alice,
        text: 'Payments by card fail; PayPal works.',
      },
    ],
  });
}

/** 200 alerts, 50 observations, and everything that can be long is 3,000 characters of what escaping makes longer. */
export function worstView(): IncidentView {
  const long = `<${'&>'.repeat(1499)}`;
  const evidenceIds = Array.from({ length: 12 }, (_, index) => `E${index + 1}`);
  const report: Analysis['report'] = {
    summary: long,
    cause: { service: long, component: null, mechanism: long, confidence: 0.5, evidenceIds },
    claims: Array.from({ length: 8 }, () => ({ text: long, evidenceIds })),
    hypotheses: Array.from({ length: 6 }, () => ({
      cause: long,
      status: 'ruled out' as const,
      why: long,
      supports: evidenceIds,
      contradicts: evidenceIds,
    })),
    missing: Array.from({ length: 6 }, (_, index) => `${index}${long}`),
    nextSteps: Array.from({ length: 6 }, () => long),
  };
  const busy = busyView();
  return {
    ...busy,
    incident: {
      ...busy.incident,
      title: long,
      impact: {
        score: 78,
        components: Array.from({ length: 3 }, () => ({ name: 'tier', points: 1, outOf: 40, reason: long })),
        computedAt: NOW,
      },
      impactOverride: { score: 1, reason: long, by: { kind: 'system', id: long }, at: NOW },
      acknowledgedBy: { kind: 'system', id: long },
      resolvedBy: { kind: 'system', id: long },
      onCall: Array.from({ length: 20 }, () => ({ name: long, email: null, level: 1 })),
    },
    alerts: Array.from({ length: 200 }, () => sampleAlert({ name: long, annotations: { summary: long } })),
    // Cited, so that what a tool said is shown too.
    evidence: Array.from({ length: 50 }, (_, index) =>
      sampleEvidence(`E${index + 1}`, {
        kind:
          index < 12 ? 'tool_result' : index % 3 === 0 ? 'signal' : index % 3 === 1 ? 'change' : 'runbook',
        statement: long,
        why: `${index}${long}`,
        query: `${index}${long}`,
        data: { runbook: `${index}${long}`, holds: true },
        isAnomalous: index % 2 === 0,
      }),
    ),
    analysis: { ...ANALYSIS, report, by: 'model', model: long, note: long },
    gaps: Array.from({ length: 30 }, (_, index) => `${index}${long}`),
    proposals: [sampleProposalView({ title: long })],
  };
}
