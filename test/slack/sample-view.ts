/** An incident as people would see it: checkout fails after a release. Tests change what they are about. */
import { sampleIncident as baseIncident } from '../helpers/sample-incident.js';
import type { Analysis } from '../../src/agent/report/report.js';
import type { StoredAlert } from '../../src/incidents/alert.js';
import type { Evidence } from '../../src/incidents/evidence.js';
import type { Incident } from '../../src/incidents/incident.js';
import type { Execution, Proposal } from '../../src/remediation/proposal.js';
import type { AlertId, ExecutionId, IncidentId, ProposalId } from '../../src/shared/ids.js';
import type { IncidentView, ProposalView } from '../../src/workflows/reading/incident-view.js';

export const NOW = new Date('2026-11-22T03:20:00Z');
const at = (time: string) => new Date(`2026-11-22T${time}Z`);
export const INCIDENT_ID = '11111111-1111-4111-8111-111111111111' as IncidentId;
export const INVESTIGATION_ID = '55555555-5555-4555-8555-555555555555';
export const PROPOSAL_ID = '22222222-2222-4222-8222-222222222222' as ProposalId;

export function sampleIncident(changes: Partial<Incident> = {}): Incident {
  return baseIncident({
    id: INCIDENT_ID,
    number: 12,
    title: 'CheckoutErrorsHigh on checkout',
    severity: 'sev1',
    groupKey: 'checkout',
    startedAt: at('03:12:04'),
    openedAt: at('03:13:10'),
    impact: {
      score: 78,
      components: [
        { name: 'tier', points: 40, outOf: 40, reason: 'checkout is tier 1' },
        { name: 'failing_requests', points: 25.6, outOf: 40, reason: '41 % of requests to checkout fail' },
        { name: 'dependants', points: 12, outOf: 20, reason: 'called by web, mobile-api' },
      ],
      computedAt: NOW,
    },
    onCall: [{ name: 'Alice Moreau', email: null, level: 1 }],
    ...changes,
  });
}

export function sampleAlert(changes: Partial<StoredAlert> = {}): StoredAlert {
  return {
    id: '33333333-3333-4333-8333-333333333333' as AlertId,
    incidentId: INCIDENT_ID,
    source: 'alertmanager',
    fingerprint: 'abc',
    status: 'firing',
    name: 'CheckoutErrorsHigh',
    labels: { service: 'checkout', severity: 'critical' },
    annotations: { summary: 'More than 5 % of checkout requests fail.' },
    startsAt: at('03:12:04'),
    endsAt: null,
    generatorUrl: null,
    groupKey: null,
    firstReceivedAt: at('03:13:10'),
    lastReceivedAt: at('03:13:10'),
    receivedCount: 1,
    ...changes,
  };
}

export function sampleEvidence(id: string, changes: Partial<Evidence> = {}): Evidence {
  return {
    id,
    kind: 'signal',
    service: 'checkout',
    statement: 'Failing share of checkout rose from 0.1 % to 41 % at 03:12:04.',
    why: 'Two in five buyers cannot pay.',
    source: 'prometheus',
    query:
      'sum(rate(http_requests_total{service="checkout",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="checkout"}[1m]))',
    range: null,
    data: {},
    isAnomalous: true,
    createdAt: NOW,
    ...changes,
  };
}

const EVIDENCE: readonly Evidence[] = [
  sampleEvidence('E1'),
  sampleEvidence('E2', {
    service: 'payments',
    statement: 'Latency of payments is unchanged at 42 ms (p95).',
    why: 'It rules payments out.',
    isAnomalous: false,
  }),
  sampleEvidence('E3', {
    statement: 'Latency of checkout rose from 80 ms to 1.9 s (p95) at 03:12:10.',
    why: 'It waits before it fails.',
    query:
      'histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{service="checkout"}[1m])))',
  }),
  sampleEvidence('E4', {
    kind: 'ranking',
    statement: 'checkout is the most likely origin (92 %); web (6 %) and mobile-api (2 %) only call it.',
    why: 'Its callees are quiet and its callers began to fail after it.',
    query: null,
  }),
  sampleEvidence('E5', {
    kind: 'change',
    statement: 'checkout 2.4.1 was deployed at 03:11:48 by dana, 16 s before the errors began.',
    why: 'The only change in the hour before.',
    source: 'changes',
    query: null,
  }),
  sampleEvidence('E6', {
    kind: 'runbook',
    statement: 'Runbook “A release broke a service” fits: 3 of 3 checks hold.',
    why: 'Its step 1 (roll back checkout) can be proposed.',
    source: 'runbooks',
    query: null,
  }),
  sampleEvidence('E7', {
    service: 'inventory',
    statement: 'Failing share of inventory is unchanged at 0 %.',
    why: 'It rules inventory out.',
    isAnomalous: false,
  }),
];

export const ANALYSIS: Analysis = {
  report: {
    summary: 'Since 03:12 41 % of payments at the checkout fail; browsing and the basket work.',
    cause: {
      service: 'checkout',
      component: 'release 2.4.1',
      mechanism: 'release 2.4.1 of checkout answers 500 on every third payment',
      confidence: 0.92,
      evidenceIds: ['E1', 'E5'],
    },
    claims: [
      { text: 'The errors began 16 s after the deployment.', evidenceIds: ['E1', 'E5'] },
      { text: 'Nothing that checkout calls has changed.', evidenceIds: ['E2', 'E7'] },
    ],
    hypotheses: [
      {
        cause: 'A slow payment provider',
        status: 'ruled out',
        why: 'its latency is unchanged',
        supports: [],
        contradicts: ['E2'],
      },
    ],
    missing: ['The logs of checkout.'],
    nextSteps: ['Roll back checkout to 2.4.0.', 'Tell support that payments fail.'],
  },
  proposals: [PROPOSAL_ID],
  verification: null,
  by: 'rules',
  model: null,
  promptVersion: '1',
  note: null,
  usage: { modelCalls: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0, durationMs: 2100 },
};

