/** Whether something like it has happened before, and what ended it. */
import { COMMAND } from '../../../../incidents/command.js';
import { incidentLabel } from '../../../../incidents/incident.js';
import { readSimilarIncident } from '../../../../incidents/similar-incident.js';
import type { IncidentFacts } from '../../answer-input.js';
import { withId } from '../wording.js';

export function answerBefore({ known: { incident, evidence, runbooks } }: IncidentFacts): readonly string[] {
  const similar = evidence.filter((item) => readSimilarIncident(item) !== undefined);
  const label = incidentLabel(incident);
  if (similar.length > 0) {
    const [one, many] = ['Yes, one incident was', `Yes, ${similar.length} incidents were`];
    return [`${similar.length === 1 ? one : many} like ${label}:`, ...similar.map(withId)];
  }
  const looked = evidence.length > 0 || runbooks.length > 0;
  return [
    looked
      ? `No resolved incident of the last year was like ${label}.`
      : `Nobody has looked yet whether ${label} is like an earlier one.`,
    `Resolved ones: \`${COMMAND} list resolved\`.`,
  ];
}
