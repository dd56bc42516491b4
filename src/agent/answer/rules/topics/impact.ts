/** How bad it is, and who is hurt. */
import { effectiveScore } from '../../../../incidents/impact.js';
import { incidentLabel } from '../../../../incidents/incident.js';
import type { IncidentFacts } from '../../answer-input.js';
import { withId } from '../wording.js';

export function answerImpact({ known: { incident, alerts, evidence } }: IncidentFacts): readonly string[] {
  const score = effectiveScore(incident);
  const firing = alerts.filter(({ status }) => status === 'firing').length;
  const failing = evidence.filter((item) => item.isAnomalous && item.kind === 'signal');
  return [
    score === null
      ? `How much ${incidentLabel(incident)} hurts has not been measured yet; it is ${incident.severity}.`
      : `${incidentLabel(incident)} is ${incident.severity} with impact ${score}/100${incident.impactOverride ? ` (set by a person: ${incident.impactOverride.reason})` : ''}.`,
    ...(incident.impact?.components ?? []).map(
      ({ reason, points, outOf }) => `${reason} (${Math.round(points)} of ${outOf})`,
    ),
    ...failing.slice(0, 2).map(withId),
    ...(alerts.length === 0
      ? []
      : [`${firing} of ${alerts.length} ${alerts.length === 1 ? 'alert' : 'alerts'} firing.`]),
  ];
}
