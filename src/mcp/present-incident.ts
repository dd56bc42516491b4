/** What is shown of an incident to whoever asks from outside. What people wrote to each other in its thread is not. */
import { serviceOfAlert } from '../incidents/alert.js';
import { incidentLabel, type Incident } from '../incidents/incident.js';
import { effectiveScore } from '../incidents/impact.js';
import type { Evidence } from '../incidents/evidence.js';
import { cut } from '../shared/text.js';
import type { IncidentView } from '../workflows/reading/incident-view.js';

const MAX_ALERTS = 20;
const MAX_EVIDENCE = 60;
/** Of what alerts and outside systems wrote. */
const MAX_TEXT_LENGTH = 500;

export function presentHead(incident: Incident) {
  const { status, severity, service, startedAt, openedAt, acknowledgedAt, mitigatedAt, resolvedAt } =
    incident;
  return {
    incident: incidentLabel(incident),
    title: cut(incident.title, MAX_TEXT_LENGTH),
    status,
    severity,
    service,
    impact: effectiveScore(incident),
    startedAt,
    openedAt,
    acknowledgedAt,
    mitigatedAt,
    resolvedAt,
    confirmedCause: incident.confirmedCause,
  };
}

export function presentIncident({
  incident,
  alerts,
  evidence,
  analysis,
  setAside,
  suspects,
  gaps,
  proposals,
}: IncidentView) {
  return {
    ...presentHead(incident),
    alerts: alerts.slice(0, MAX_ALERTS).map(({ name, labels, status, startsAt, endsAt }) => ({
      name: cut(name, MAX_TEXT_LENGTH),
      service: serviceOfAlert(labels),
      status,
      startsAt,
      endsAt,
    })),
    analysis: analysis && {
      by: analysis.by === 'model' ? analysis.model : 'rules',
      note: analysis.note,
      verification: analysis.verification,
      ...analysis.report,
    },
    suspects: suspects.map(({ service, confidence, reasons }) => ({ service, confidence, reasons })),
    evidence: evidence.slice(-MAX_EVIDENCE).map(presentEvidence),
    evidenceLeftOut: Math.max(0, evidence.length - MAX_EVIDENCE),
    notSeen: setAside === null ? gaps : [setAside, ...gaps],
    proposals: proposals.map(({ proposal: { title, status, risk, outcome } }) => ({
      title,
      status,
      risk,
      outcome,
    })),
  };
}

/** Without the numbers behind it. */
export function presentEvidence({ id, kind, service, statement, source, isAnomalous }: Evidence) {
  return { id, kind, service, statement: cut(statement, MAX_TEXT_LENGTH), source, isAnomalous };
}
