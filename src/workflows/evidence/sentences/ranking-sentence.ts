/** The sentence that says where the trouble most likely began. */
import type { Suspect } from '../../../analysis/findings.js';
import { formatList, formatValue } from '../../../analysis/format-value.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { Service } from '../../../incidents/service.js';
import type { TimeRange } from '../../../shared/series.js';

export function describeRanking(
  suspects: readonly Suspect[],
  services: readonly Service[],
  range: TimeRange,
): Observation {
  const [first, ...others] = suspects;
  const looked = formatList(
    services.map(({ name }) => name),
    12,
  );
  const rest = others.map(({ service, confidence }) => `${service} (${formatValue(confidence, 'ratio')})`);
  const statement = first
    ? `The trouble most likely began in ${first.service} (${formatValue(first.confidence, 'ratio')} confidence): ${first.reasons.slice(0, 3).join('; ')}.` +
      (rest.length > 0 ? ` Less likely: ${formatList(rest)}.` : '')
    : `Nothing measured is abnormal on ${looked}, so no service is suspected.`;
  return {
    kind: 'ranking',
    service: first?.service ?? null,
    statement,
    why: 'Symptoms travel from a service to those that call it; this says where they most likely start.',
    source: 'analysis',
    query: null,
    range,
    data: suspects,
    isAnomalous: first !== undefined,
  };
}
