import type { Incident } from '../../src/incidents/incident.js';
import type { IncidentId } from '../../src/shared/ids.js';

/** An open incident about which nothing else is known. */
export function sampleIncident(incident: Partial<Incident> = {}): Incident {
  const at = new Date('2026-01-31T03:00:00Z');
  return {
    id: '00000000-0000-4000-8000-000000000007' as IncidentId,
    number: 7,
    title: 'Checkout fails',
    status: 'open',
    severity: 'sev2',
    service: 'checkout',
    source: 'alertmanager',
    groupKey: 'alertmanager:abc',
    startedAt: at,
    openedAt: at,
    acknowledgedAt: null,
    acknowledgedBy: null,
    mitigatedAt: null,
    resolvedAt: null,
    resolvedBy: null,
    reopenCount: 0,
    impactOverride: null,
    escalation: null,
    snoozedUntil: null,
    mergedInto: null,
    confirmedCause: null,
    updateDueAt: null,
    impact: null,
    pagerDutyIncidentId: null,
    channel: 'C0INCIDENTS',
    onCall: [],
    isPrivate: false,
    ...incident,
  };
}
