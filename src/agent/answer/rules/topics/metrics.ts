/** What was measured: of one service and since some time, where the question says so. */
import type { Evidence } from '../../../../incidents/evidence.js';
import { incidentLabel } from '../../../../incidents/incident.js';
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import { isIn, type TimeRange } from '../../time-range.js';
import { nameIn } from '../topic.js';
import { withId } from '../wording.js';

export function answerMetrics(
  { known: { incident, evidence } }: IncidentFacts,
  { question, context }: AnswerInput,
  time: TimeRange | undefined,
): readonly string[] {
  const names = context.catalog.list().map(({ name }) => name);
  const service = nameIn(question, names);
  const measured = evidence.filter(
    (item) =>
      (item.kind === 'signal' || item.source === 'prometheus') &&
      item.kind !== 'runbook' &&
      (service === undefined || item.service === service),
  );
  const whose = service === undefined ? '' : ` of ${service}`;
  if (measured.length === 0) return [`Nothing${whose} was measured for ${incidentLabel(incident)}.`];
  const unusual = measured.filter(({ isAnomalous }) => isAnomalous);
  const quiet = measured.filter(({ isAnomalous }) => !isAnomalous);
  const began = time === undefined ? unusual : unusual.filter((item) => beganIn(item, time));
  const others = unusual.filter((item) => !began.includes(item));
  const when = time === undefined ? '' : ` that began ${time.words}`;
  return [
    began.length === 0
      ? `Nothing unusual${whose} was measured${when}.`
      : `${began.length} unusual ${began.length === 1 ? 'signal' : 'signals'}${whose}${when}:`,
    ...[...began, ...others, ...quiet].map(withId),
  ];
}

function beganIn({ data }: Evidence, time: TimeRange): boolean {
  const onset = typeof data === 'object' && data !== null && 'onset' in data ? data.onset : null;
  return typeof onset === 'number' && isIn(time, new Date(onset * 1000));
}
