/** What was seen in the incident of `checkout-incident.ts`, and what follows from it. */
import type { DiagnosedRunbook, Suspect } from '../../src/analysis/findings.js';
import type { InvestigationInput } from '../../src/agent/investigate.js';
import type { Alert } from '../../src/incidents/alert.js';
import type { Evidence, Observation } from '../../src/incidents/evidence.js';
import { NOW, STARTED_AT, toolContext } from './checkout-incident.js';

export const ALERT: Alert = {
  source: 'alertmanager',
  fingerprint: 'f1',
  status: 'firing',
  name: 'HighErrorRate',
  labels: { alertname: 'HighErrorRate', service: 'checkout' },
  annotations: { summary: 'checkout fails' },
  startsAt: STARTED_AT,
  endsAt: null,
  generatorUrl: null,
  groupKey: null,
};

export function observation(overrides: Partial<Observation> = {}): Observation {
  return {
    kind: 'signal',
    service: 'checkout',
    statement: 'Failing share of checkout rose from 0.1 % to 41 % at 03:12:04.',
    why: 'Users see these errors.',
    source: 'prometheus',
    query: 'errors:ratio{service="checkout"}',
    range: null,
    data: null,
    isAnomalous: true,
    ...overrides,
  };
}

/** Numbers observations as the store does: in order, and the same one only once. */
export function evidenceStore(observations: readonly Observation[] = []) {
  const stored: Evidence[] = [];
  const add = (item: Observation): Evidence => {
    const known = stored.find((each) => each.statement === item.statement && each.query === item.query);
    if (known) return known;
    const evidence = { ...item, id: `E${stored.length + 1}`, createdAt: NOW };
    stored.push(evidence);
    return evidence;
  };
  observations.forEach(add);
  return { stored, recordEvidence: (item: Observation) => Promise.resolve(add(item)) };
}

export const OBSERVATIONS: readonly Observation[] = [
  observation(),
  observation({
    kind: 'change',
    statement: 'checkout was released as 1.4.2 20 s before the errors began.',
    source: 'changes',
    query: null,
  }),
  observation({
    service: 'payments',
    statement: 'Failing share of payments stayed at 0.1 %.',
    query: 'errors:ratio{service="payments"}',
    isAnomalous: false,
  }),
  observation({
    kind: 'runbook',
    statement: "41 % of checkout's requests fail (> 5 %).",
    query: 'check-1',
  }),
  observation({
    kind: 'runbook',
    statement: 'Nobody waits for a connection in checkout (0, not > 5).',
    query: 'check-2',
    isAnomalous: false,
  }),
];

export const SUSPECTS: readonly Suspect[] = [
  {
    service: 'checkout',
    confidence: 0.82,
    reasons: ['its errors began first', 'released 20 s before'],
    onset: STARTED_AT.getTime() / 1000 + 4,
    observations: [0, 1],
  },
  {
    service: 'payments',
    confidence: 0.1,
    reasons: ['checkout depends on it'],
    onset: null,
    observations: [2],
  },
];

export const DIAGNOSED: readonly DiagnosedRunbook[] = [
  {
    runbookId: 'bad-release',
    title: 'Bad release',
    reason: 'the alert HighErrorRate is named in it',
    isSure: true,
    service: 'checkout',
    checks: [
      {
        name: 'errors since the release',
        holds: true,
        statement: "41 % of checkout's requests fail (> 5 %).",
        observation: 3,
      },
    ],
    score: 1,
    applicableSteps: [1],
  },
  {
    runbookId: 'pool-exhausted',
    title: 'Connection pool exhausted',
    reason: 'the alert HighErrorRate is named in it',
    isSure: true,
    service: 'checkout',
    checks: [
      {
        name: 'waiting',
        holds: false,
        statement: 'Nobody waits for a connection in checkout (0, not > 5).',
        observation: 4,
      },
    ],
    score: 0.4,
    applicableSteps: [],
  },
];

export function investigationInput(
  store: ReturnType<typeof evidenceStore>,
  overrides: Partial<InvestigationInput> = {},
): InvestigationInput {
  const context = overrides.context ?? toolContext();
  return {
    incident: context.incident,
    alerts: [ALERT],
    evidence: [...store.stored],
    suspects: SUSPECTS,
    runbooks: DIAGNOSED,
    gaps: ['The metrics of search could not be read: prometheus answered 503.'],
    context,
    ...overrides,
  };
}
