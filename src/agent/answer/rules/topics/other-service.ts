/** What was seen of a service that is not the incident's own. */
import { COMMAND } from '../../../../incidents/command.js';
import { incidentLabel } from '../../../../incidents/incident.js';
import { formatPercent } from '../../../../shared/text.js';
import type { IncidentFacts } from '../../answer-input.js';
import { withId } from '../wording.js';

export function aboutService({ known }: IncidentFacts, service: string): string[] {
  const about = known.evidence.filter((item) => item.service === service);
  const unusual = about.filter(({ isAnomalous }) => isAnomalous);
  const suspect = known.suspects.find((one) => one.service === service);
  if (about.length === 0)
    return [
      `Nothing was looked at about ${service} in ${incidentLabel(known.incident)}; a new look would have to name it: \`${COMMAND} investigate ${known.incident.number} ${service}\`.`,
    ];
  return [
    unusual.length > 0
      ? `${service}: ${unusual.length} of ${about.length} ${about.length === 1 ? 'observation is' : 'observations are'} unusual${suspect ? `; ${formatPercent(suspect.confidence)} likely to be the origin` : ''}.`
      : `${service} looks as usual: ${about.length} ${about.length === 1 ? 'observation' : 'observations'}, none unusual.`,
    ...[...unusual, ...about.filter(({ isAnomalous }) => !isAnomalous)].map(withId),
  ];
}
