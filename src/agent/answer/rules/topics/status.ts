/** Where it stands, the most important of the other answers first. */
import { incidentLabel } from '../../../../incidents/incident.js';
import type { AnswerInput, IncidentFacts } from '../../answer-input.js';
import { ago, clock } from '../wording.js';
import { answerCause } from './cause.js';
import { answerRunbook } from './runbook.js';
import { answerTried, waitingOf } from './tried.js';

export function answerStatus(facts: IncidentFacts, input: AnswerInput): readonly string[] {
  const { known, analysis, timeline } = facts;
  const { incident } = known;
  const update = timeline.findLast(({ kind }) => kind === 'status.updated');
  const [cause] = answerCause(facts);
  const [next] = answerRunbook(facts, input);
  const isWaiting = waitingOf(facts, input).length > 0;
  const [tried] = facts.proposals.length === 0 ? [] : answerTried(facts, input);
  return [
    `${incidentLabel(incident)} ${incident.title}: ${incident.status}, ${incident.severity}, since ${clock(incident.startedAt)} (${ago(incident.startedAt, input.context.now)}).`,
    ...(analysis ? [analysis.report.summary] : []),
    ...(cause ? [cause] : []),
    ...(tried ? [tried] : []),
    ...(next && !isWaiting ? [next] : []),
    ...(update ? [`Last update at ${clock(update.at)}: ${update.text}`] : []),
  ];
}