export function sampleProposal(changes: Partial<Proposal> = {}): Proposal {
  return {
    id: PROPOSAL_ID,
    incidentId: INCIDENT_ID,
    title: 'Roll back checkout to 2.4.0',
    rationale: 'The errors began with release 2.4.1, and 2.4.0 ran for nine days without them.',
    evidenceIds: ['E1', 'E5'],
    runbookId: 'bad-release',
    action: 'call_endpoint',
    arguments: { endpoint: 'rollback-checkout' },
    argumentsHash: 'f'.repeat(64),
    effect: 'POST http://checkout.internal:8080/admin/rollback',
    target: { name: 'checkout (http endpoint rollback-checkout)', version: '2.4.1' },
    dryRun: 'Would roll back checkout from 2.4.1 to 2.4.0.\n2 instances, one after the other, about 10 s.',
    risk: 'medium',
    isReversible: true,
    isIdempotent: true,
    rollback: 'Deploy 2.4.1 again with the endpoint deploy-checkout.',
    verification: {
      query:
        'sum(rate(http_requests_total{service="checkout",code=~"5.."}[1m])) / sum(rate(http_requests_total{service="checkout"}[1m]))',
      is: { operator: '<', value: 0.01 },
      withinSeconds: 300,
      forSeconds: 60,
    },
    runbookStep: 1,
    stepHash: 'e'.repeat(64),
    service: 'checkout',
    environment: 'production',
    precondition: null,
    blastRadius: { replicas: null, capacityShare: null },
    undo: null,
    steps: [],
    terms: {
      rule: 'everything',
      policyVersion: 'default',
      mode: 'ask',
      approvers: [{ kind: 'user', slackUserId: 'U0ALICE' }],
      approvals: 1,
      mayApproveOwn: true,
      rollBack: 'ask',
      expireAfterSeconds: 1800,
      limits: { replicas: null, capacityShare: null, actionsPerHour: null },
    },
    supersedes: null,
    undoes: null,
    proposedBy: { kind: 'firewatch' },
    status: 'pending',
    createdAt: at('03:13:14'),
    expiresAt: at('03:43:14'),
    decidedBy: null,
    decidedAt: null,
    outcome: null,
    ...changes,
  };
}

export function sampleExecution(changes: Partial<Execution> = {}): Execution {
  return {
    id: '44444444-4444-4444-8444-444444444444' as ExecutionId,
    proposalId: PROPOSAL_ID,
    status: 'succeeded',
    startedAt: at('03:15:01'),
    finishedAt: at('03:15:12'),
    output: '{"rolledBackTo":"2.4.0"}',
    fence: 1,
    progress: '',
    steps: [],
    cancelledBy: null,
    ...changes,
  };
}

export function sampleProposalView(
  changes: Partial<Proposal> = {},
  execution: Execution | null = null,
): ProposalView {
  return {
    proposal: sampleProposal(changes),
    execution,
    approvers: ['U0ALICE', 'whoever is on call'],
    approvals: [],
    hold: null,
    emergencyApprovers: [],
    replaces: null,
    canRollBack: false,
    startsAt: null,
  };
}

export function sampleView(changes: Partial<IncidentView> = {}): IncidentView {
  return {
    incident: sampleIncident(),
    alerts: [sampleAlert()],
    service: null,
    evidence: EVIDENCE,
    analysis: ANALYSIS,
    investigationId: INVESTIGATION_ID,
    setAside: null,
    feedback: { right: 0, wrong: 0 },
    suspects: [
      { service: 'checkout', confidence: 0.92, reasons: ['its errors began first', 'released 20 s before'] },
      { service: 'payments', confidence: 0.05, reasons: ['checkout depends on it'] },
    ],
    cost: { modelCalls: 0, inputTokens: 0, outputTokens: 0, costUsd: 0, unpricedCalls: 0, durationMs: 2100 },
    roles: [],
    thread: { channel: 'C0INCIDENTS', ts: '1763781190.000100' },
    mergedInto: null,
    proposals: [sampleProposalView()],
    timeline: [],
    gaps: ['No log store is configured.'],
    now: NOW,
    ...changes,
  };
}

/** The same incident after the fix worked. */
export function resolvedView(): IncidentView {
  const decidedBy = { kind: 'person', id: 'U0ALICE' } as const;
  return sampleView({
    incident: sampleIncident({
      status: 'resolved',
      acknowledgedBy: decidedBy,
      acknowledgedAt: at('03:14:00'),
      resolvedAt: at('03:19:30'),
      resolvedBy: { kind: 'firewatch' },
    }),
    alerts: [sampleAlert({ status: 'resolved', endsAt: at('03:18:00') })],
    proposals: [
      sampleProposalView(
        {
          status: 'verified',
          decidedBy,
          decidedAt: at('03:15:00'),
          outcome: 'Failing share fell to 0.2 % and stayed there for 60 s.',
        },
        sampleExecution(),
      ),
    ],
  });
}
