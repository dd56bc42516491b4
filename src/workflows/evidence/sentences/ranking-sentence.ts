/** The sentence that says where the trouble most likely began. */
import { NAME_FROM, type Suspect } from '../../../analysis/findings.js';
import { formatList, formatValue } from '../../../analysis/format-value.js';
import type { Observation } from '../../../incidents/evidence.js';
import type { Service } from '../../../incidents/service.js';
import type { TimeRange } from '../../../shared/series.js';

/** Two reasons fit a line on a phone; a third only when all are short. */
const MAX_REASONS = 3;
const MAX_REASONS_LENGTH = 150;
/** Further down the list nobody looks, and every reason is under "Show more". */
const MAX_OTHERS = 2;

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
  const rest = others
    .slice(0, MAX_OTHERS)
    .map(({ service, confidence }) => `${service} (${formatValue(confidence, 'ratio')})`);
  const isNamed = first !== undefined && first.confidence >= NAME_FROM;
  const named = first && `${first.service} (${formatValue(first.confidence, 'ratio')} confidence)`;
  const statement = first
    ? `${isNamed ? `The trouble most likely began in ${named}` : `Nothing points clearly at one service; the nearest is ${named}`}: ${chooseReasons(first.reasons)}.` +
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
    isAnomalous: isNamed,
  };
}

function chooseReasons(reasons: readonly string[]): string {
  const chosen = reasons.slice(0, MAX_REASONS);
  return chosen.join('; ').length > MAX_REASONS_LENGTH ? chosen.slice(0, -1).join('; ') : chosen.join('; ');
}
