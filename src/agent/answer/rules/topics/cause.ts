/** Why it happens, as confirmed or as analysed. */
import { incidentLabel } from '../../../../incidents/incident.js';
import { decidedBy, otherCauses } from '../../../report/report.js';
import { formatPercent } from '../../../../shared/text.js';
import type { IncidentFacts } from '../../answer-input.js';
import { cite, MAX_LINES, withId } from '../wording.js';

export function answerCause({ known, analysis }: IncidentFacts): readonly string[] {
  const { incident } = known;
  if (incident.confirmedCause !== null)
    return [`People confirmed the cause: ${incident.confirmedCause}`, ...because(analysis)];
  if (!analysis) {
    const unusual = known.evidence.filter(({ isAnomalous }) => isAnomalous);
    return [
      `The analysis of ${incidentLabel(incident)} is not done yet.`,
      ...unusual.slice(0, MAX_LINES - 1).map(withId),
    ];
  }
  const { cause } = analysis.report;
  if (!cause)
    return [
      'The evidence does not allow a cause to be named.',
      ...analysis.report.missing.map((gap) => `Not seen: ${gap}`),
    ];
  return [
    `Most likely (${formatPercent(cause.confidence)} sure): ${cause.mechanism}${cite(cause.evidenceIds)}`,
    ...because(analysis),
  ];
}

function because(analysis: IncidentFacts['analysis']): string[] {
  const report = analysis?.report;
  if (!report) return [];
  return [
    ...report.claims.slice(0, 3).map(({ text, evidenceIds }) => `${text}${cite(evidenceIds)}`),
    ...otherCauses(report)
      .slice(0, 2)
      .map(
        (one) =>
          `${one.status === 'possible' ? 'Less likely' : 'Ruled out'}: ${one.cause}. ${one.why}${cite(decidedBy(one))}`,
      ),
  ];
}
